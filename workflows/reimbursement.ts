import { allHandlersFinished, condition, continueAsNew, setHandler } from '@temporalio/workflow';
import type { ObligationOutcome } from '../domain/stay.ts';
import { attentionSign } from './attention-sign.ts';
import type { ReimbursementInput } from './reimbursement.messages.ts';
import { notice } from './stay.messages.ts';
import { partySteps } from './steps.ts';
import { dayMs, type Patience, pause, untilAnswered } from './waiting.ts';

/** One payer's part of one claim: filed on its calendar and followed until it is paid or refused; lives for months. */
export async function reimbursement(input: ReimbursementInput): Promise<ObligationOutcome> {
  const { caseRef, payer, claimSequence, clockSpeed } = input;
  let wakeUps = 0;
  let enquiry = input.enquiriesBefore ?? 0;
  setHandler(notice, () => {
    wakeUps += 1;
  });
  const sign = attentionSign();
  const patience: Patience = {
    sign,
    wakeUps: () => wakeUps,
    renew: async () => {
      sign.lower();
      await condition(allHandlersFinished);
      return continueAsNew<typeof reimbursement>({ ...input, enquiriesBefore: enquiry });
    },
  };
  for (; ; enquiry += 1) {
    const progress = await untilAnswered(patience, 'reimburse', () =>
      partySteps.sweepReimbursement({ caseRef, payer, claimSequence, enquiry }),
    );
    if (progress.kind === 'final') return progress.outcome;
    await pause(patience, (progress.askAgainInDays * dayMs) / clockSpeed);
  }
}
