import type { Insertable } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { InstitutionId, ListId } from '../../domain/ids.ts';
import { agencyInId, type ListAgency } from '../../domain/list.ts';
import { machineActor, type OrganisationKind } from '../../domain/roles.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { audited } from '../audit/owed.ts';
import type { Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { type Bearer, bearerOfDigest, credentialDigest, works } from './bearers.ts';

/** A medical institution; designated from `designatedFrom` until the day before `designatedUntil` (null: open, or never). */
export interface Institution {
  readonly institution: InstitutionId;
  readonly name: string;
  /** Six-digit division. */
  readonly division: string;
  readonly level: 1 | 2 | 3;
  readonly kind: 'public' | 'private';
  readonly type: 'hospital' | 'township' | 'community';
  /** Every payer of its county settles each claim at once (即时结算), whatever the scheme's calendar says. */
  readonly settlesInstantly: boolean;
  readonly designatedFrom: LocalDate | null;
  readonly designatedUntil: LocalDate | null;
}

/** An organisation that calls the hub; a hospital calls for one institution. */
export interface Party {
  readonly party: string;
  /** What kind of organisation it is. */
  readonly role: OrganisationKind;
  readonly name: string;
  readonly institution: InstitutionId | null;
}

/** A list of one agency of one division. */
export interface PopulationList {
  readonly listId: ListId;
  /** The agency that may send it. */
  readonly party: string;
  /** Which kind of agency keeps it; null for a list of 0.1.0 whose id names none. */
  readonly agency: ListAgency | null;
  readonly division: string;
  /** Categories that it may name. */
  readonly categories: readonly string[];
  /** A version that loses more than this many of a thousand members waits for a second person. */
  readonly shrinkLimitPermille: number;
  /** Days after which the list counts as stale. */
  readonly ageLimitDays: number;
}

/** Which credentials of a party end, and when. */
export interface Revocation {
  readonly party: string;
  /** Only those of one actor; null for every actor of the party. */
  readonly actor: string | null;
  /** Null for every one. */
  readonly token: string | null;
  readonly at: Instant;
}

/** How many credentials ended now, and how many of the party still work. */
export interface Revoked {
  readonly revoked: number;
  readonly left: number;
}

/** Institutions, callers with their credentials, lists; `put…` writes or overwrites. `by` is for the audit trail: whose act it is. */
export function partyStore(db: Database) {
  const put = async <Table extends 'institutions' | 'parties' | 'lists'>(
    table: Table,
    key: string,
    row: Insertable<Tables[Table]>,
    by: AuditEntry | null,
  ): Promise<void> => {
    // kysely cannot see that all three tables take their own rows through one generic name.
    const values = row as Insertable<Tables['institutions']>;
    await audited(db, by, (tx) =>
      tx
        .insertInto(table as 'institutions')
        .values(values)
        .onConflict((oc) => oc.column(key as 'institution').doUpdateSet(values))
        .execute(),
    );
  };
  return {
    putInstitution: (row: Institution, by: AuditEntry | null = null) =>
      put('institutions', 'institution', row, by),
    /** The organisation, with the actor of its own system. */
    async putParty(row: Party, by: AuditEntry | null = null): Promise<void> {
      await put('parties', 'party', row, by);
      await db
        .insertInto('actors')
        .values({ party: row.party, actor: machineActor, role: row.role, kind: 'machine' })
        .onConflict((oc) => oc.doNothing())
        .execute();
    },
    async party(party: string): Promise<Party | undefined> {
      return db.selectFrom('parties').selectAll().where('party', '=', party).executeTakeFirst();
    },
    putList: (row: PopulationList, by: AuditEntry | null = null) => put('lists', 'listId', row, by),
    /**
     * Lets whoever bears the token act as that actor; only the token's SHA-256 is kept. `revoked`: a revoked one stays so;
     * `taken`: it is known as somebody else's, and a credential never changes hands.
     */
    async putCredential(
      party: string,
      token: string,
      actor: string = machineActor,
    ): Promise<'known' | 'revoked' | 'taken'> {
      const tokenDigest = credentialDigest(token);
      await db
        .insertInto('credentials')
        .values({ tokenDigest, party, actor })
        .onConflict((oc) => oc.doNothing())
        .execute();
      const known = await db
        .selectFrom('credentials')
        .select(['party', 'actor', 'revokedAt'])
        .where('tokenDigest', '=', tokenDigest)
        .executeTakeFirstOrThrow();
      if (known.party !== party || (known.actor ?? machineActor) !== actor) return 'taken';
      return known.revokedAt === null ? 'known' : 'revoked';
    },
    /** Ends one credential of the party, or all: every copy of the api refuses them from this moment. Null for an unknown party or token. */
    async revokeCredentials(
      { party, actor, token, at }: Revocation,
      by: AuditEntry | null = null,
    ): Promise<Revoked | null> {
      const all = db.selectFrom('credentials').where('party', '=', party);
      const own = actor === null ? all : all.where('actor', '=', actor);
      const named = token === null ? own : own.where('tokenDigest', '=', credentialDigest(token));
      if ((await named.select('party').executeTakeFirst()) === undefined) return null;
      const ended = await audited(db, by, (tx) =>
        tx
          .updateTable('credentials')
          .set({ revokedAt: at })
          .where('tokenDigest', 'in', named.where(works).select('tokenDigest'))
          .executeTakeFirstOrThrow(),
      );
      const left = await own
        .where(works)
        .select((eb) => eb.fn.countAll<number>().as('left'))
        .executeTakeFirstOrThrow();
      return { revoked: Number(ended.numUpdatedRows), ...left };
    },
    /** Who bears the token; undefined for an unknown or revoked one. */
    bearer: (token: string): Promise<Bearer | undefined> => bearerOfDigest(db, credentialDigest(token)),
    /** The same by the token's SHA-256. */
    bearerOfDigest: (digest: Buffer): Promise<Bearer | undefined> => bearerOfDigest(db, digest),
    async institution(id: InstitutionId): Promise<Institution | undefined> {
      return db.selectFrom('institutions').selectAll().where('institution', '=', id).executeTakeFirst();
    },
    async institutions(): Promise<readonly Institution[]> {
      return db.selectFrom('institutions').selectAll().orderBy('institution').execute();
    },
    async list(listId: ListId): Promise<PopulationList | undefined> {
      const row = await db.selectFrom('lists').selectAll().where('listId', '=', listId).executeTakeFirst();
      return row && withAgency(row);
    },
    async lists(): Promise<readonly PopulationList[]> {
      return (await db.selectFrom('lists').selectAll().orderBy('listId').execute()).map(withAgency);
    },
  };
}

export type PartyStore = ReturnType<typeof partyStore>;

/** A list that 0.1.0 registered beside us names its agency in its id only. */
function withAgency(row: PopulationList): PopulationList {
  return { ...row, agency: row.agency ?? agencyInId(row.listId) };
}
