import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { clearIn } from '../stays/attention.ts';

/** Two offices that do not agree about a person; `name`: a list spells it otherwise than window and insurer. */
export interface ListConflict {
  readonly conflictId: number;
  readonly kind: 'insurer-label' | 'agencies' | 'name';
  /** Categories by who says them; of a name: the lists, and who says otherwise. */
  readonly detail: Readonly<Record<string, readonly string[]>>;
  readonly caseRef: CaseRef | null;
  readonly at: Instant;
}

/** Somebody whose name a list spells otherwise. */
interface Misspelt {
  readonly conflictId: number;
  readonly personRef: PersonRef;
  readonly at: Instant;
}

/** The step under which a stay waits until the offices agree. */
export const compareListsStep = 'compare-lists';

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
    /** People whose name a list spells otherwise than window and insurer, oldest first. */
    async misspeltNames(page: {
      readonly listId: ListId;
      readonly after?: number;
      readonly limit: number;
    }): Promise<readonly Misspelt[]> {
      return db
        .selectFrom('listConflicts')
        .select(['conflictId', 'personRef', 'at'])
        .where('resolvedAt', 'is', null)
        .where('kind', '=', 'name')
        .where(sql<boolean>`detail->'lists' ? ${page.listId}`)
        .where('conflictId', '>', page.after ?? 0)
        .orderBy('conflictId')
        .limit(page.limit)
        .execute();
    },
    /** A person has settled it; the first word stands. Stays that need not wait for it any more are freed and told. Throws HubProblem `list-conflict-unknown`. */
    async resolveConflict(
      conflictId: number,
      resolved: { readonly by: string; readonly resolution: string; readonly at: Instant },
    ): Promise<void> {
      const { by, resolution, at } = resolved;
      await db.transaction().execute(async (tx) => {
        await tx
          .updateTable('listConflicts')
          .set({ resolvedAt: at, resolvedBy: by, resolution })
          .where('conflictId', '=', conflictId)
          .where('resolvedAt', 'is', null)
          .execute();
        const row = await tx
          .selectFrom('listConflicts')
          .select('personRef')
          .where('conflictId', '=', conflictId)
          .executeTakeFirst();
        if (row === undefined) throw new HubProblem('list-conflict-unknown');
        await free(tx, { personRef: row.personRef, conflictId, at });
      });
    },
  };
}

/** A list spells these people as window and insurer do: it is settled as far as this list goes, in the transaction of the release. */
export async function settleNames(
  tx: Connection,
  corrected: {
    readonly people: readonly PersonRef[];
    readonly listId: ListId;
    readonly version: number;
    readonly at: Instant;
  },
): Promise<void> {
  const { people, listId, version, at } = corrected;
  const rows = await tx
    .selectFrom('listConflicts')
    .select(['conflictId', 'personRef', 'detail'])
    .where('kind', '=', 'name')
    .where('resolvedAt', 'is', null)
    .where(sql<boolean>`person_ref = ANY(${people}::text[])`)
    .execute();
  for (const { conflictId, personRef, detail } of rows) {
    const lists = (entryOf(detail, 'lists') ?? []).filter((one) => one !== listId);
    const settled = { resolvedAt: at, resolvedBy: listId, resolution: `corrected by version ${version}` };
    await tx
      .updateTable('listConflicts')
      .set(lists.length > 0 ? { detail: JSON.stringify({ ...detail, lists }) } : settled)
      .where('conflictId', '=', conflictId)
      .execute();
    if (lists.length === 0) await free(tx, { personRef, conflictId, at });
  }
}

async function free(
  tx: Connection,
  { personRef, conflictId, at }: Pick<ListConflict, 'conflictId' | 'at'> & { readonly personRef: PersonRef },
): Promise<void> {
  for (const caseRef of await freed(tx, personRef)) {
    await clearIn(tx, { caseRef, step: compareListsStep, at });
    await oweAttentionNotice(tx, { caseRef, about: `conflict/${conflictId}` });
  }
}

/** Later stays of the person met the same conflict; while one of another kind is open they still wait. */
async function freed(tx: Connection, personRef: PersonRef): Promise<readonly CaseRef[]> {
  const waiting = await tx
    .selectFrom('attention')
    .innerJoin('stays', 'stays.caseRef', 'attention.caseRef')
    .select('attention.caseRef')
    .where('personRef', '=', personRef)
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
}

export type ListConflicts = ReturnType<typeof listConflicts>;
