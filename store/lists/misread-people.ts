import { distance } from 'fastest-levenshtein';
import { sql } from 'kysely';
import type { PersonRef } from '../../domain/ids.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { Connection } from '../postgres/database.ts';
import { misreadPlace, personPlace } from '../secrets/seal-places.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { type Comparison, changesTable, keptTable } from './comparison.ts';

/** What a row says of a person whose identity number cannot be read. */
export interface MisreadPerson {
  readonly name: string;
  /** As written, wrong as it is. */
  readonly idNumber: string;
}

const pageSize = 2_000;
/** A misread number differs from the right one by at most so many characters mistyped, left out or added. */
const slips = 2;

/**
 * A typo in the identity number itself names nobody, and still never ends cover: who would leave the list, and has the name or
 * all but two characters of the number of a row that was rejected, is kept.
 */
export async function keptByLikeness(tx: Connection, { table }: Comparison, sealer: Sealer): Promise<void> {
  const misread = await misreadPeople(tx, table, sealer);
  if (misread.size === 0) return;
  for (let after = ''; ; ) {
    const { rows } = await sql<{
      readonly personRef: PersonRef;
      readonly sealed: Buffer;
      readonly named: boolean;
    }>`
      SELECT DISTINCT ON (c.person_ref) c.person_ref, identity_sealed AS sealed, named
      FROM ${changesTable(table)} c JOIN people USING (person_ref)
      WHERE change = 'removed' AND c.person_ref > ${after} ORDER BY c.person_ref LIMIT ${pageSize}`.execute(
      tx,
    );
    const alike = rows
      .filter(({ personRef, sealed }) => {
        const person = sealer.open(sealed, personPlace(personRef));
        return keysOf(person).some((key) => (misread.get(key) ?? []).some((row) => isAlike(row, person)));
      })
      .map((row) => row.personRef);
    if (alike.length > 0) {
      await sql`DELETE FROM ${changesTable(table)} WHERE change = 'removed' AND person_ref = ANY(${alike}::text[])`.execute(
        tx,
      );
      await sql`INSERT INTO ${keptTable(table)} SELECT ref FROM unnest(${alike}::text[]) AS refs (ref)
        WHERE ref <> ALL (${rows.filter((row) => row.named).map((row) => row.personRef)}::text[])`.execute(
        tx,
      );
    }
    if (rows.length < pageSize) return;
    after = rows.at(-1)?.personRef ?? after;
  }
}

async function misreadPeople(
  tx: Connection,
  table: string,
  sealer: Sealer,
): Promise<ReadonlyMap<string, readonly MisreadPerson[]>> {
  const found = new Map<string, MisreadPerson[]>();
  for (let after = 0; ; ) {
    const { rows } = await sql<{ readonly rowNumber: number; readonly sealed: Buffer }>`
      SELECT row_number, identity_sealed AS sealed FROM ${sql.id(table)}
      WHERE errors IS NOT NULL AND identity_sealed IS NOT NULL AND row_number > ${after}
      ORDER BY row_number LIMIT ${pageSize}`.execute(tx);
    for (const { rowNumber, sealed } of rows) {
      const person = sealer.open(sealed, misreadPlace(rowNumber)) as MisreadPerson;
      for (const key of keysOf(person)) {
        const known = found.get(key);
        if (known === undefined) found.set(key, [person]);
        else known.push(person);
      }
    }
    if (rows.length < pageSize) return found;
    after = rows.at(-1)?.rowNumber ?? after;
  }
}

/** Two people are compared when they share one of these: the name, the birth date or the end of the number. */
function keysOf({ name, idNumber }: MisreadPerson | PersonIdentity): readonly string[] {
  const keys = [];
  if (name !== '') keys.push(`n${name}`);
  if (idNumber !== null && idNumber.length >= 14)
    keys.push(`b${idNumber.slice(6, 14)}`, `e${idNumber.slice(-8)}`);
  return keys;
}

function isAlike(row: MisreadPerson, person: PersonIdentity): boolean {
  if (row.name !== '' && row.name === person.name) return true;
  return person.idNumber !== null && distance(row.idNumber, person.idNumber) <= slips;
}
