import { sql } from 'kysely';
import type { ConditionKind } from '../../domain/condition-kinds.ts';
import { type ConditionRecord, conditionOfStep, keptPapersStep } from '../../domain/conditions.ts';
import { chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { oweAttentionNotice } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { tellFound } from './found-late.ts';
import { lockStay } from './locks.ts';
import { openConditions } from './open-conditions.ts';
import { type StoreParts, stayPlace } from './records.ts';
import { endConditionWaits } from './standing-conditions.ts';

/** A record as it is kept; `record` is null of what people let go. */
export interface KeptRecord {
  readonly sequence: number;
  readonly kind: ConditionKind;
  readonly doneOn: LocalDate;
  readonly excusedBy: number | null;
  readonly record: ConditionRecord | null;
  /** Organisation/actor. */
  readonly recordedBy: string;
  readonly recordedAt: Instant;
}

/** What was done of what a scheme asks, by whom, when, and what they saw. */
export function conditionRecords({ db, sealer }: StoreParts) {
  const keptOf = async (connection: Connection, caseRef: CaseRef): Promise<readonly KeptRecord[]> => {
    const rows = await connection
      .selectFrom('conditionRecords')
      .select(['recordSequence', 'kind', 'doneOn', 'excusedBy', 'recordSealed', 'recordedBy', 'recordedAt'])
      .where('caseRef', '=', caseRef)
      .orderBy('recordSequence')
      .execute();
    return rows.map(({ recordSequence: sequence, recordSealed, ...row }) => {
      const place = stayPlace(`condition-${sequence}`, caseRef);
      return {
        ...row,
        sequence,
        record: recordSealed && sealer.open(recordSealed, place),
      };
    });
  };
  return {
    ...openConditions({ db }),
    /** In the order in which they were recorded. */
    conditionRecords: (caseRef: CaseRef) => keptOf(db, caseRef),
    /**
     * Appends what was done, unless the last record of its kind says the same. An original that stays with the hospital is shown
     * at once, until the papers are back. Throws HubProblem `case-unknown`.
     */
    recordCondition: (entry: {
      readonly caseRef: CaseRef;
      readonly record: ConditionRecord;
      readonly actor: string;
      readonly at: Instant;
    }): Promise<'recorded' | 'repeated'> =>
      db.transaction().execute(async (tx) => {
        const { caseRef, record, actor, at } = entry;
        await lockStay(tx, caseRef);
        const kept = await keptOf(tx, caseRef);
        const last = kept.findLast(({ kind }) => kind === record.kind)?.record;
        if (last !== undefined && JSON.stringify(last) === JSON.stringify(record)) return 'repeated';
        const recordSequence = kept.length + 1;
        const keepsOriginal = record.kind === 'papers' && record.papers.some((one) => one.kept);
        await tx
          .insertInto('conditionRecords')
          .values({
            ...{ caseRef, recordSequence, kind: record.kind, doneOn: record.doneOn, keepsOriginal },
            recordSealed: sealer.seal(record, stayPlace(`condition-${recordSequence}`, caseRef)),
            ...{ recordedBy: actor, recordedAt: at },
          })
          .execute();
        const detail = { kind: record.kind, sequence: recordSequence, actor };
        await recordEvent(tx, { caseRef, kind: 'condition-recorded', detail, at });
        await tellPapers(tx, { caseRef, record, keepsOriginal, at });
        await endConditionWaits(tx, { caseRef, at });
        await tellFound(tx, { caseRef, record, at });
        return 'recorded';
      }),
  };
}

/** The original of a card is the patient's, whatever is unpaid (Henan 三（一）). */
async function tellPapers(
  tx: Connection,
  told: {
    readonly caseRef: CaseRef;
    readonly record: ConditionRecord;
    readonly keepsOriginal: boolean;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, record, keepsOriginal, at } = told;
  if (keepsOriginal) {
    const kept = { code: 'original-kept', blockedOn: 'hospital' } as const;
    const attention = { ...kept, since: at, step: keptPapersStep };
    await raiseIn(tx, { caseRef, attention, at });
  } else if (
    record.kind !== 'papers-returned' ||
    (await clearIn(tx, { caseRef, step: keptPapersStep, at })) === 0
  )
    return;
  await oweAttentionNotice(tx, { caseRef, about: `${keptPapersStep}/${at}` });
}

/** People let a condition go that nobody can meet any more, on the word of the person in charge. Throws HubProblem `resolution-unfit`. */
export async function excuseCondition(
  tx: Connection,
  { caseRef, step, sequence, at }: Carried,
): Promise<void> {
  const { rows } = await sql`
    INSERT INTO condition_records (case_ref, record_sequence, kind, done_on, excused_by, recorded_by, recorded_at)
    SELECT case_ref, (SELECT count(*) + 1 FROM condition_records WHERE case_ref = ${caseRef}), kind, ${chinaDate(at)}::date,
      ${sequence}::int, ${`resolution/${sequence}`}, ${at}::timestamptz
    FROM standing_conditions WHERE case_ref = ${caseRef} AND condition = ${conditionOfStep(step) ?? ''} AND met_on IS NULL
    RETURNING record_sequence`.execute(tx);
  if (rows.length === 0)
    throw new HubProblem('resolution-unfit', { detail: 'it was done meanwhile, or is asked no more' });
  await endConditionWaits(tx, { caseRef, at });
}
