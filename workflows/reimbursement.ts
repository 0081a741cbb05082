import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { claimStep, type ObligationOutcome } from '../domain/stay.ts';
import { attentionSign } from './attention-sign.ts';
import type { ReimbursementInput } from './reimbursement.messages.ts';
import { searchAttribute } from './search-attributes.ts';
import { notice } from './stay.messages.ts';
import { partySteps, recordTrouble } from './steps.ts';
import { anyUnsealed, requireSealed } from './unsealed.ts';
import { dayMs, type Parking, pause, uncancelled, untilAnswered } from './waiting.ts';

/** One payer's part of one claim: filed on its calendar and followed until it is paid or refused; lives for months. */
export async function reimbursement(input: ReimbursementInput): Promise<ObligationOutcome> {
  requireSealed(input);
  const { caseRef, payer, claimSequence, clockSpeed } = input;
  let wakeUps = 0;
  let enquiry = input.carried?.enquiries ?? 0;
  let stage: 'intended' | 'sent' = input.carried?.stage ?? 'intended';
  const sign = attentionSign(input.carried?.attention ?? null);
  setHandler(notice, (what) => {
    if (anyUnsealed([what])) sign.ignore('clear-text');
    else wakeUps += 1;
  });
  const parking: Parking = {
    sign,
    wakeUps: () => wakeUps,
    recordTrouble: (_step, trouble) =>
      recordTrouble({ caseRef, step: claimStep({ payer, claimSequence }), trouble }),
    renew: async () => {
      await condition(allHandlersFinished);
      const carried = { enquiries: enquiry, attention: sign.shown(), stage };
      return continueAsNew<typeof reimbursement>({ ...input, carried });
    },
  };
  const followed = async (): Promise<ObligationOutcome> => {
    for (;;) {
      const heard = wakeUps;
      const progress = await untilAnswered(parking, 'reimburse', () =>
        partySteps.sweepReimbursement({ caseRef, payer, claimSequence, enquiry }),
      );
      if (progress.kind === 'final') return progress.outcome;
      if (progress.stage !== undefined && progress.stage !== stage) {
        stage = progress.stage;
        upsertSearchAttributes([{ key: searchAttribute('HubStage'), value: stage }]);
      }
      // Before the pause, which may continue as new: the number just used has its answer in the log for ever.
      enquiry += 1;
      await pause(parking, heard, (progress.askAgainInDays * dayMs) / clockSpeed);
    }
  };
  return uncancelled(parking, followed);
}
