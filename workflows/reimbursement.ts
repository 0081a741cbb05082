import { continueAsNew } from '@temporalio/workflow';
import type { ClaimProgress } from '../activities/money/claim-progress.ts';
import { claimStep, type ObligationOutcome } from '../domain/stay.ts';
import { noticed } from './noticed.ts';
import type { ReimbursementInput } from './reimbursement.messages.ts';
import { searchAttribute } from './search-attributes.ts';
import { partySteps, recordTrouble } from './steps.ts';
import { requireSealed } from './unsealed.ts';
import { dayMs, type Parking, pause, uncancelled, untilAnswered } from './waiting.ts';

/** One payer's part of one claim: filed on its calendar and followed until it is paid or refused; lives for months. */
export async function reimbursement(input: ReimbursementInput): Promise<ObligationOutcome> {
  requireSealed(input);
  const claim = claimOf(input);
  return uncancelled(claim.parking, async () => {
    const outcome = await followed(claim);
    claim.parking.shape.rest();
    return outcome;
  });
}

/** State of one run of a claim. */
interface Claim {
  readonly input: ReimbursementInput;
  readonly parking: Parking;
  /** The number of the next question. */
  enquiry: number;
  stage: 'intended' | 'sent';
}

function claimOf(input: ReimbursementInput): Claim {
  const { caseRef, payer, claimSequence, carried } = input;
  const claim: Claim = {
    input,
    parking: noticed(carried?.attention ?? null, {
      recordTrouble: (_step, trouble) =>
        recordTrouble({ caseRef, step: claimStep({ payer, claimSequence }), trouble }),
      renewed: () => renewed(claim),
    }),
    enquiry: carried?.enquiries ?? 0,
    stage: carried?.stage ?? 'intended',
  };
  return claim;
}

function renewed({ input, parking, enquiry, stage }: Claim): Promise<never> {
  const { begun: _, ...same } = input;
  const carried = { enquiries: enquiry, attention: parking.sign.shown(), stage };
  return continueAsNew<typeof reimbursement>({ ...same, carried });
}

async function followed(claim: Claim): Promise<ObligationOutcome> {
  const { input, parking } = claim;
  const { begun } = input;
  if (begun !== undefined && begun !== 'unanswered') await afterFirst(claim, begun);
  for (let first = begun === 'unanswered'; ; first = false) {
    const heard = parking.wakeUps();
    const progress = await asked(claim, { held: first });
    if (progress.kind === 'final') return progress.outcome;
    reached(claim, progress.stage);
    await untilNext(claim, heard, progress.askAgainInDays);
  }
}

/** The stay asked the first question, and got the payer's answer: not yet. */
async function afterFirst(
  claim: Claim,
  { askAgainInDays, stage, attention }: Exclude<NonNullable<ReimbursementInput['begun']>, 'unanswered'>,
): Promise<void> {
  // The stay gave the stage to this run's attributes when it started it.
  claim.stage = stage ?? claim.stage;
  claim.parking.sign.show(attention);
  await untilNext(claim, 0, askAgainInDays);
}

/** `held`: the stay held a task for the payer just now, in vain. */
async function asked(claim: Claim, { held }: { readonly held: boolean }): Promise<ClaimProgress> {
  const { parking, enquiry } = claim;
  const { caseRef, payer, claimSequence, withdrawn } = claim.input;
  const question = { caseRef, payer, claimSequence, enquiry, ...(withdrawn === true ? { withdrawn } : {}) };
  const tried = held
    ? null
    : await parking.shape.atOnce((steps, withinMs) => steps.claimAtOnce({ ...question, withinMs }));
  if (tried === null)
    return untilAnswered(parking, 'reimburse', () => partySteps.sweepReimbursement(question));
  parking.sign.show(tried.attention);
  return tried.value;
}

function reached(claim: Claim, stage: Claim['stage'] | undefined): void {
  if (stage === undefined || stage === claim.stage) return;
  claim.stage = stage;
  claim.parking.shape.write([{ key: searchAttribute('HubStage'), value: stage }]);
}

async function untilNext(claim: Claim, heard: number, days: number): Promise<void> {
  // Before the pause, which may continue as new: the number just used has its answer in the log for ever.
  claim.enquiry += 1;
  await pause(claim.parking, heard, (days * dayMs) / claim.input.clockSpeed);
}
