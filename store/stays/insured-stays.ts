import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { InsuranceCover } from '../../domain/stay.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { Carried } from './carried.ts';
import { eventsOf } from './held.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';
import { readCover } from './sealed-facts.ts';

/** Stays without the waiver that go on as insured stays. */
export function insuredStays({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** By the scheme, or by what the hospital said with the admission; told again it changes nothing. */
    recordInsuredStay: (
      caseRef: CaseRef,
      by: Exclude<InsuredStayBy, 'resolution'>,
      at: Instant,
    ): Promise<void> => record(db, { caseRef, by, resolution: null, at }),
  };
}

/** Whether the insurer carries a stay of somebody with that cover. What it left unclear it says when it is asked to register. */
export function isInsured({ type, status }: InsuranceCover): boolean {
  return type !== null && status !== 'none' && status !== 'suspended';
}

/**
 * The hospital carries a refused stay on as an insured stay: its workflow has ended, and the relay owes another one. Throws
 * HubProblem `resolution-unfit`.
 */
export async function goOnInsured(
  sealer: Sealer,
  tx: Connection,
  { caseRef, sequence, at }: Carried,
): Promise<void> {
  const { impersonatedBy } = await lockStay(tx, caseRef);
  if (impersonatedBy !== null)
    throw new HubProblem('resolution-unfit', {
      detail: 'the stay is void: nobody of that number lies there',
    });
  const cover = await readCover(sealer, tx, caseRef);
  if (cover === null || !isInsured(cover.insurance))
    throw new HubProblem('resolution-unfit', {
      detail: 'the insurer knows of no insurance that is in force on the admission day',
    });
  await record(tx, { caseRef, by: 'resolution', resolution: sequence, at });
  await tx
    .updateTable('stays')
    .set({ stage: 'Covered', begunAt: null })
    .where('caseRef', '=', caseRef)
    .execute();
  await enqueue(tx, { kind: 'start-stay', caseRef, payload: { again: `insured/${sequence}` } });
}

async function record(
  connection: Connection,
  entry: {
    readonly caseRef: CaseRef;
    readonly by: InsuredStayBy;
    readonly resolution: number | null;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, by, resolution, at } = entry;
  await sql`WITH insured AS (
      INSERT INTO insured_stays (case_ref, decision_sequence, chosen_by, resolution_sequence, recorded_at)
      SELECT case_ref, decision_sequence, ${by}::text, ${resolution}::int, ${at}::timestamptz FROM stays
      WHERE case_ref = ${caseRef} AND decision_sequence IS NOT NULL
      ON CONFLICT DO NOTHING RETURNING case_ref)
    ${eventsOf(sql`insured`, [{ kind: 'insured-stay', detail: { by } }], at)}`.execute(connection);
}
