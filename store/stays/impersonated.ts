import { sql } from 'kysely';

/** A stay under somebody else's card, and whether the insurer still knows of it; null: it is under its person's own. */
export type Impersonated = 'registered' | 'unregistered' | null;

/** An expression over `stays` that says so. */
export const impersonatedAs = sql<Impersonated>`CASE WHEN stays.impersonated_by IS NULL THEN NULL
  WHEN stays.unregistered_at IS NULL THEN 'registered' ELSE 'unregistered' END`;
