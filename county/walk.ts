import { addDays, type LocalDate } from '../domain/dates.ts';
import { fen } from '../domain/money.ts';
import type { PrintedKind } from '../domain/printed-papers.ts';
import type { Settlement } from '../domain/settlement.ts';
import { dailyLists } from './daily-lists.ts';
import type { Hospital } from './hospital.ts';
import { populationSeed } from './party-processes.ts';
import { counties } from './people/counties.ts';
import { personOf } from './people/population.ts';
import { type Bill, isSettled, type StayView } from './stay-view.ts';

/** What one stay of the opening walk is made of. */
export interface Route {
  readonly scheme: string;
  /** The county whose first person is the patient. */
  readonly county: string;
  readonly days: number;
  readonly bill: Bill;
  /** Its hospital sends the list of each day, and asks for the own part in stages. */
  readonly daily?: true;
}

/** One stay of each programme, Henan's in two places that adopted it, in the order in which they are walked. */
export const routes: readonly Route[] = [
  {
    scheme: 'kaizhou-2024',
    county: 'kaizhou',
    days: 8,
    bill: { totalFen: 2_684_000, outOfPolicyFen: 143_000 },
  },
  { scheme: 'linhe-2017', county: 'linhe', days: 12, bill: { totalFen: 4_000_000, outOfPolicyFen: 300_000 } },
  {
    scheme: 'shanzhou-2017',
    county: 'shanzhou',
    days: 9,
    bill: { totalFen: 2_341_500, outOfPolicyFen: 118_200 },
    daily: true,
  },
  {
    scheme: 'sanmenxia-2017',
    county: 'hubin',
    days: 6,
    bill: { totalFen: 1_200_000, outOfPolicyFen: 60_000 },
  },
  {
    scheme: 'dalian-2022',
    county: 'dalian',
    days: 10,
    bill: { totalFen: 3_152_800, outOfPolicyFen: 264_000 },
  },
  {
    scheme: 'zaoqiang-2021',
    county: 'zaoqiang',
    days: 7,
    bill: { totalFen: 1_863_300, outOfPolicyFen: 92_500 },
    daily: true,
  },
];

/** A review that a list or an answer just under way does not settle within this time waits for a person. */
const reviewWithinMs = 15_000;

/** A stay that was walked from admission to the last payer's money. */
export interface WalkedStay {
  readonly view: StayView & { readonly settlement: Settlement };
  readonly admittedOn: LocalDate;
  readonly dischargedOn: LocalDate;
  /** How many daily lists its hospital sent. */
  readonly lists: number;
  /** By which categories its hospital's own system recognised the patient; undefined: it did not. */
  readonly recognised: readonly string[] | undefined;
  /** What its hospital printed for the patient. */
  readonly papers: readonly { readonly kind: PrintedKind; readonly file: Uint8Array }[];
}

/**
 * Walks one stay as its hospital would: admitted without deposit, category checked twice, discharged today with a bill,
 * patient's part paid, then waits for every payer. Throws with the stage that was not reached in time.
 */
export async function walkStay(
  hospital: Hospital,
  { scheme, county: slug, days, bill, daily }: Route,
  {
    today,
    withinMs,
    signal,
  }: { readonly today: LocalDate; readonly withinMs: number; readonly signal?: AbortSignal },
): Promise<WalkedStay> {
  const county = counties.find((one) => one.slug === slug);
  if (county === undefined) throw new Error(`no county ${slug}`);
  const person = personOf(county, populationSeed, 0);
  const admittedOn = addDays(today, -days);
  const deadline = performance.now() + withinMs;
  const reviewedBy = performance.now() + reviewWithinMs;
  const admissionNo = `WALK-${Date.now().toString(36)}`;
  const { caseRef } = await hospital.admit({ scheme, unnamed: true, person, admissionNo, admittedOn });
  const reached = async (done: (view: StayView) => boolean, what: string): Promise<StayView> => {
    for await (const view of hospital.follow(caseRef, signal)) {
      if (done(view)) return view;
      // A list that was just released may still settle it.
      if (view.decision?.outcome === 'review' && performance.now() > reviewedBy)
        throw new Error(`${caseRef}: 须人工核实 / waits for a person: ${reasonsOf(view)}`);
      if (view.stage === 'Refused') throw new Error(`${caseRef}: 被拒 / refused: ${reasonsOf(view)}`);
      if (performance.now() > deadline)
        throw new Error(`${caseRef}: ${what} 未在时限内达到,现为 / not reached in time, now ${view.stage}`);
    }
    throw new Error(`${caseRef}: ${what}`);
  };
  const admitted = await reached((view) => view.stage === 'Admitted', 'Admitted');
  await hospital.doWhatIsAsked(admitted, person, { on: admittedOn });
  const lists = daily === true ? dailyLists({ from: admittedOn, to: today, bill, ownPermille: 100 }) : [];
  for (const list of lists) {
    await hospital.charge(caseRef, list);
    await hospital.payOnAccount(caseRef, today);
    await hospital.settleSoFar(caseRef, signal);
  }
  await hospital.discharge(caseRef, today, bill);
  const settled = await reached(isSettled, 'Settled');
  await hospital.doWhatIsAsked(settled, person, { on: today, from: 'discharge' });
  if (settled.creditLine !== null) await drawn(hospital, { caseRef, today }, reached);
  const balanceFen = (await hospital.stay(caseRef)).receivables?.patient.balanceFen ?? 0;
  if (balanceFen > 0) await hospital.takePayment(caseRef, fen(balanceFen), today);
  const view = await reached((one) => one.stage === 'Closed' && one.settlement !== null, 'Closed');
  const kinds = ['decision', ...(lists.length > 0 ? ['daily-list' as const] : []), 'settlement'] as const;
  const papers: { readonly kind: PrintedKind; readonly file: Uint8Array }[] = [];
  for (const kind of kinds) papers.push({ kind, file: await hospital.print(caseRef, kind) });
  const walked = { view: view as WalkedStay['view'], admittedOn, dischargedOn: today, papers };
  return { ...walked, lists: lists.length, recognised: hospital.recognises(person) };
}

/** The patient consents, and the bank pays what the line bears, or says no to a line that is used up. */
async function drawn(
  hospital: Hospital,
  { caseRef, today }: { readonly caseRef: StayView['caseRef']; readonly today: LocalDate },
  reached: (done: (view: StayView) => boolean, what: string) => Promise<StayView>,
): Promise<void> {
  await hospital.draw(caseRef, today);
  await reached(
    ({ creditLine }) =>
      creditLine?.draws.some(({ state }) => state === 'done' || state === 'refused') === true,
    'drawn on the credit line',
  );
}

function reasonsOf({ decision }: StayView): string {
  return (decision?.reasons ?? []).map(({ zh, en, article }) => `${zh}（${article}）· ${en}`).join('; ');
}
