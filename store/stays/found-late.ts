import { sql } from 'kysely';
import type { ConditionRecord } from '../../domain/conditions.ts';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { recordAnswerKind, recordParties } from '../../domain/record-answers.ts';
import { benefitStep } from '../../domain/right-resolutions.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';

/**
 * What a keeper says that was silent at the decision, where the decision asks for it and the patient is in care: anything but that the
 * person is not listed is shown to people. The decision stands; the waiver may end. The stay's row is locked.
 */
export async function tellFound(
  tx: Connection,
  told: { readonly caseRef: CaseRef; readonly record: ConditionRecord; readonly at: Instant },
): Promise<void> {
  const { caseRef, record, at } = told;
  const keeper = recordParties.find((one) => recordAnswerKind(one) === record.kind);
  if (keeper === undefined || !('found' in record) || record.found.kind === 'not-listed') return;
  const { rows } = await sql`SELECT FROM standing_conditions AS asked JOIN stays USING (case_ref)
    WHERE case_ref = ${caseRef} AND asked.kind = ${record.kind} AND stage = 'Admitted'`.execute(tx);
  if (rows.length === 0) return;
  const detail = { kind: 'keeper', keeper, found: record.found.kind, ticked: null } as const;
  const wait = { code: 'record-found-late', blockedOn: 'hospital', step: benefitStep } as const;
  await raiseIn(tx, { caseRef, attention: { ...wait, since: at, detail }, at });
  await oweAttentionNotice(tx, { caseRef, about: `${benefitStep}/${at}` });
}

/** The hospital lets the waiver go on: it may end, and need not. */
export async function keepBenefit(tx: Connection, { caseRef, step, sequence, at }: Carried): Promise<void> {
  await clearIn(tx, { caseRef, step, at });
  await recordEvent(tx, { caseRef, kind: 'benefit-kept', detail: { sequence }, at });
}
