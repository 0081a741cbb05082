import { type RawBuilder, sql } from 'kysely';

/** An expression for what funds paid the patient of a case (fen): the patient owes it to the hospital beside the own part. */
export function outsideOf(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT coalesce(sum(outside_fen), 0)::bigint FROM obligations WHERE obligations.case_ref = ${caseRef})`;
}
