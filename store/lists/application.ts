import { sql } from 'kysely';
import { DatabaseError } from 'pg';
import type { Instant } from '../../domain/dates.ts';
import { entryOf } from '../../domain/entry.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { insurerSource } from '../../domain/person.ts';
import { sameName } from '../../domain/person-name.ts';
import { signalOf } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { personPlace } from '../secrets/seal-places.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { askAnewFor } from '../stays/identities.ts';
import { type Comparison, changedLines, movedPeople } from './comparison.ts';
import { settleNames } from './conflicts.ts';

interface Entering {
  readonly comparison: Comparison;
  readonly sealer: Sealer;
  readonly at: Instant;
  /** Compares once more: somebody who was new at the check has come into the vault by another door. */
  readonly compareAgain: () => Promise<void>;
}

/** Puts new people into the vault and renews what a list says anew about known ones; all others are not touched. */
export async function enterPeople(tx: Connection, entering: Entering): Promise<void> {
  const { comparison, compareAgain } = entering;
  const { table } = comparison;
  // Two lists that bring the same new people would wait for each other.
  await sql`SELECT pg_advisory_xact_lock(hashtext('people/enter'))`.execute(tx);
  if (!(await insertPeople(tx, table))) {
    await compareAgain();
    invariant(await insertPeople(tx, table), 'somebody entered the vault twice during one release');
  }
  await renewKnown(tx, entering);
}

/** In the order of the rows: their refs follow each other. False when somebody of them is known by now; then nobody was entered. */
async function insertPeople(tx: Connection, table: string): Promise<boolean> {
  await sql`SAVEPOINT entering`.execute(tx);
  try {
    await sql`INSERT INTO people (person_ref, blind_index, identity_sealed)
      SELECT person_ref, blind_index, identity_sealed FROM ${sql.id(table)}
      WHERE fresh AND errors IS NULL AND identity_sealed IS NOT NULL`.execute(tx);
    return true;
  } catch (error) {
    const known = error instanceof DatabaseError && error.code === uniqueViolation;
    if (!known) throw error;
    await sql`ROLLBACK TO SAVEPOINT entering`.execute(tx);
    return false;
  }
}

const uniqueViolation = '23505';
const pageSize = 1_000;

interface Renewed {
  readonly rowNumber: number;
  readonly personRef: PersonRef;
  readonly sealedRef: PersonRef | null;
  readonly said: Buffer;
  readonly kept: Buffer;
}

/** A list may know a newer name, address or telephone; what it does not know stays. Whoever waits for their name is asked for anew. */
async function renewKnown(
  tx: Connection,
  { comparison: { table, listId, version }, sealer, at }: Omit<Entering, 'compareAgain'>,
): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Renewed>`
      SELECT row_number, s.person_ref, sealed_ref, s.identity_sealed AS said, p.identity_sealed AS kept
      FROM ${sql.id(table)} s JOIN people p USING (person_ref)
      WHERE NOT fresh AND errors IS NULL AND s.identity_sealed IS NOT NULL AND row_number > ${after}
      ORDER BY row_number LIMIT ${pageSize}`.execute(tx);
    const renewed = rows.map((row) => {
      const place = personPlace(row.personRef);
      const said = sealer.open(row.said, personPlace(row.sealedRef ?? row.personRef));
      const kept = sealer.open(row.kept, place);
      const address = said.address ?? kept.address;
      const phone = said.phone ?? kept.phone;
      const saidBy = { ...kept.saidBy, ...said.saidBy };
      const renamed = said.name !== (entryOf(kept.saidBy ?? {}, listId) ?? null);
      const agreed = entryOf(kept.saidBy ?? {}, insurerSource);
      return {
        ...{
          ref: row.personRef,
          renamed,
          right: renamed && agreed !== undefined && sameName(agreed, said.name),
        },
        sealed: sealer.seal({ ...said, address, phone, saidBy }, place),
      };
    });
    const people = renewed.flatMap(({ ref, renamed }) => (renamed ? [ref] : []));
    if (people.length > 0) await askAnewFor(tx, { people, listId, version, at });
    const corrected = renewed.flatMap(({ ref, right }) => (right ? [ref] : []));
    if (corrected.length > 0) await settleNames(tx, { people: corrected, listId, version, at });
    if (renewed.length > 0)
      await sql`UPDATE people SET identity_sealed = renewed.sealed
        FROM unnest(${renewed.map((one) => one.ref)}::text[], ${renewed.map((one) => one.sealed)}::bytea[])
          AS renewed (ref, sealed) WHERE person_ref = renewed.ref`.execute(tx);
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.rowNumber ?? after;
  }
}

/** Writes what a version changes: lines that stay the same are not touched. Open stays of people who moved are owed a notice. */
export async function applyChanges(
  tx: Connection,
  release: Comparison & { readonly at: Instant },
): Promise<void> {
  const { listId, version, before, at } = release;
  if (before > 0) {
    await sql`UPDATE memberships m SET known_until = ${at} FROM ${changedLines(release)} AS c
      WHERE m.list_id = ${listId} AND m.known_until IS NULL AND m.listed AND m.person_ref = c.person_ref
        AND m.category = c.category AND c.change <> 'added'`.execute(tx);
    // A removed person was a member until that day: look-ups of earlier days still say so.
    await sql`INSERT INTO memberships (list_id, person_ref, category, valid_from, valid_until, known_from, listed, said, household, line, version)
      SELECT ${listId}, person_ref, category, old_from, greatest(old_from, least(old_until, ends)), ${at}::timestamptz,
        false, said, household, line, ${version}::int FROM ${changedLines(release)} AS c WHERE change = 'removed'`.execute(
      tx,
    );
  }
  await sql`INSERT INTO memberships (list_id, person_ref, category, valid_from, valid_until, known_from, said, household, line, version)
    SELECT ${listId}, person_ref, category, valid_from,
      CASE WHEN valid_until IS NOT NULL THEN greatest(valid_from, valid_until) END, ${at}::timestamptz,
      said, household, line, ${version}::int FROM ${changedLines(release)} AS c WHERE change <> 'removed'`.execute(
    tx,
  );
  if (before > 0) await rememberLines(tx, release);
  else await countAnew(tx, listId);
  const moved = sql`stays JOIN ${movedPeople(release)} AS moves USING (person_ref)
    WHERE stage NOT IN ('Refused', 'Closed', 'Cancelled')`;
  const notice = { noticeId: `list/${listId}/${version}`, payload: { kind: 'list-changed' } };
  await signalOf(moved, notice).execute(tx);
}

/** The same said in other words, as by a file with one column more: the next file is known by these. */
async function rememberLines(tx: Connection, { table, listId }: Comparison): Promise<void> {
  await sql`UPDATE memberships m SET line = s.line FROM ${sql.id(table)} s
    WHERE s.errors IS NULL AND s.line IS NOT NULL AND m.line IS DISTINCT FROM s.line AND m.list_id = ${listId}
      AND m.known_until IS NULL AND m.listed AND m.person_ref = s.person_ref AND m.category = s.category`.execute(
    tx,
  );
}

/** The planner knows nothing of a list that came in one piece, and would look a million people up the longest way. */
async function countAnew(tx: Connection, listId: ListId): Promise<void> {
  const { rows } = await sql<{ readonly partition: string }>`
    SELECT tableoid::regclass::text AS partition FROM memberships WHERE list_id = ${listId} LIMIT 1`.execute(
    tx,
  );
  for (const { partition } of rows) await sql`ANALYZE ${sql.raw(partition)}`.execute(tx);
}
