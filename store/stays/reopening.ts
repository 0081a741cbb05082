import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from './events.ts';

/** A stay that had closed is settled again, and its workflow is owed once more: a payer took money back, or said yes after a no. Its row is locked. */
export async function reopenIn(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
): Promise<void> {
  await tx
    .updateTable('stays')
    .set({ stage: 'Settled', closedAt: null })
    .where('caseRef', '=', caseRef)
    .execute();
  await recordEvent(tx, { caseRef, kind: 'reopened', detail: { stage: 'Settled' }, at });
  await enqueue(tx, { kind: 'reopen-stay', caseRef });
}
