import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { certificateText } from '../../domain/certificate.ts';
import { type PersonRef, personRefFrom } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { audited } from '../audit/owed.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { blindIndex } from '../secrets/blind-index.ts';
import { personPlace } from '../secrets/seal-places.ts';
import type { Sealer } from '../secrets/sealing.ts';

/** Identities, sealed; the rest of the hub knows people by their `personRef`. */
export interface PersonVault {
  /** The person's ref; a new person is sealed in, a known one gets only what was unknown (address, phone). */
  readonly register: (identity: PersonIdentity) => Promise<PersonRef>;
  /** Refs in the order of the identities, in two statements; the same number twice is one person. Known people stay as they are. */
  readonly registerMany: (identities: readonly PersonIdentity[]) => Promise<readonly PersonRef[]>;
  readonly find: (who: Pick<PersonIdentity, 'idNumber' | 'certificate'>) => Promise<PersonRef | undefined>;
  /** Who the person is, in clear: for adapters and the hospital's own window. Throws InvariantError for an unknown ref. */
  readonly open: (personRef: PersonRef) => Promise<PersonIdentity>;
  /** The same for many, by ref. Throws InvariantError when one is unknown. */
  readonly openMany: (refs: readonly PersonRef[]) => Promise<ReadonlyMap<PersonRef, PersonIdentity>>;
  /** How the person is reached from now on; `entry` is owed to the audit trail with it. Throws InvariantError for an unknown ref. */
  readonly changePhone: (personRef: PersonRef, phone: string, entry: AuditEntry) => Promise<void>;
  /** The name that window and insurer both say becomes the person's; how others spell it stays beside it. */
  readonly agreeOnName: (personRef: PersonRef, name: string, by: readonly string[]) => Promise<void>;
}

interface Indexed {
  readonly index: Buffer;
  readonly identity: PersonIdentity;
}

interface Vault {
  readonly db: Database;
  readonly seal: (identity: PersonIdentity, ref: PersonRef) => Buffer;
}

/** The vault over PostgreSQL; `indexKey` (32 bytes) is not one of the sealing keys. */
export function personVault(parts: {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly indexKey: Uint8Array;
}): PersonVault {
  const { db, sealer } = parts;
  const blind = blindIndex(parts.indexKey);
  const seal = (identity: PersonIdentity, ref: PersonRef): Buffer => sealer.seal(identity, personPlace(ref));

  async function registerMany(identities: readonly PersonIdentity[]): Promise<readonly PersonRef[]> {
    if (identities.length === 0) return [];
    const keyed = identities.map((identity) => {
      const index = blind(certificateText(identity));
      return { key: index.toString('base64'), index, identity };
    });
    // Of one number's several rows the first is sealed in.
    const people = new Map(keyed.toReversed().map((one) => [one.key, one]));
    const refs = await findOrInsert({ db, seal }, people);
    return keyed.map(({ key }) => {
      const ref = refs.get(key);
      invariant(ref !== undefined, 'a registered person is not in the vault');
      return ref;
    });
  }

  async function open(personRef: PersonRef): Promise<PersonIdentity> {
    const row = await db
      .selectFrom('people')
      .select('identitySealed')
      .where('personRef', '=', personRef)
      .executeTakeFirst();
    invariant(row !== undefined, 'a person ref is not in the vault');
    return sealer.open(row.identitySealed, personPlace(personRef));
  }

  /** Seals somebody anew, from what is kept once nobody else can change it: no word is lost beside another's. */
  async function renew(
    tx: Connection,
    ref: PersonRef,
    changed: (known: PersonIdentity) => PersonIdentity,
  ): Promise<void> {
    const row = await tx
      .selectFrom('people')
      .select('identitySealed')
      .where('personRef', '=', ref)
      .forNoKeyUpdate()
      .executeTakeFirst();
    invariant(row !== undefined, 'a person ref is not in the vault');
    const identitySealed = seal(changed(sealer.open(row.identitySealed, personPlace(ref))), ref);
    await tx.updateTable('people').set({ identitySealed }).where('personRef', '=', ref).execute();
  }

  return {
    registerMany,
    open,
    async openMany(refs) {
      const rows = await db
        .selectFrom('people')
        .select(['personRef', 'identitySealed'])
        .where(sql<boolean>`person_ref = ANY(${refs}::text[])`)
        .execute();
      invariant(rows.length === new Set(refs).size, 'a person ref is not in the vault');
      return new Map(
        rows.map(({ personRef, identitySealed }) => [
          personRef,
          sealer.open(identitySealed, personPlace(personRef)),
        ]),
      );
    },
    async register(identity) {
      const row = await db
        .selectFrom('people')
        .select(['personRef', 'identitySealed'])
        .where('blindIndex', '=', blind(certificateText(identity)))
        .executeTakeFirst();
      if (row === undefined) {
        const [added] = await registerMany([identity]);
        invariant(added !== undefined, 'nobody was registered');
        return added;
      }
      const { personRef: ref } = row;
      const known = sealer.open(row.identitySealed, personPlace(ref));
      const filled = ({ address, phone, ...known }: PersonIdentity): PersonIdentity => ({
        ...{ ...known, address: address ?? identity.address, phone: phone ?? identity.phone },
      });
      const { address, phone } = filled(known);
      if (address !== known.address || phone !== known.phone)
        await db.transaction().execute((tx) => renew(tx, ref, filled));
      return ref;
    },
    changePhone: (personRef, phone, entry) =>
      audited(db, entry, (tx) => renew(tx, personRef, (known) => ({ ...known, phone }))),
    async agreeOnName(personRef, name, by) {
      const agreed = Object.fromEntries(by.map((source) => [source, name]));
      await db
        .transaction()
        .execute((tx) =>
          renew(tx, personRef, (known) => ({ ...known, name, saidBy: { ...known.saidBy, ...agreed } })),
        );
    },
    async find(who) {
      const index = blind(certificateText(who));
      return (await refsOf(db, [index])).get(index.toString('base64'));
    },
  };
}

