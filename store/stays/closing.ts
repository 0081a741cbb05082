import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { Attention, Stage } from '../../domain/stay.ts';
import { readOpenClaims } from '../money/obligations.ts';
import { readBalance } from '../money/patient-payments.ts';
import { clearIn, shownIn } from './attention.ts';
import { lockStay, type StoreParts } from './records.ts';
import { moveTo } from './stages.ts';

export type StayClosed =
  /** `disputedFen`: what payers refused of it; the hospital still claims it. */
  | { readonly kind: 'closed'; readonly disputedFen: Fen }
  /** Still owed: by payers (obligations that are not final) and by the patient (fen). */
  | {
      readonly kind: 'open';
      readonly openObligations: number;
      readonly patientFen: Fen;
      readonly shown: Attention | null;
    }
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** The end of a stay. */
export function closingRecord({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Closes a settled stay when every obligation is final and the patient's part is paid. What it waited for ends with it: a
     * refused claim stays the hospital's receivable in dispute, and the event says so. Throws HubProblem `case-unknown`.
     */
    async closeStay(caseRef: CaseRef, at: Instant): Promise<StayClosed> {
      return db.transaction().execute(async (tx): Promise<StayClosed> => {
        const { stage } = await lockStay(tx, caseRef);
        const { open, disputedFen } = await readOpenClaims(tx, caseRef);
        if (stage === 'Closed') return { kind: 'closed', disputedFen };
        if (stage !== 'Settled') return { kind: 'unfit', stage };
        const patientFen = (await readBalance(tx, caseRef))?.balanceFen ?? zeroFen;
        if (open > 0 || patientFen > 0) {
          // Whatever stopped an earlier look is over.
          await clearIn(tx, { caseRef, step: 'close', at });
          return { kind: 'open', openObligations: open, patientFen, shown: await shownIn(tx, caseRef) };
        }
        const detail = disputedFen > 0 ? { with: 'disputed-receivable', disputedFen } : {};
        await moveTo(tx, { caseRef, from: stage, to: 'Closed', at, detail });
        await clearIn(tx, { caseRef, because: 'stay-closed', at });
        return { kind: 'closed', disputedFen };
      });
    },
  };
}
