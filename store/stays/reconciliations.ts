import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { ReconcilerFinding } from '../../domain/reconciliation.ts';
import type { Database } from '../postgres/database.ts';

/** What is compared together: store with Temporal, or the store with itself. */
export type ReconciledPart = 'workflows' | 'books';

/** The last round of one part. */
export interface Reconciled {
  readonly part: ReconciledPart;
  readonly reconciledAt: Instant;
  readonly findings: readonly ReconcilerFinding[];
}

/** What the reconciler found last; the same for every copy of the api. */
export function reconciliationRecords(db: Database) {
  return {
    /** Both parts, as far as each was compared yet. */
    async last(): Promise<readonly Reconciled[]> {
      return db
        .selectFrom('reconciliations')
        .select(['part', 'reconciledAt', 'findings'])
        .orderBy('part', 'desc')
        .execute();
    },
    async keep({ part, reconciledAt, findings }: Reconciled): Promise<void> {
      await db
        .insertInto('reconciliations')
        .values({ part, reconciledAt, findings: JSON.stringify(findings) })
        .onConflict((oc) =>
          oc.column('part').doUpdateSet({
            reconciledAt: sql`excluded.reconciled_at`,
            findings: sql`excluded.findings`,
          }),
        )
        .execute();
    },
  };
}

export type ReconciliationRecords = ReturnType<typeof reconciliationRecords>;
