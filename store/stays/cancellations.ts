import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import { expectNoInterim } from '../money/interim-acts.ts';
import { returnOnAccount } from '../money/on-account.ts';
import { lockPerson } from '../money/settlement-reads.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import { recordEvent } from './events.ts';
import { lockStay } from './locks.ts';
import { forgetOtherStays } from './other-stays.ts';
import type { StoreParts } from './records.ts';

/**
 * Says that a stay was entered by mistake; its workflow undoes it at the insurer. One that was refused has no workflow and was
 * told to nobody: it is cancelled at once. Throws HubProblem `resolution-unfit`.
 */
export async function cancelStay(
  tx: Connection,
  { caseRef, sequence, at }: { readonly caseRef: CaseRef; readonly sequence: number; readonly at: Instant },
): Promise<void> {
  const { stage, personRef, cancelledBy, impersonatedBy } = await lockStay(tx, caseRef);
  if (cancelledBy !== null || impersonatedBy !== null)
    throw new HubProblem('resolution-unfit', {
      detail: impersonatedBy === null ? 'the stay is being cancelled' : 'the stay is void already',
    });
  await expectNoInterim(tx, caseRef);
  // Whoever settles it meanwhile holds the person: either they settle first, and it is unfit, or they find it cancelled.
  await lockPerson(tx, personRef);
  await cancelIn(tx, { caseRef, sequence, stage, at });
}

/** The same of a stay whose row and person are locked, and that nobody has cancelled. */
export async function cancelIn(
  tx: Connection,
  cancelled: {
    readonly caseRef: CaseRef;
    readonly sequence: number;
    readonly stage: Stage;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, sequence, stage, at } = cancelled;
  await tx.updateTable('stays').set({ cancelledBy: sequence }).where('caseRef', '=', caseRef).execute();
  await recordEvent(tx, { caseRef, kind: 'cancel-begun', detail: { sequence }, at });
  if (stage === 'Refused') await end(tx, caseRef, at);
}

/** What becomes of a stay that people cancelled. */
export function cancellations({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** The insurer knows nothing of it any more: it is `Cancelled`, its admission number serves again, nobody waits for it. Throws HubProblem `case-unknown`. */
    async recordCancelled(caseRef: CaseRef, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const { stage } = await lockStay(tx, caseRef);
        if (stage !== 'Cancelled') await end(tx, caseRef, at);
      });
    },
    /** Whether a message of that operation was ever written for the stay: only what was never written never reached the party. */
    async messageWritten(caseRef: CaseRef, operation: string): Promise<boolean> {
      const found = await db
        .selectFrom('messages')
        .select('messageKey')
        .where((eb) => eb.and({ caseRef, operation }))
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },
    /** The same of one step of it, by its key. */
    async messageAsked(key: string): Promise<boolean> {
      const found = await db
        .selectFrom('messages')
        .select('messageKey')
        .where('messageKey', '=', key)
        .executeTakeFirst();
      return found !== undefined;
    },
  };
}

/** The stay's row is locked. */
async function end(tx: Connection, caseRef: CaseRef, at: Instant): Promise<void> {
  await tx
    .updateTable('stays')
    .set({ stage: 'Cancelled', closedAt: at, admissionNo: sql<string>`admission_no || ' ' || case_ref` })
    .where('caseRef', '=', caseRef)
    .execute();
  await tx
    .updateTable('insurerRegistrations')
    .set({ cancelledAt: at })
    .where('caseRef', '=', caseRef)
    .where('visitRef', 'is not', null)
    .execute();
  await forgetOtherStays(tx, caseRef, at);
  await clearIn(tx, { caseRef, because: 'stay-cancelled', at });
  await returnOnAccount(tx, caseRef, at);
  await recordEvent(tx, { caseRef, kind: 'stage-reached', detail: { stage: 'Cancelled' }, at });
}
