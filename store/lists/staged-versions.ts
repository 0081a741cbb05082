import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { HoldReason, ListVersionName } from '../../domain/list.ts';
import type { Connection } from '../postgres/database.ts';
import { heldAttention, raiseOfList } from './attention.ts';
import type { Comparison } from './comparison.ts';
import { type ListVersion, nameOf } from './records.ts';
import { servingVersion } from './serving-version.ts';
import { expectVersion } from './versions.ts';

/** A version whose rows are staged, beside what serves. */
export interface Staged extends Comparison {
  readonly held: boolean;
  readonly decision: 'release' | 'reject' | null;
}

/** The staged rows, when all of them are still there and were staged beside the version that serves. */
export async function intact(
  tx: Connection,
  name: ListVersionName,
  states: readonly ListVersion['state'][],
): Promise<Staged | 'lost' | 'other-state'> {
  const row = await tx
    .selectFrom('listVersions')
    .selectAll()
    .where((eb) => eb.and(nameOf(name)))
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined || !states.includes(row.state)) return 'other-state';
  const { staging, stagedLines, stagedMembers, baseVersion, kind, asOf } = row;
  invariant(staging !== null && stagedMembers !== null, 'a staged version without rows');
  const serving = await servingVersion(tx, name.listId);
  if ((serving?.version ?? null) !== baseVersion) return 'lost';
  const found = await sql<{ readonly lines: number }>`
    SELECT count(*)::int AS lines FROM ${sql.id(staging)}`.execute(tx);
  if (found.rows[0]?.lines !== stagedLines) return 'lost';
  const before = serving?.members ?? 0;
  const decided = { decision: row.decision, held: row.state === 'held' };
  return {
    ...nameOf(name),
    table: staging,
    kind,
    asOf,
    before,
    members: stagedMembers,
    ...decided,
  };
}

/** A newer version was released meanwhile, or nobody has decided yet. */
export async function hold(
  tx: Connection,
  name: ListVersionName,
  { overtaken, at }: { readonly overtaken: boolean; readonly at: Instant },
): Promise<ListVersion> {
  const more: readonly HoldReason[] = overtaken ? ['list-older-than-current'] : [];
  await tx
    .updateTable('listVersions')
    .set({ state: 'held', reasons: sql`ARRAY(SELECT DISTINCT unnest(reasons || ${more}::text[]))` })
    .where((eb) => eb.and(nameOf(name)))
    .execute();
  await raiseOfList(tx, name, heldAttention(at));
  return expectVersion(tx, name);
}

/** Writes down which rows were turned away, and why. */
export async function recordRejections(tx: Connection, { table, ...name }: Staged): Promise<void> {
  const { listId, version } = name;
  await tx
    .deleteFrom('listRejections')
    .where((eb) => eb.and({ listId, version }))
    .execute();
  await sql`INSERT INTO list_rejections (list_id, version, row_number, errors, other_row)
    SELECT ${listId}, ${version}::int, row_number, errors, other_row FROM ${sql.id(table)} WHERE errors IS NOT NULL`.execute(
    tx,
  );
}

/** Whether a version that was replaced had the very same file. */
export async function wasSentBefore(
  tx: Connection,
  { listId, version, digest }: ListVersion,
): Promise<boolean> {
  const row = await tx
    .selectFrom('listVersions')
    .select('version')
    .where((eb) => eb.and({ listId, digest, state: 'superseded' as const }))
    .where('version', '<', version)
    .executeTakeFirst();
  return row !== undefined;
}

/** Files of versions that no longer serve are not kept: they name people. */
export async function forgetFiles(tx: Connection, { listId, version }: ListVersionName): Promise<void> {
  await sql`DELETE FROM list_uploads WHERE upload_id IN (SELECT unnest(ARRAY[upload_id, report_id]) FROM list_versions
    WHERE list_id = ${listId} AND version < ${version} AND state IN ('superseded', 'rejected', 'failed'))`.execute(
    tx,
  );
}
