import type { CountyPerson } from '../../adapters/simulation.ts';
import type { County as Place } from '../../county/people/counties.ts';
import { countyOf } from '../../county/people/counties.ts';
import { diceOf } from '../../county/people/dice.ts';
import { personOf } from '../../county/people/population.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { type Victim, victims } from '../county/kills.ts';
import { dealt, settlesOf } from './dealt.ts';
import type { PlannedStay } from './planned-stay.ts';

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
  const more = dealt(scheme, roll, totalFen);
  const settles = more.denied === null ? settlesOf(scheme, roll, totalFen) : 'once';
  const institution = settles === 'itself' ? settlesItself : walkInstitutions[placeOf[scheme] ?? scheme];
  invariant(institution !== undefined, 'every programme has its hospital');
  const said = more.denied?.startsWith('said') === true;
  const person = { ...adult(slug, seed, at * 2), ...covered(slug, said ? null : category) };
  return {
    ...{ at, scheme, institution, person },
    relative: { ...adult(slug, seed, at * 2 + 1), insurance: person.insurance, memberships: [] },
    bill: { totalFen, outOfPolicyFen: Math.floor((totalFen * roll('outside', 15)) / 100) },
    ...{ settles, ...more },
  };
}

/** One of Kaizhou's hospitals settles by its own system. */
const settlesItself = 'H50015400004' as InstitutionId;

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
