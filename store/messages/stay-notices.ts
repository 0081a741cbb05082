import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { enqueue } from './outbox.ts';

/** What an operator's act owes the workflow of a stay. */
export interface OwedNotice {
  readonly caseRef: CaseRef;
  /** The same id is delivered as one notice. */
  readonly noticeId: string;
  readonly kind: 'decided-by-hand' | 'retry-now';
  readonly at: Instant;
}

/** Notices that follow from no other write; those that do are owed in the transaction that made them due. */
export function stayNotices(db: Database) {
  return {
    async oweNotice({ caseRef, noticeId, kind, at }: OwedNotice): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await enqueue(tx, { kind: 'signal', caseRef, noticeId, payload: { kind } });
        await recordEvent(tx, { caseRef, kind, detail: {}, at });
      });
    },
  };
}

export type StayNotices = ReturnType<typeof stayNotices>;
