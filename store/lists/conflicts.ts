import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, PersonRef } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';

/** Two offices that do not agree about a person. */
export interface ListConflict {
  readonly conflictId: number;
  readonly kind: 'insurer-label' | 'agencies';
  /** Categories by who says them. */
  readonly detail: Readonly<Record<string, readonly string[]>>;
  readonly caseRef: CaseRef | null;
  readonly at: Instant;
}

/** What people must settle between offices. */
export function listConflicts(db: Database) {
  return {
    /** Queues a conflict, or says anew what it is about; false when it is queued with these very words. */
    async recordConflict(
      conflict: Omit<ListConflict, 'conflictId'> & { readonly personRef: PersonRef },
    ): Promise<boolean> {
      const { personRef, kind, caseRef, at } = conflict;
      const detail = JSON.stringify(conflict.detail);
      const row = await db
        .insertInto('listConflicts')
        .values({ personRef, kind, caseRef, at, detail })
        .onConflict((oc) =>
          oc
            .columns(['personRef', 'kind'])
            .where('resolvedAt', 'is', null)
            .doUpdateSet({ caseRef, at, detail })
            .whereRef('listConflicts.detail', '<>', (eb) => eb.ref('excluded.detail')),
        )
        .returning('conflictId')
        .executeTakeFirst();
      return row !== undefined;
    },
    /** Open ones, oldest first. */
    async openConflicts(page: {
      readonly after?: number;
      readonly limit: number;
    }): Promise<readonly ListConflict[]> {
      return db
        .selectFrom('listConflicts')
        .select(['conflictId', 'kind', 'detail', 'caseRef', 'at'])
        .where('resolvedAt', 'is', null)
        .where('conflictId', '>', page.after ?? 0)
        .orderBy('conflictId')
        .limit(page.limit)
        .execute();
    },
    /** A person has settled it; the first word stands. Gives the stays that need not wait for it any more. Throws HubProblem `list-conflict-unknown`. */
    async resolveConflict(
      conflictId: number,
      resolved: { readonly by: string; readonly resolution: string; readonly at: Instant },
    ): Promise<readonly CaseRef[]> {
      await db
        .updateTable('listConflicts')
        .set({ resolvedAt: resolved.at, resolvedBy: resolved.by, resolution: resolved.resolution })
        .where('conflictId', '=', conflictId)
        .where('resolvedAt', 'is', null)
        .execute();
      const row = await db
        .selectFrom('listConflicts')
        .select('personRef')
        .where('conflictId', '=', conflictId)
        .executeTakeFirst();
      if (row === undefined) throw new HubProblem('list-conflict-unknown');
      // Later stays of the person met the same conflict; while one of another kind is open they still wait.
      const waiting = await db
        .selectFrom('attention')
        .innerJoin('stays', 'stays.caseRef', 'attention.caseRef')
        .select('attention.caseRef')
        .where('personRef', '=', row.personRef)
        .where('code', '=', 'list-conflict')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('listConflicts as other')
                .select('other.conflictId')
                .whereRef('other.personRef', '=', 'stays.personRef')
                .where('other.resolvedAt', 'is', null),
            ),
          ),
        )
        .execute();
      return waiting.map(({ caseRef }) => caseRef);
    },
  };
}

export type ListConflicts = ReturnType<typeof listConflicts>;
