import type { CountyPerson } from '../../adapters/simulation.ts';
import type { Fault } from '../../county/parties/faults.ts';
import type { County as Place } from '../../county/people/counties.ts';
import { countyOf } from '../../county/people/counties.ts';
import { type Dice, diceOf } from '../../county/people/dice.ts';
import { personOf } from '../../county/people/population.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { type Victim, victims } from '../county/kills.ts';
import { type Trouble, troubles } from './acts/troubles.ts';

/** One stay of a storm: who, where, what goes wrong, and how people will choose. */
export interface PlannedStay {
  readonly at: number;
  readonly scheme: string;
  readonly institution: InstitutionId;
  readonly person: CountyPerson;
  /** Whose number a clerk may take for the right one. */
  readonly relative: CountyPerson;
  readonly bill: { readonly totalFen: number; readonly outOfPolicyFen: number };
  readonly troubles: readonly Trouble[];
  /** Whether it is settled with the insurer once, in mid-stay too, or by the hospital's own system. */
  readonly settles: 'once' | 'in-mid-stay' | 'itself';
  /** How the patient pays the own part. */
  readonly pays: 'at-once' | 'credit-line' | 'instalments';
  /** What the hospital finds out afterwards; null: nothing. */
  readonly afterwards: Afterwards | null;
}

/** Entered by mistake, a wrong bill, a ground to end the waiver, somebody else's card; and what goes wrong at the insurer when it is undone. */
export interface Afterwards {
  readonly kind: 'cancel' | 'amend' | 'end-benefit' | 'impersonation-in-care' | 'impersonation-settled';
  /** The right bill of an `amend`. */
  readonly bill: PlannedStay['bill'];
  readonly faults: readonly Fault[];
}

export interface PlannedKill {
  readonly afterMs: number;
  readonly victim: Victim;
  readonly worker: number;
}

export interface StormPlan {
  readonly stays: readonly PlannedStay[];
  readonly kills: readonly PlannedKill[];
}

/** The programmes, the county whose people each is for, and what makes them be covered. */
const programmes = [
  { scheme: 'zaoqiang-2021', slug: 'zaoqiang', category: null },
  { scheme: 'dalian-2022', slug: 'dalian', category: null },
  { scheme: 'kaizhou-2024', slug: 'kaizhou', category: 'extreme-poverty' },
  { scheme: 'henan-2017', slug: 'shanzhou', category: 'registered-poor' },
  { scheme: 'linhe-2017', slug: 'linhe', category: 'registered-poor' },
] as const;

/** The province's scheme is named by the hospital of a place that adopted it. */
const placeOf: Readonly<Record<string, string>> = { 'henan-2017': 'shanzhou-2017' };

/** The same seed plans the same stays, faults and kills. */
export function planOf(seed: number, stays: number): StormPlan {
  return {
    stays: Array.from({ length: stays }, (_, at) => plannedStay(seed, at)),
    kills: Array.from({ length: Math.max(4, Math.floor(stays / 8)) }, (_, at) => plannedKill(seed, at)),
  };
}

function plannedStay(seed: number, at: number): PlannedStay {
  const roll = diceOf(seed, at + 1);
  const programme = programmes[at % programmes.length];
  invariant(programme !== undefined, 'a storm over no programme');
  const { scheme, slug, category } = programme;
  const totalFen = 40_000 + roll('total', 6_000_000);
  const settles = settlesOf(scheme, roll, totalFen);
  const institution = settles === 'itself' ? settlesItself : walkInstitutions[placeOf[scheme] ?? scheme];
  invariant(institution !== undefined, 'every programme has its hospital');
  const person = { ...adult(slug, seed, at * 2), ...covered(slug, category) };
  return {
    ...{ at, scheme, institution, person },
    relative: { ...adult(slug, seed, at * 2 + 1), insurance: person.insurance, memberships: [] },
    bill: { totalFen, outOfPolicyFen: Math.floor((totalFen * roll('outside', 15)) / 100) },
    troubles: troublesOf(scheme, roll),
    settles,
    pays: paysOf(scheme, roll),
    afterwards: afterwardsOf(scheme, roll, totalFen),
  };
}

/** One of Kaizhou's hospitals settles by its own system. */
const settlesItself = 'H50015400004' as InstitutionId;

