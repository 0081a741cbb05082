import { machineActor, type Role } from '../../domain/roles.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { audited } from '../audit/owed.ts';
import type { Database } from '../postgres/database.ts';
import { actorPlace } from '../secrets/seal-places.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { works } from './bearers.ts';

/** A person or machine that acts for an organisation. */
export interface Actor {
  readonly party: string;
  /** Its code, unique within the organisation; stands in events and in the audit trail. */
  readonly actor: string;
  readonly role: Role;
  readonly kind: 'person' | 'machine';
  /** A person's name, sealed at rest; null for a machine. */
  readonly name: string | null;
}

/** Who acts for which organisation. */
export function actorStore({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Writes or overwrites; its credentials stay. `by`: whose act it is, for the audit trail. */
    async putActor({ party, actor, role, kind, name }: Actor, by: AuditEntry | null = null): Promise<void> {
      const nameSealed = name === null ? null : sealer.seal({ name }, actorPlace(party, actor));
      await audited(db, by, (tx) =>
        tx
          .insertInto('actors')
          .values({ party, actor, role, kind, nameSealed })
          .onConflict((oc) => oc.columns(['party', 'actor']).doUpdateSet({ role, kind, nameSealed }))
          .execute(),
      );
    },
    /** Whether anybody has a credential that works and gives credentials. */
    async someoneGivesCredentials(): Promise<boolean> {
      const found = await db
        .selectFrom('actors')
        .innerJoin('credentials', (join) =>
          join
            .onRef('credentials.party', '=', 'actors.party')
            .onRef('credentials.actor', '=', 'actors.actor')
            .on(works),
        )
        .select('actors.actor')
        .where('role', '=', 'security')
        .executeTakeFirst();
      return found !== undefined;
    },
    /** Whose credential it is, or was before it ended, by its SHA-256; null when the organisation never had it. */
    async actorOfCredential(party: string, tokenDigest: Buffer): Promise<string | null> {
      const found = await db
        .selectFrom('credentials')
        .select('actor')
        .where('party', '=', party)
        .where('tokenDigest', '=', tokenDigest)
        .executeTakeFirst();
      return found === undefined ? null : (found.actor ?? machineActor);
    },
    /** Everybody of an organisation, with how many credentials of each work. */
    async actors(party: string): Promise<readonly (Actor & { readonly credentials: number })[]> {
      const rows = await db
        .selectFrom('actors')
        .leftJoin('credentials', (join) =>
          join
            .onRef('credentials.party', '=', 'actors.party')
            .onRef('credentials.actor', '=', 'actors.actor')
            .on(works),
        )
        .select((eb) => [
          ...(['actors.party', 'actors.actor', 'role', 'kind', 'nameSealed'] as const),
          eb.fn.count<number>('tokenDigest').as('credentials'),
        ])
        .where('actors.party', '=', party)
        .groupBy(['actors.party', 'actors.actor', 'role', 'kind', 'nameSealed'])
        .orderBy('actors.actor')
        .execute();
      return rows.map(({ nameSealed, credentials, ...row }) => ({
        ...row,
        credentials: Number(credentials),
        name: nameSealed === null ? null : sealer.open(nameSealed, actorPlace(row.party, row.actor)).name,
      }));
    },
  };
}

export type ActorStore = ReturnType<typeof actorStore>;