/** Finds or seals in everybody, each once; gives refs by blind index (base64). */
async function findOrInsert(
  { db, seal }: Vault,
  people: ReadonlyMap<string, Indexed>,
): Promise<ReadonlyMap<string, PersonRef>> {
  const known = await refsOf(
    db,
    [...people.values()].map(({ index }) => index),
  );
  const unknown = [...people].filter(([key]) => !known.has(key));
  if (unknown.length === 0) return known;
  // One order for every caller, or two bulk loads of the same people could lock each other out.
  unknown.sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = unknown.map(([, { index, identity }]) => {
    const ref = personRefFrom(Date.now(), randomBytes(11));
    return { ref, index, sealed: seal(identity, ref) };
  });
  // Whatever refers to these people is committed later, and flushes them with it.
  const inserted = await sql<{
    readonly personRef: PersonRef;
    readonly blindIndex: Buffer;
  }>`WITH ${unflushed()}
    INSERT INTO people (person_ref, blind_index, identity_sealed)
    SELECT person.* FROM hurry, unnest(${rows.map((row) => row.ref)}::text[], ${rows.map((row) => row.index)}::bytea[],
      ${rows.map((row) => row.sealed)}::bytea[]) AS person
    ON CONFLICT (blind_index) DO NOTHING RETURNING person_ref, blind_index`.execute(db);
  const now = new Map(inserted.rows.map((row) => [row.blindIndex.toString('base64'), row.personRef]));
  // Read what another caller inserted first.
  const others = rows.map((row) => row.index).filter((index) => !now.has(index.toString('base64')));
  return new Map([...known, ...now, ...(others.length === 0 ? [] : await refsOf(db, others))]);
}

/** Refs by blind index (base64). */
async function refsOf(db: Database, indexes: readonly Buffer[]): Promise<Map<string, PersonRef>> {
  const rows = await db
    .selectFrom('people')
    .select(['personRef', 'blindIndex'])
    .where(sql<boolean>`blind_index = ANY(${indexes}::bytea[])`)
    .execute();
  return new Map(rows.map((row) => [row.blindIndex.toString('base64'), row.personRef]));
}
