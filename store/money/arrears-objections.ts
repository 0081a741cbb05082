import { sql } from 'kysely';
import { addDays, chinaDate, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { ResolutionKindCode } from '../../domain/resolutions.ts';
import type { Wanted } from '../../domain/wanted.ts';
import type { Connection } from '../postgres/database.ts';
import type { Carried } from '../stays/carried.ts';
import { recordEvent } from '../stays/events.ts';
import { type ArrearsCase, readOpenArrears } from './arrears-reads.ts';
import { readArrearsEnd, tellArrears } from './arrears-waits.ts';
import { unfit } from './claim-rows.ts';

/** By which people decided about a record before. */
export const arrearsDecisions = ['list', 'keep-listing'] as const;

type Objected = Extract<Wanted, { kind: 'record-objection' }>;

/** The person answers the notice, or objects to the record. Throws HubProblem `resolution-unfit`, `arrears-over`. */
export async function recordObjection(
  tx: Connection,
  { caseRef, sequence, at }: Carried,
  { objectedOn, objectedBy }: Objected,
): Promise<void> {
  const found = await openArrears(tx, { caseRef, at });
  const { arrears, objections, objectionDays, appliedOn, state } = found;
  if (state === 'objected') throw unfit('an objection is open');
  if (objectedOn < appliedOn) throw unfit(`the hospital applied on ${appliedOn}`);
  const objection = objections.length + 1;
  const dueOn = addDays(objectedOn, objectionDays);
  await tx
    .insertInto('arrearsObjections')
    .values({
      ...{ caseRef, arrearsSequence: arrears, objection, recordedBy: sequence },
      ...{ objectedOn, objectedBy, dueOn },
    })
    .execute();
  const detail = { arrears, objection, objectedBy, dueOn };
  await recordEvent(tx, { caseRef, kind: 'arrears-objected', detail, at });
  await tellArrears(tx, { caseRef, at });
}

/** An objection is not right. Throws HubProblem `resolution-unfit`, `arrears-over`, `decided-before`. */
export async function keepListing(tx: Connection, { caseRef, sequence, at }: Carried): Promise<void> {
  const today = chinaDate(at);
  const found = await openArrears(tx, { caseRef, at });
  if (found.state !== 'objected') throw unfit(`the case of arrears is ${found.state}`);
  await expectOthers(tx, { caseRef, sequence, kinds: arrearsDecisions });
  await decideObjections(tx, found, { by: sequence, on: today, upheld: false });
  await recordEvent(tx, { caseRef, kind: 'arrears-kept', detail: { arrears: found.arrears }, at });
  await tellArrears(tx, { caseRef, at });
}

/** The case that a person acts on; one that a payment or a day ended is over, though nobody wrote that down yet. Throws HubProblem `arrears-over`. */
export async function openArrears(
  tx: Connection,
  { caseRef, at }: Pick<Carried, 'caseRef' | 'at'>,
): Promise<ArrearsCase> {
  const found = await readOpenArrears(tx, caseRef, chinaDate(at));
  if (found === undefined || (await readArrearsEnd(tx, found, at)) !== null)
    throw new HubProblem('arrears-over');
  return found;
}

/** Whoever decides about an objection did not decide before. Throws HubProblem `decided-before`. */
export async function expectOthers(
  tx: Connection,
  now: {
    readonly caseRef: CaseRef;
    readonly sequence: number;
    /** What counts as a decision of before. */
    readonly kinds: readonly ResolutionKindCode[];
  },
): Promise<void> {
  const { caseRef, sequence, kinds } = now;
  const { rows } = await sql<{ readonly who: string }>`
    SELECT who FROM resolutions AS now, LATERAL (VALUES (now.proposed_by), (now.decided_by)) AS deciders (who)
    WHERE now.case_ref = ${caseRef} AND now.resolution_sequence = ${sequence} AND who IN (
      SELECT unnest(ARRAY[before.proposed_by, before.decided_by]) FROM resolutions AS before
      WHERE before.case_ref = now.case_ref AND before.kind = ANY(${kinds}::text[]) AND before.state = 'applied'
        AND before.resolution_sequence <> now.resolution_sequence)
    LIMIT 1`.execute(tx);
  const [same] = rows;
  if (same !== undefined) throw new HubProblem('decided-before', { detail: same.who });
}

/** Every objection that is open is decided. */
export async function decideObjections(
  tx: Connection,
  { caseRef, arrears }: Pick<ArrearsCase, 'caseRef' | 'arrears'>,
  { by, on, upheld }: { readonly by: number; readonly on: LocalDate; readonly upheld: boolean },
): Promise<void> {
  await tx
    .updateTable('arrearsObjections')
    .set({ decidedOn: on, decidedBy: by, upheld })
    .where((eb) => eb.and({ caseRef, arrearsSequence: arrears }))
    .where('decidedOn', 'is', null)
    .execute();
}
