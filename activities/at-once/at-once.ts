import type { CaseRef } from '../../domain/ids.ts';
import type { ObligationRef } from '../../domain/stay.ts';
import type {
  Activities,
  ArrivedAtOnce,
  AtOnce,
  AtOnceActivities,
  OpenClaim,
  SettledAtOnce,
} from '../contract.ts';
import { NotAtOnce } from './exchange.ts';

/** The steps of which something is made at once; their exchanges throw NotAtOnce. */
export type StaySteps = Pick<
  Activities,
  | 'sweepCover'
  | 'decideAdmission'
  | 'sweepAdmission'
  | 'sweepSettlement'
  | 'settleStay'
  | 'sweepReimbursement'
  | 'closeStay'
>;

/** `stepsWithin` gives the steps of a stay for so many milliseconds. */
export function atOnceActivities(stepsWithin: (withinMs: number) => StaySteps): AtOnceActivities {
  return {
    arriveAtOnce: ({ caseRef, withinMs }) => timed(() => arrived(stepsWithin(withinMs), caseRef)),
    settleAtOnce: ({ caseRef, withinMs }) => timed(() => settled(stepsWithin(withinMs), caseRef)),
    claimAtOnce: ({ withinMs, ...claim }) =>
      timed(async () => done(await stepsWithin(withinMs).sweepReimbursement(claim))),
  };
}

async function arrived(steps: StaySteps, caseRef: CaseRef): Promise<ArrivedAtOnce> {
  done(await steps.sweepCover({ caseRef }));
  const decision = await steps.decideAdmission({ caseRef });
  if (decision.outcome === 'refuse' || decision.outcome === 'review') return { decision };
  const told = await orUndefined(steps.sweepAdmission({ caseRef }).then(done));
  return told === undefined ? { decision } : { decision, told };
}

async function settled(steps: StaySteps, caseRef: CaseRef): Promise<SettledAtOnce> {
  const answer = done(await steps.sweepSettlement({ caseRef }));
  if (answer.value.kind === 'refused') return { answer, open: [] };
  const settlement = await steps.settleStay({ caseRef });
  if (settlement.kind !== 'settled') return { answer, settlement, open: [] };
  const claims = settlement.obligations.map((obligation) => claimed(steps, caseRef, obligation));
  const open = (await Promise.all(claims)).filter((claim) => claim !== null);
  if (open.length > 0) return { answer, settlement, open };
  // A settlement that cannot be closed for a reason of the store's is a settlement all the same.
  const end = await steps.closeStay({ caseRef }).catch(() => undefined);
  return end === undefined ? { answer, settlement, open } : { answer, settlement, open, end };
}

/** Null once the claim is final. A payer's trouble is the claim's own: its run asks again. */
async function claimed(
  steps: StaySteps,
  caseRef: CaseRef,
  { payer, claimSequence }: ObligationRef,
): Promise<OpenClaim | null> {
  const claim = { payer, claimSequence };
  const swept = await steps
    .sweepReimbursement({ caseRef, ...claim, enquiry: 0 })
    .then(done)
    .catch(() => undefined);
  if (swept === undefined) return claim;
  if (swept.value.kind === 'final') return null;
  const { askAgainInDays, stage } = swept.value;
  const { attention } = swept;
  return {
    ...claim,
    swept: {
      askAgainInDays,
      ...(stage === undefined ? {} : { stage }),
      ...(attention === undefined ? {} : { attention }),
    },
  };
}

/** A sweep that waits, for whatever reason, is left to the ordinary one, which says so to people. */
function done<Swept extends { readonly kind: string }>(swept: Swept): Extract<Swept, { kind: 'done' }> {
  if (swept.kind !== 'done') throw new NotAtOnce('unanswered');
  return swept as Extract<Swept, { kind: 'done' }>;
}

async function orUndefined<Value>(sweep: Promise<Value>): Promise<Value | undefined> {
  try {
    return await sweep;
  } catch (failure) {
    if (failure instanceof NotAtOnce) return undefined;
    throw failure;
  }
}

async function timed<Value>(run: () => Promise<Value>): Promise<AtOnce<Value>> {
  const began = performance.now();
  const tookMs = (): number => Math.ceil(performance.now() - began);
  try {
    const value = await run();
    return { kind: 'done', value, tookMs: tookMs() };
  } catch (failure) {
    if (!(failure instanceof NotAtOnce)) throw failure;
    return { kind: failure.why, tookMs: tookMs() };
  }
}
