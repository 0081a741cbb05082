import { type RawBuilder, sql } from 'kysely';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';

/** An expression for whether the patient of a case died: in hospital, as the discharge says, or afterwards, as the hospital recorded. */
export function hasDied(caseRef: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`(EXISTS (SELECT FROM patient_circumstances AS known WHERE known.case_ref = ${caseRef} AND circumstance = 'died')
    OR EXISTS (SELECT FROM discharges AS left_so WHERE left_so.case_ref = ${caseRef} AND left_so.died_on IS NOT NULL))`;
}

/** The same as a query of their cases, for a statement over all of them. */
export const deadCases = sql`SELECT case_ref FROM patient_circumstances WHERE circumstance = 'died'
  UNION ALL SELECT case_ref FROM discharges WHERE died_on IS NOT NULL`;

/** The same of one case. */
export async function isDead(connection: Connection, caseRef: CaseRef): Promise<boolean> {
  const { rows } = await sql<{
    readonly dead: boolean;
  }>`SELECT ${hasDied(sql`${caseRef}::text`)} AS dead`.execute(connection);
  return rows[0]?.dead === true;
}
