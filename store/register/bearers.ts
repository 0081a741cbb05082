import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { InstitutionId } from '../../domain/ids.ts';
import { machineActor, type OrganisationKind, type Role } from '../../domain/roles.ts';
import type { Database } from '../postgres/database.ts';

/** Who bears a credential: an actor of an organisation. */
export interface Bearer {
  readonly party: string;
  readonly of: OrganisationKind;
  readonly institution: InstitutionId | null;
  /** Code of the person or machine, unique within its organisation. */
  readonly actor: string;
  readonly role: Role;
}

/** Who bears the credential of that SHA-256; undefined for an unknown or revoked one. */
export async function bearerOfDigest(db: Database, digest: Buffer): Promise<Bearer | undefined> {
  return db
    .selectFrom('credentials')
    .innerJoin('parties', 'parties.party', 'credentials.party')
    .leftJoin('actors', (join) =>
      join
        .onRef('actors.party', '=', 'credentials.party')
        .on('actors.actor', '=', (eb) => eb.fn.coalesce('credentials.actor', eb.val(machineActor))),
    )
    .select((eb) => [
      'parties.party',
      'parties.role as of',
      'institution',
      eb.fn.coalesce('credentials.actor', eb.val(machineActor)).as('actor'),
      eb.fn.coalesce('actors.role', 'parties.role').as('role'),
    ])
    .where('tokenDigest', '=', digest)
    .where(works)
    .executeTakeFirst();
}

/** Whether a credential works: one that nobody ended. */
export const works = sql<boolean>`credentials.revoked_at IS NULL`;

/** What is kept of a credential: its SHA-256. */
export function credentialDigest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