/** Half of the stays in Zaoqiang that cost enough (its hospital settles from 9,000 yuan and five days on), and half of those in Kaizhou. */
function settlesOf(scheme: string, roll: Dice, totalFen: number): PlannedStay['settles'] {
  if (roll('settles', 2) === 0) return 'once';
  if (scheme === 'kaizhou-2024') return 'itself';
  return scheme === 'zaoqiang-2021' && totalFen > 3_000_000 ? 'in-mid-stay' : 'once';
}

/** Half of those who may: from the bank's line in Dalian, in instalments where the scheme has them. */
function paysOf(scheme: string, roll: Dice): PlannedStay['pays'] {
  if (scheme === 'zaoqiang-2021' || roll('pays', 2) === 0) return 'at-once';
  return scheme === 'dalian-2022' ? 'credit-line' : 'instalments';
}

/** Of twelve stays one is cancelled, two are settled anew, one loses its waiver and two were somebody else's. */
const kindsAfterwards = [
  ...(['cancel', 'amend', 'amend', 'end-benefit'] as const),
  ...(['impersonation-in-care', 'impersonation-settled'] as const),
];

/** By which ground a scheme ends a waiver in care; the others never do. */
export const endsInCare: Readonly<Record<string, string>> = {
  'kaizhou-2024': 'illegal-act',
  'linhe-2017': 'malicious-arrears',
};

function afterwardsOf(scheme: string, roll: Dice, totalFen: number): Afterwards | null {
  const kind = kindsAfterwards[roll('afterwards', 12)];
  if (kind === undefined || (kind === 'end-benefit' && endsInCare[scheme] === undefined)) return null;
  const inCare = kind === 'cancel' || kind === 'impersonation-in-care';
  const operations = inCare ? ['cancelAdmission'] : ['cancelSettlement'];
  const fault = undoing[roll('undoing', undoing.length)];
  return {
    kind,
    // Never below what stands outside the policy, at most a sixth of the total.
    bill: { totalFen: Math.floor((totalFen * (60 + roll('right bill', 80))) / 100), outOfPolicyFen: 0 },
    faults: fault === undefined || fault === null ? [] : [{ ...fault, operations }],
  };
}

/** What the insurer does when something is taken back; half the time what it should. */
const undoing: readonly (Fault | null)[] = [
  ...([null, null, null] as const),
  { kind: 'hang', times: 2 },
  { kind: 'drop-reply', times: 1 },
  { kind: 'mischief', name: 'did-nothing', times: 1 },
  { kind: 'mischief', name: 'period-cleared', times: 1 },
];

/** None for a quarter of the stays, one for half, two for the rest; never two at one step. */
function troublesOf(scheme: string, roll: Dice): readonly Trouble[] {
  const fitting = troubles.filter(({ schemes }) => schemes === undefined || schemes.includes(scheme));
  const count = [0, 1, 1, 2][roll('troubles', 4)] ?? 0;
  const picked = Array.from({ length: count }, (_, at) => fitting[roll(`trouble ${at}`, fitting.length)]);
  const distinct = new Map(picked.flatMap((one) => (one === undefined ? [] : [[one.step, one] as const])));
  return [...distinct.values()];
}

function plannedKill(seed: number, at: number): PlannedKill {
  const roll = diceOf(seed, -1 - at);
  const victim = victims[at < victims.length ? at : roll('victim', victims.length)];
  invariant(victim !== undefined, 'a kill without a victim');
  return { afterMs: 2_000 + roll('pause', 9_000), victim, worker: roll('worker', 2) };
}

/** Somebody who was grown up before any list named them; by place and number, so that nobody comes twice. */
function adult(slug: string, seed: number, at: number): CountyPerson {
  const place = countyOf(slug);
  const population = 700_000 + (seed % 100_000);
  for (let tries = 0; ; tries += 1) {
    const found = personOf(place, population, 1 + at * 64 + tries);
    if (found.birthDate < '1999') return found;
  }
}

function covered(
  slug: string,
  category: string | null,
): Pick<CountyPerson, 'insurance' | 'memberships' | 'creditLine'> {
  const place: Place = countyOf(slug);
  const type = slug === 'zaoqiang' ? '310' : '390';
  const since = localDate('2018-01-01');
  const kept = place.categories.find((one) => one.category === category);
  return {
    insurance: { type, status: 'active', division: place.division },
    memberships:
      kept === undefined
        ? []
        : [{ agency: kept.agency, category: kept.category, label: kept.label, since, until: null }],
    creditLine: slug === 'dalian' ? { openedOn: localDate('2023-01-05'), limitFen: fen(2_000_000) } : null,
  };
}
