import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { Stage } from '../../domain/stay.ts';
import { countOpenObligations } from '../money/obligations.ts';
import { readBalance } from '../money/patient-payments.ts';
import { lockStay, type StoreParts } from './records.ts';
import { moveTo } from './stages.ts';

export type StayClosed =
  | { readonly kind: 'closed' }
  /** Still owed: by payers (obligations that are not final) and by the patient (fen). */
  | { readonly kind: 'open'; readonly openObligations: number; readonly patientFen: Fen }
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** The end of a stay. */
export function closingRecord({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Closes a settled stay when every obligation is final and the patient's part is paid. Throws HubProblem `case-unknown`. */
    async closeStay(caseRef: CaseRef, at: Instant): Promise<StayClosed> {
      return db.transaction().execute(async (tx): Promise<StayClosed> => {
        const { stage } = await lockStay(tx, caseRef);
        if (stage === 'Closed') return { kind: 'closed' };
        if (stage !== 'Settled') return { kind: 'unfit', stage };
        const openObligations = await countOpenObligations(tx, caseRef);
        const patientFen = (await readBalance(tx, caseRef))?.balanceFen ?? zeroFen;
        if (openObligations > 0 || patientFen > 0) return { kind: 'open', openObligations, patientFen };
        await moveTo(tx, { caseRef, from: stage, to: 'Closed', at });
        return { kind: 'closed' };
      });
    },
  };
}
