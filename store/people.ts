import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { IdentityNumber } from '../domain/identity-number.ts';
import { type PersonRef, personRefFrom } from '../domain/ids.ts';
import { invariant } from '../domain/invariant.ts';
import type { PersonIdentity } from '../domain/person.ts';
import type { Database } from './database.ts';
import type { Sealer } from './sealing.ts';

/** Identities, sealed; the rest of the hub knows people by their `personRef`. */
export interface PersonVault {
  /** The person's ref; a new person is sealed in, a known one gets only what was unknown (address, phone). */
  readonly register: (identity: PersonIdentity) => Promise<PersonRef>;
  /** Refs in the order of the identities, in two statements; the same number twice is one person. Known people stay as they are. */
  readonly registerMany: (identities: readonly PersonIdentity[]) => Promise<readonly PersonRef[]>;
  readonly find: (idNumber: IdentityNumber) => Promise<PersonRef | undefined>;
  /** Who the person is, in clear: for adapters and the hospital's own window. Throws InvariantError for an unknown ref. */
  readonly open: (personRef: PersonRef) => Promise<PersonIdentity>;
}

/** The vault over PostgreSQL; `indexKey` (32 bytes) is not one of the sealing keys. */
export function personVault(parts: {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly indexKey: Uint8Array;
}): PersonVault {
  const { db, sealer } = parts;
  invariant(parts.indexKey.length === 32, 'the index key is not 32 bytes');
  const blind = (idNumber: IdentityNumber): Buffer =>
    createHmac('sha256', parts.indexKey).update(idNumber).digest();
  const seal = (identity: PersonIdentity, ref: PersonRef): Buffer => sealer.seal(identity, place(ref));

  async function registerMany(identities: readonly PersonIdentity[]): Promise<readonly PersonRef[]> {
    if (identities.length === 0) return [];
    const byIndex = new Map<string, { readonly index: Buffer; readonly identity: PersonIdentity }>();
    const keys = identities.map((identity) => {
      const index = blind(identity.idNumber);
      const key = index.toString('base64');
      if (!byIndex.has(key)) byIndex.set(key, { index, identity });
      return key;
    });
    const known = await refsOf([...byIndex.values()].map(({ index }) => index));
    const unknown = [...byIndex].filter(([key]) => !known.has(key));
    // One order for every caller, or two bulk loads of the same people could lock each other out.
    unknown.sort(([a], [b]) => (a < b ? -1 : 1));
    if (unknown.length > 0) {
      const rows = unknown.map(([, { index, identity }]) => {
        const ref = personRefFrom(randomBytes(20));
        return { ref, index, sealed: seal(identity, ref) };
      });
      await sql`INSERT INTO people (person_ref, blind_index, identity_sealed)
        SELECT * FROM unnest(${rows.map((row) => row.ref)}::text[], ${rows.map((row) => row.index)}::bytea[],
          ${rows.map((row) => row.sealed)}::bytea[]) ON CONFLICT (blind_index) DO NOTHING`.execute(db);
      // Read again what another caller may have inserted first.
      for (const [key, ref] of await refsOf(rows.map((row) => row.index))) known.set(key, ref);
    }
    return keys.map((key) => {
      const ref = known.get(key);
      invariant(ref !== undefined, 'a registered person is not in the vault');
      return ref;
    });
  }

  async function refsOf(indexes: readonly Buffer[]): Promise<Map<string, PersonRef>> {
    const rows = await db
      .selectFrom('people')
      .select(['personRef', 'blindIndex'])
      .where(sql<boolean>`blind_index = ANY(${indexes}::bytea[])`)
      .execute();
    return new Map(rows.map((row) => [row.blindIndex.toString('base64'), row.personRef]));
  }

  async function open(personRef: PersonRef): Promise<PersonIdentity> {
    const row = await db
      .selectFrom('people')
      .select('identitySealed')
      .where('personRef', '=', personRef)
      .executeTakeFirst();
    invariant(row !== undefined, 'a person ref is not in the vault');
    return sealer.open(row.identitySealed, place(personRef)) as PersonIdentity;
  }

  return {
    registerMany,
    open,
    async register(identity) {
      const [ref] = await registerMany([identity]);
      invariant(ref !== undefined, 'nobody was registered');
      const known = await open(ref);
      const address = known.address ?? identity.address;
      const phone = known.phone ?? identity.phone;
      if (address !== known.address || phone !== known.phone) {
        const identitySealed = seal({ ...known, address, phone }, ref);
        await db.updateTable('people').set({ identitySealed }).where('personRef', '=', ref).execute();
      }
      return ref;
    },
    async find(idNumber) {
      const index = blind(idNumber);
      return (await refsOf([index])).get(index.toString('base64'));
    },
  };
}

function place(ref: PersonRef): string {
  return `people|identity|${ref}`;
}
