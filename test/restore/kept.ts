import axios from 'axios';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { type OwnDesk, ownDesk } from '../../county/own-desk.ts';
import type { Fault } from '../../county/parties/faults.ts';
import { countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { loadLists } from '../../county/seed/load-lists.ts';
import type { StayView } from '../../county/stay-view.ts';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId, PartyId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { type CountyUnderTest, institution, scheme } from '../county/county-under-test.ts';
import { admissionBody, bill } from '../county/hospitalizations.ts';
import { hospitalOf } from '../county/kaizhou.ts';
import { atTheBedside } from '../storm/hospitalization.ts';

/** How far a stay is to go. */
export const goals = [
  ...(['review', 'admitted', 'discharged', 'settled', 'amending', 'closed'] as const),
  ...(['refused', 'part-paid', 'drawn', 'deferred'] as const),
] as const;
export type Goal = (typeof goals)[number];

/** A stay by the hospital's own book: it keeps what it sent, and sends the same again until it is taken. */
export interface Kept {
  readonly name: string;
  readonly person: CountyPerson;
  readonly body: ReturnType<typeof admissionBody>;
  /** The bill of the corrected stays. */
  readonly corrected: typeof bill | null;
  /** What a payer does to its claims. */
  readonly trouble: Trouble | null;
  readonly pays: 'at-once' | 'credit-line' | 'instalments';
  /** The system of a hospital that settles itself. */
  readonly desk: KeepingDesk | null;
  dischargedOn: string | null;
  /** What the cash desk took, by its own numbers. */
  readonly receipts: Map<string, { readonly fen: number; readonly paidOn: string }>;
  /** Papers that were signed, as they were, by what they are. */
  readonly papers: Map<string, object>;
  goal: Goal;
  /** As the hub said it last. */
  seen: View | null;
}

export type View = StayView & {
  readonly discharge: object | null;
  readonly attention: readonly {
    readonly code: string;
    readonly step: string;
    readonly detail?: { readonly paidFen?: number } | null;
    /** What a payer means by its no; null: nobody listed it. */
    readonly refusalKind: { readonly kind: string } | null;
  }[];
};

/** Keeps what it delivered, by path and transaction. */
interface KeepingDesk extends OwnDesk {
  readonly delivered: Map<string, object>;
}

interface Trouble {
  readonly party: PartyId;
  readonly fault: Fault;
}

/** Whose stay, where, and what is special about it. */
interface Dealt {
  readonly name: string;
  readonly goal: Goal;
  readonly scheme: string;
  readonly institution: InstitutionId;
  readonly slug: string;
  readonly category: 'registered-poor' | 'sudden-hardship' | null;
  readonly trouble?: Trouble | null;
  readonly pays?: Kept['pays'];
}

const mischief = (name: string): Fault => ({ kind: 'mischief', name, operations: ['claim'], times: 1 });
const kaizhou = { scheme: 'kaizhou-2024', slug: 'kaizhou', category: 'sudden-hardship' } as const;

/** The hospital whose own system settles. */
const settlesItself = 'H50015400004' as InstitutionId;

/** In Zaoqiang every stage of a plain stay; in each of the other programmes what it alone has. */
const dealt: readonly Dealt[] = [
  ...(['review', 'admitted', 'discharged', 'settled', 'amending', 'closed'] as const).map((goal) => ({
    ...{ name: goal, goal, scheme, institution, slug: 'zaoqiang', category: null },
  })),
  {
    ...{ name: 'henan-refused', goal: 'refused', scheme: 'henan-2017', slug: 'shanzhou' },
    ...{ institution: walked('shanzhou-2017'), category: 'registered-poor' },
    trouble: { party: 'civil-affairs', fault: mischief('refuses:papers-missing') },
  },
  {
    ...{ name: 'linhe-part-paid', goal: 'part-paid', scheme: 'linhe-2017', slug: 'linhe' },
    ...{ institution: walked('linhe-2017'), category: 'registered-poor' },
    trouble: { party: 'commercial-insurer', fault: mischief('pays:777') },
  },
  {
    ...{ name: 'dalian-drawn', goal: 'drawn', scheme: 'dalian-2022', slug: 'dalian', category: null },
    ...{ institution: walked('dalian-2022'), pays: 'credit-line' },
  },
  {
    ...{ name: 'kaizhou-deferred', goal: 'deferred', ...kaizhou },
    ...{ institution: walked('kaizhou-2024'), pays: 'instalments' },
  },
  ...(['admitted', 'settled'] as const).map((goal) => ({
    ...{ name: `kaizhou-itself-${goal}`, goal, ...kaizhou, institution: settlesItself },
  })),
];

function walked(of: string): InstitutionId {
  const found = walkInstitutions[of];
  invariant(found !== undefined, 'every programme has its hospital');
  return found;
}

/** Two of each, of people who live in the county before its lists are read. */
export async function everyKind(county: CountyUnderTest): Promise<readonly Kept[]> {
  // One desk: its message numbers are its own.
  const desk = deskOf(county);
  const stays = dealt.flatMap((one, at) =>
    [1, 2].map((number) => ({
      ...keptOf(county, beginning(one, number), { number, person: livingIn(one, 2 * at + number) }),
      desk: one.institution === settlesItself ? desk : null,
    })),
  );
  const people = stays.map(({ person }) => person);
  await Promise.all(
    Object.values(county.addresses.parties).map((url) => axios.post(`${url}/control/people`, people)),
  );
  await loadLists(county, { credentials: county.credentials, namespace: 'default', say: () => undefined });
  return stays;
}

/** What is special of the second stay happens after the backups: a restored store has never heard of it. */
function beginning(one: Dealt, number: number): Dealt {
  const special = one.slug !== 'zaoqiang';
  return number === 2 && special ? { ...one, goal: 'admitted' } : one;
}

/** A plain stay of somebody who comes later. */
export async function aStay(county: CountyUnderTest, name: string): Promise<Kept> {
  const plain = { name, goal: 'closed', scheme, institution, slug: 'zaoqiang', category: null } as const;
  return keptOf(county, plain, { number: 0, person: await county.person() });
}

function keptOf(
  county: CountyUnderTest,
  { name, goal, trouble = null, pays = 'at-once', ...at }: Dealt,
  { number, person }: { readonly number: number; readonly person: CountyPerson },
): Kept {
  const asked = admissionBody(county, person, { scheme: at.scheme, institution: at.institution });
  const { 'work-injury': _unasked, ...facts } = asked.facts;
  return {
    ...{ name: number === 0 ? name : `${name}-${number}`, person, trouble, pays, goal },
    body: { ...asked, clinical: atTheBedside, ...(goal === 'review' ? { facts } : {}) },
    corrected: goal === 'amending' ? { ...bill, totalFen: bill.totalFen + 300_000 } : null,
    ...{ desk: null, dischargedOn: null, receipts: new Map(), papers: new Map(), seen: null },
  };
}

/** What its system delivers it keeps, to deliver the same again to a hub that forgot it. */
function deskOf(county: CountyUnderTest): KeepingDesk {
  const hub = hospitalOf(county, settlesItself);
  const delivered = new Map<string, object>();
  const desk = ownDesk({
    ...{ institution: settlesItself, insurer: county.addresses.parties['medical-insurance'] },
    hub: {
      post: async (path, body) => {
        delivered.set(`${path} ${(body as { readonly transaction: string }).transaction}`, body);
        await hub.post(path, body);
      },
    },
  });
  return { ...desk, delivered };
}

/** Somebody insured, grown up before any list named them. */
function livingIn({ slug, category }: Dealt, serial: number): CountyPerson {
  const place = countyOf(slug);
  const kept = place.categories.find((one) => one.category === category);
  const since = localDate('2018-01-01');
  for (let tries = 0; ; tries += 1) {
    const person = personOf(place, 88_031, serial * 64 + tries);
    if (person.birthDate >= '1999') continue;
    return {
      ...person,
      insurance: { type: slug === 'zaoqiang' ? '310' : '390', status: 'active', division: place.division },
      memberships:
        kept === undefined || category === null
          ? []
          : [{ agency: kept.agency, category, label: kept.label, since, until: null }],
      creditLine: slug === 'dalian' ? { openedOn: localDate('2023-01-05'), limitFen: fen(2_000_000) } : null,
    };
  }
}

/** True once a stay is where it was to go. */
export function isThere({ goal, seen, dischargedOn, corrected }: Kept): boolean {
  if (seen === null) return false;
  const { stage, attention, settlement, creditLine, receivables } = seen;
  const codes = attention.map(({ code }) => code);
  switch (goal) {
    case 'review':
      return codes.includes('decision-review');
    case 'admitted':
      return stage === 'Admitted';
    case 'discharged':
      return stage === 'Discharged' && dischargedOn !== null && codes.includes('agency-wait');
    case 'settled':
      return stage === 'Settled';
    case 'amending':
      return codes.includes('agency-wait') || codes.includes('reversal-unknown');
    case 'refused':
      return codes.includes('payer-refused');
    case 'part-paid':
      return codes.includes('payment-mismatch');
    case 'drawn':
      return creditLine?.draws.some(({ state }) => state === 'done') === true;
    case 'deferred':
      return stage === 'Closed';
    case 'closed':
      return (
        stage === 'Closed' &&
        receivables?.patient.balanceFen === 0 &&
        (corrected === null || settlement?.totalFen === corrected.totalFen)
      );
  }
}
