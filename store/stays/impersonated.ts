import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import { eventsOf } from './held.ts';

/** A stay under somebody else's card, and whether the insurer still knows of it; null: it is under its person's own. */
export type Impersonated = 'registered' | 'unregistered' | null;

/** An expression over `stays` that says so. */
export const impersonatedAs = sql<Impersonated>`CASE WHEN stays.impersonated_by IS NULL THEN NULL
  WHEN stays.unregistered_at IS NULL THEN 'registered' ELSE 'unregistered' END`;

/** The insurer knows nothing of such a stay any more, or the bureau took it out by hand; once. In the caller's transaction, if any. */
export async function markUnregistered(connection: Connection, caseRef: CaseRef, at: Instant): Promise<void> {
  const reversed = { of: 'registration', state: 'reversed' } as const;
  await sql`WITH freed AS (
      UPDATE stays SET unregistered_at = ${at}
      WHERE case_ref = ${caseRef} AND impersonated_by IS NOT NULL AND unregistered_at IS NULL RETURNING case_ref),
    registered AS (
      UPDATE insurer_registrations AS known SET cancelled_at = ${at} FROM freed
      WHERE known.case_ref = freed.case_ref AND visit_ref IS NOT NULL)
    ${eventsOf(sql`freed`, [{ kind: 'reversal-changed', detail: reversed }], at)}`.execute(connection);
}
