import { sql } from 'kysely';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import type { Carried } from './carried.ts';

/** Number of the decision that holds. Throws HubProblem `resolution-unfit`. */
export async function holding(tx: Connection, caseRef: CaseRef): Promise<number> {
  const { decisionSequence } = await tx
    .selectFrom('stays')
    .select('decisionSequence')
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  if (decisionSequence === null) throw new HubProblem('resolution-unfit', { detail: 'it is decided anew' });
  return decisionSequence;
}

/** Refused on other grounds: whoever was carried on as an insured stay still is, by the word of then. */
export async function stillInsured(
  tx: Connection,
  {
    caseRef,
    renewed,
    at,
  }: { readonly caseRef: CaseRef; readonly renewed: number; readonly at: Carried['at'] },
): Promise<void> {
  await sql`INSERT INTO insured_stays (case_ref, decision_sequence, chosen_by, resolution_sequence, recorded_at)
    SELECT case_ref, ${renewed}::int, chosen_by, resolution_sequence, ${at}::timestamptz FROM insured_stays
    WHERE case_ref = ${caseRef} ORDER BY decision_sequence DESC LIMIT 1 ON CONFLICT DO NOTHING`.execute(tx);
}
