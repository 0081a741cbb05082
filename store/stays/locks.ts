import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, PersonRef } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';

interface LockedStay {
  readonly stage: Stage;
  readonly identitySequence: number;
  /** Of the decision that holds; null before the first, and after a correction. */
  readonly decisionSequence: number | null;
  readonly personRef: PersonRef;
  /** By which of its resolutions it is cancelled. */
  readonly cancelledBy: number | null;
  /** By which of its resolutions it is void. */
  readonly impersonatedBy: number | null;
}

/** Holds the stay's row until the transaction ends, so that what is decided about it is decided once. Throws HubProblem `case-unknown`. */
export async function lockStay(tx: Connection, caseRef: CaseRef): Promise<LockedStay> {
  const row = await tx
    .selectFrom('stays')
    .select(['stage', 'identitySequence', 'decisionSequence', 'personRef', 'cancelledBy', 'impersonatedBy'])
    .where('caseRef', '=', caseRef)
    // The key stays, so rows that refer to the stay may be written meanwhile.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new HubProblem('case-unknown');
  return row;
}
