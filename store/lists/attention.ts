import { sql } from 'kysely';
import { dueAt } from '../../domain/attention-due.ts';
import type { Instant } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListVersionName } from '../../domain/list.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { timesKept } from '../stays/attention-times.ts';

/** What a list waits for; version null: the list itself, not one of its versions. */
export interface ListWait extends Attention {
  readonly listId: ListId;
  readonly version: number | null;
  readonly due: Instant;
}

/** Names a version, or with version 0 the list itself, and what of it waits. */
type Waiting = ListVersionName & Pick<Attention, 'step'>;

/** Steps of a version that may wait: its workflow, and a person's word on its release. */
export const listSteps = { workflow: 'workflow', release: 'release', pull: 'pull-list' } as const;

/** What lists wait for, beside them. */
export function listAttention(db: Database) {
  return {
    /** Raises, or says anew what the step waits for. */
    raise: (name: ListVersionName, attention: Attention): Promise<void> => raiseOfList(db, name, attention),
    /** The step waits no more; clearing what is not raised does nothing. */
    clear: (waiting: Waiting): Promise<void> => clearOfList(db, waiting),
    /** Of one list with all its versions, longest waiting first. */
    async of(listId: ListId): Promise<readonly ListWait[]> {
      const rows = await db
        .selectFrom('listAttention')
        .select(['listId', 'version', 'step', 'code', 'blockedOn', 'since', 'dueAt', 'detail'])
        .where('listId', '=', listId)
        .orderBy('since')
        .orderBy('version')
        .execute();
      return rows.map(({ detail, dueAt: due, version, ...rest }) => ({
        ...{ ...rest, due, version: version === 0 ? null : version },
        ...(detail === null ? {} : { detail }),
      }));
    },
    /** Versions of whose workflow something is said now. */
    async ofWorkflows(): Promise<readonly ListVersionName[]> {
      return db
        .selectFrom('listAttention')
        .select(['listId', 'version'])
        .where('step', '=', listSteps.workflow)
        .execute();
    },
    /** What is said of the nights of lists now. */
    async ofNights() {
      return db
        .selectFrom('listAttention')
        .select(['listId', 'step'])
        .where('version', '=', 0)
        .where('step', 'like', 'nightly/%')
        .execute();
    },
    /** Held versions say so, and no others: version 0.1.0, which may run beside, writes nothing of it. */
    async matchHeld(at: Instant): Promise<void> {
      await sql`DELETE FROM list_attention w WHERE step = ${listSteps.release} AND NOT EXISTS (
        SELECT FROM list_versions v WHERE v.list_id = w.list_id AND v.version = w.version
          AND state IN ('staging', 'staged', 'held') AND decision IS NULL)`.execute(db);
      const held = await db
        .selectFrom('listVersions as v')
        .select(['v.listId', 'v.version'])
        .where('state', '=', 'held')
        .where('decision', 'is', null)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('listAttention as w')
                .select('w.step')
                .whereRef('w.listId', '=', 'v.listId')
                .whereRef('w.version', '=', 'v.version')
                .where('w.step', '=', listSteps.release),
            ),
          ),
        )
        .execute();
      for (const name of held) await raiseOfList(db, name, heldAttention(at));
    },
  };
}

export type ListAttention = ReturnType<typeof listAttention>;

/** A version waits for another person's word. */
export function heldAttention(since: Instant): Attention {
  return { code: 'list-held', blockedOn: 'operator', since, step: listSteps.release };
}

/** Raises in the transaction of what caused it. Since when it waits stays the same while its code and who must act do. */
export async function raiseOfList(
  connection: Connection,
  { listId, version }: ListVersionName,
  { step, code, blockedOn, since, detail }: Attention,
): Promise<void> {
  const told = detail === undefined ? null : JSON.stringify(detail);
  await connection
    .insertInto('listAttention')
    .values({ listId, version, step, code, blockedOn, since, dueAt: dueAt(code, since), detail: told })
    .onConflict((oc) =>
      oc.columns(['listId', 'version', 'step']).doUpdateSet({
        ...{ code, blockedOn, detail: told },
        ...timesKept('list_attention'),
      }),
    )
    .execute();
}

/** Clears one step, or all of a version, in the transaction of what ended it. */
export async function clearOfList(
  connection: Connection,
  { listId, version, step }: ListVersionName & Partial<Pick<Attention, 'step'>>,
): Promise<void> {
  let gone = connection
    .deleteFrom('listAttention')
    .where('listId', '=', listId)
    .where('version', '=', version);
  if (step !== undefined) gone = gone.where('step', '=', step);
  await gone.execute();
}
