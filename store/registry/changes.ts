import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { oweDelivery, type RegistryMessage } from './deliveries.ts';
import type { RegistryEvent } from './tables.ts';

/** One line of a list that came, changed or went. */
export interface RegistryChange {
  readonly changeId: number;
  readonly event: RegistryEvent;
  readonly personRef: PersonRef;
  readonly category: string;
  readonly validFrom: LocalDate;
  readonly validUntil: LocalDate | null;
}

/** What a subscriber has not been told yet of one version. */
export interface OwedNotification {
  readonly code: string;
  readonly party: string;
  readonly caseRef: CaseRef | null;
  readonly listId: ListId;
  readonly version: number;
  /** The day the version speaks for. */
  readonly asOf: LocalDate;
  readonly changes: readonly RegistryChange[];
}

/** Messages that may wait for one peer before no more are written for it. */
const mostOwed = 20;

/** What released versions changed, for those who asked to hear of it. */
export function registryChanges({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Copies the changes of the next released version that nobody looked at; false when there is none. What is released is in the store already, so nothing is missed, whoever dies. */
    async examineRelease(): Promise<boolean> {
      const { rows: fresh } = await sql`SELECT FROM list_versions v WHERE ${notExamined} LIMIT 1`.execute(db);
      if (fresh.length === 0) return false;
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ readonly listId: ListId; readonly version: number }>`
          INSERT INTO registry_releases SELECT list_id, version FROM list_versions v
          WHERE ${notExamined} ORDER BY released_at, version LIMIT 1 ON CONFLICT DO NOTHING RETURNING list_id, version`.execute(
          tx,
        );
        const [release] = rows;
        if (release === undefined) return false;
        await copyChanges(tx, release.listId, release.version);
        await oweNotices(tx, release.listId, release.version);
        return true;
      });
    },
    /** Writes the next message of some subscriber that is owed one, and moves on with it in the same transaction; false when nobody is. */
    async tellNext(
      batch: number,
      messageOf: (notice: OwedNotification) => Promise<RegistryMessage>,
    ): Promise<boolean> {
      const any = await db.selectFrom('registryNotices').select('code').limit(1).executeTakeFirst();
      if (any === undefined) return false;
      return db.transaction().execute(async (tx) => {
        const owed = await nextOwed(tx);
        if (owed === undefined) return false;
        const changes = await changesFor(tx, owed, batch);
        const last = changes.at(-1);
        const { code, listId, version } = owed;
        if (last === undefined) {
          await tx
            .deleteFrom('registryNotices')
            .where((eb) => eb.and({ code, listId, version }))
            .execute();
          await forgetChanges(tx, listId, version);
          return true;
        }
        await oweDelivery(tx, sealer, await messageOf({ ...owed, changes }));
        await tx
          .updateTable('registryNotices')
          .set({ toldUntil: last.changeId })
          .where((eb) => eb.and({ code, listId, version }))
          .execute();
        return true;
      });
    },
  };
}

export type RegistryChanges = ReturnType<typeof registryChanges>;

/** A condition on a version `v`: it was released, and nobody has looked yet whom it concerns. */
const notExamined = sql`released_at IS NOT NULL AND NOT EXISTS (SELECT FROM registry_releases r
  WHERE r.list_id = v.list_id AND r.version = v.version)`;

/** Active subscriptions `s` that a version of list `list` may concern. */
const concerned = (listId: ListId) => sql`registry_subscriptions s JOIN lists l ON l.list_id = ${listId}
  LEFT JOIN stays ON stays.case_ref = s.case_ref
  WHERE s.ended_at IS NULL AND (s.list_id IS NULL OR s.list_id = l.list_id)
    AND CASE WHEN s.case_ref IS NULL THEN l.party = s.party
      ELSE stays.closed_at IS NULL AND stays.stage NOT IN ('Refused', 'Closed', 'Cancelled') END`;

async function copyChanges(tx: Connection, listId: ListId, version: number): Promise<void> {
  // One reading of the list's lines, and only when somebody listens.
  await sql`WITH listening AS (SELECT s.person_ref FROM ${concerned(listId)})
    INSERT INTO registry_changes (list_id, version, event, person_ref, category, valid_from, valid_until)
    SELECT m.list_id, m.version, CASE WHEN NOT m.listed THEN 'DEREGISTER'
        WHEN EXISTS (SELECT FROM memberships o WHERE o.list_id = m.list_id AND o.person_ref = m.person_ref
          AND o.category = m.category AND o.listed AND o.known_until = m.known_from) THEN 'UPDATE' ELSE 'REGISTER' END,
      m.person_ref, m.category, m.valid_from, m.valid_until
    FROM memberships m WHERE m.list_id = ${listId} AND m.version = ${version} AND EXISTS (SELECT FROM listening)
      AND (EXISTS (SELECT FROM listening WHERE person_ref IS NULL)
        OR m.person_ref IN (SELECT person_ref FROM listening))
    ORDER BY m.person_ref, m.category`.execute(tx);
}

async function oweNotices(tx: Connection, listId: ListId, version: number): Promise<void> {
  await sql`INSERT INTO registry_notices (code, list_id, version)
    SELECT s.code, ${listId}, ${version}::int FROM ${concerned(listId)}
      AND EXISTS (SELECT FROM registry_changes c WHERE c.list_id = ${listId} AND c.version = ${version}
        AND ${wanted})`.execute(tx);
  await forgetChanges(tx, listId, version);
}

/** Change `c` is what subscription `s` asked for. */
const wanted = sql`c.event = s.event AND (s.category IS NULL OR c.category = s.category)
  AND (s.person_ref IS NULL OR c.person_ref = s.person_ref)`;

/** Changes of which everybody was told. */
async function forgetChanges(tx: Connection, listId: ListId, version: number): Promise<void> {
  await sql`DELETE FROM registry_changes WHERE list_id = ${listId} AND version = ${version}
    AND NOT EXISTS (SELECT FROM registry_notices WHERE list_id = ${listId} AND version = ${version})`.execute(
    tx,
  );
}

async function nextOwed(tx: Connection): Promise<(Omit<OwedNotification, 'changes'> & Told) | undefined> {
  const { rows } = await sql<Omit<OwedNotification, 'changes'> & Told>`
    SELECT n.code, s.party, s.case_ref, n.list_id, n.version, v.as_of, n.told_until
    FROM registry_notices n JOIN registry_subscriptions s USING (code)
      JOIN list_versions v ON v.list_id = n.list_id AND v.version = n.version
    WHERE (SELECT count(*) FROM registry_deliveries d WHERE d.party = s.party AND d.state = 'owed') < ${mostOwed}
    ORDER BY v.released_at, n.version, n.code LIMIT 1 FOR UPDATE OF n SKIP LOCKED`.execute(tx);
  return rows[0];
}

interface Told {
  readonly toldUntil: number;
}

async function changesFor(
  tx: Connection,
  { code, listId, version, toldUntil }: Omit<OwedNotification, 'changes'> & Told,
  batch: number,
): Promise<readonly RegistryChange[]> {
  const { rows } = await sql<RegistryChange>`
    SELECT c.change_id, c.event, c.person_ref, c.category, c.valid_from, c.valid_until
    FROM registry_changes c JOIN registry_subscriptions s ON s.code = ${code}
    WHERE c.list_id = ${listId} AND c.version = ${version} AND c.change_id > ${toldUntil} AND ${wanted}
    ORDER BY c.change_id LIMIT ${batch}`.execute(tx);
  return rows;
}
