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
  /** `borneFen`: what payers refused of it and the hospital gave up. */
  | { readonly kind: 'closed'; readonly borneFen: Fen }
  /** Still owed: by payers (obligations that are not final, and what is in dispute) and by the patient (fen). */
  | {
      readonly kind: 'open';
      readonly openObligations: number;
      readonly disputedFen: Fen;
      readonly patientFen: Fen;
      readonly shown: Attention | null;
    }
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** The end of a stay. */
export function closingRecord({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Closes a settled stay when every obligation is final, a person has said what becomes of each that was refused, and the
     * patient's part is paid. What the hospital bears stands in the event. Throws HubProblem `case-unknown`.
     */
    async closeStay(caseRef: CaseRef, at: Instant): Promise<StayClosed> {
      return db.transaction().execute(async (tx): Promise<StayClosed> => {
        const { stage } = await lockStay(tx, caseRef);
        const { open, disputedFen, borneFen } = await readOpenClaims(tx, caseRef);
        if (stage === 'Closed') return { kind: 'closed', borneFen };
        if (stage !== 'Settled') return { kind: 'unfit', stage };
        const patientFen = (await readBalance(tx, caseRef))?.balanceFen ?? zeroFen;
        if (open > 0 || disputedFen > 0 || patientFen > 0) {
          // Whatever stopped an earlier look is over.
          await clearIn(tx, { caseRef, step: 'close', at });
          const shown = await shownIn(tx, caseRef);
          return { kind: 'open', openObligations: open, disputedFen, patientFen, shown };
        }
        const detail = borneFen > 0 ? { with: 'borne-by-hospital', borneFen } : {};
        await moveTo(tx, { caseRef, to: 'Closed', at, detail });
        await clearIn(tx, { caseRef, because: 'stay-closed', at });
        return { kind: 'closed', borneFen };
      });
    },
  };
}
