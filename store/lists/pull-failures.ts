import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { Database } from '../postgres/database.ts';
import { clearOfList, listSteps, raiseOfList } from './attention.ts';

/** A list that could not be fetched, once more. */
export interface NotFetched {
  readonly agency: ListAgency;
  /** Code of what went wrong. */
  readonly trouble: string;
  readonly at: Instant;
}

/** In a row; a night's pull tries once more (`pullAttempts`, workflows/list-sync.ts), so a person looks before it gives up. */
const seenAfter = 8;

/** Pulls that fail, night after night. */
export function pullFailures(db: Database) {
  return {
    /** Counts, and from the eighth in a row on says that the list waits for its agency. */
    async record(listId: ListId, { agency, trouble, at }: NotFetched): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const { failures, since } = await tx
          .insertInto('listPullFailures')
          .values({ listId, failures: 1, since: at })
          .onConflict((oc) =>
            oc.column('listId').doUpdateSet({ failures: sql`list_pull_failures.failures + 1` }),
          )
          .returning(['failures', 'since'])
          .executeTakeFirstOrThrow();
        if (failures < seenAfter) return;
        await raiseOfList(
          tx,
          { listId, version: 0 },
          {
            ...{ code: 'list-pull-failed', blockedOn: agency, since, step: listSteps.pull },
            detail: { kind: 'not-fetched', trouble, failures },
          },
        );
      });
    },
    /** The list was fetched, or nobody fetches it any more. */
    async forget(listId: ListId): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await tx.deleteFrom('listPullFailures').where('listId', '=', listId).execute();
        await clearOfList(tx, { listId, version: 0, step: listSteps.pull });
      });
    },
  };
}

export type PullFailures = ReturnType<typeof pullFailures>;
