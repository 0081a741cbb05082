import type { CaseRef } from '../domain/ids.ts';
import type { Database } from './database.ts';
import { enqueue } from './outbox.ts';

/** What an operator's act owes the workflow of a stay. */
export interface OwedNotice {
  readonly caseRef: CaseRef;
  /** The same id is delivered as one notice. */
  readonly noticeId: string;
  readonly kind: 'decided-by-hand' | 'retry-now';
}

/** Notices that follow from no other write; those that do are owed in the transaction that made them due. */
export function notices(db: Database) {
  return {
    async oweNotice({ caseRef, noticeId, kind }: OwedNotice): Promise<void> {
      await enqueue(db, { kind: 'signal', caseRef, noticeId, payload: { kind } });
    },
  };
}

export type Notices = ReturnType<typeof notices>;
