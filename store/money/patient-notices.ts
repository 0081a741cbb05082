import { type RawBuilder, sql } from 'kysely';
import { chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type {
  GivenWay,
  NoticeFields,
  PatientNoticeKind,
  PatientNoticeState,
} from '../../domain/patient-notices.ts';
import type { TextMessageState } from '../../domain/text-messages.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { hasDied } from './deaths.ts';
import { dueOf } from './patient-account.ts';

/** Something that a patient is to be told, or was. */
export interface PatientNotice {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly notice: number;
  readonly kind: PatientNoticeKind;
  readonly fields: NoticeFields;
  readonly owedOn: LocalDate;
  readonly givenOn: LocalDate | null;
  readonly givenWay: GivenWay | null;
  readonly givenBy: string | null;
  readonly receipt: string | null;
  readonly state: PatientNoticeState;
  /** Null: none was made. */
  readonly message: NoticeMessage | null;
}

/** How somebody was told. */
export interface NoticeGiven {
  readonly caseRef: CaseRef;
  readonly notice: number;
  readonly givenOn: LocalDate;
  readonly way: GivenWay;
  /** Number of the posting, or of the signed copy. */
  readonly receipt: string | null;
  readonly actor: string;
  readonly at: Instant;
}

/** The text message by which the hub itself tells, as it stands. */
export interface NoticeMessage {
  readonly state: TextMessageState;
  /** What it waits for, or why it ended. */
  readonly code: string | null;
  readonly sentAt: Instant | null;
}

/** What patients are to be told about the own part. */
export function patientNotices({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Of one stay, in order. */
    noticesOf: (caseRef: CaseRef): Promise<readonly PatientNotice[]> =>
      read(db, sql`notices.case_ref = ${caseRef}`),
    /** That are owed, of an institution or of all; longest first, at most `limit`. */
    noticesOwed: (of: {
      readonly institution?: InstitutionId;
      readonly limit: number;
    }): Promise<readonly PatientNotice[]> => {
      const mine = of.institution === undefined ? sql`true` : sql`institution = ${of.institution}`;
      return read(db, sql`given_on IS NULL AND NOT ${isMoot} AND ${mine}`, of.limit);
    },
    /** Writes down how somebody was told, once. Throws HubProblem `notice-unknown`, `notice-over`. */
    async recordNoticeGiven(given: NoticeGiven): Promise<'recorded' | 'repeated'> {
      const { caseRef, notice, givenOn, way, receipt } = given;
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const [found] = await read(tx, sql`notices.case_ref = ${caseRef} AND notice_sequence = ${notice}`);
        if (found === undefined) throw new HubProblem('notice-unknown');
        if (found.givenOn === givenOn && found.givenWay === way && found.receipt === receipt)
          return 'repeated';
        if (found.state !== 'owed') throw new HubProblem('notice-over', { detail: found.state });
        await noticeGiven(tx, given);
        return 'recorded';
      });
    },
  };
}

/** The patient was told, unless somebody told before; what was told of a draw counts for the draw. The stay's row is locked. */
export async function noticeGiven(tx: Connection, given: NoticeGiven): Promise<void> {
  const { caseRef, notice, givenOn, way, receipt, actor, at } = given;
  const told = await tx
    .updateTable('patientNotices')
    .set({ givenOn, givenWay: way, givenBy: actor, receipt })
    .where((eb) => eb.and({ caseRef, noticeSequence: notice }))
    .where('givenOn', 'is', null)
    .returning('kind')
    .executeTakeFirst();
  if (told === undefined) return;
  const detail = { notice, of: told.kind, way, givenOn, actor };
  await recordEvent(tx, { caseRef, kind: 'patient-told', detail, at });
  if (told.kind === 'draw-notice') await drawTold(tx, { caseRef, on: givenOn, way, actor, at });
}

/** From this day on the days before a draw under the mandate count; told more than once, the earliest day does. */
export async function drawTold(
  tx: Connection,
  {
    caseRef,
    on,
    way,
    actor,
    at,
  }: Pick<NoticeGiven, 'caseRef' | 'way' | 'actor' | 'at'> & { readonly on: LocalDate },
): Promise<'recorded' | 'repeated'> {
  const first = await tx
    .updateTable('creditLines')
    .set({ noticedOn: on, noticedWay: way, noticedBy: actor })
    .where('caseRef', '=', caseRef)
    .where((eb) => eb.or([eb('noticedOn', 'is', null), eb('noticedOn', '>', on)]))
    .returning('caseRef')
    .executeTakeFirst();
  if (first === undefined) return 'repeated';
  await recordEvent(tx, { caseRef, kind: 'draw-noticed', detail: { on, way, actor }, at });
  return 'recorded';
}

/** Owes the patient to be told, once for each thing that it is about. The stay's row is locked. */
export async function owePatientNotice(
  tx: Connection,
  owed: {
    readonly caseRef: CaseRef;
    readonly kind: PatientNoticeKind;
    readonly about: string;
    readonly fields: NoticeFields;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, kind, about, fields, at } = owed;
  await sql`INSERT INTO patient_notices (case_ref, notice_sequence, kind, about, fields, owed_on)
    SELECT ${caseRef}, coalesce(max(notice_sequence), 0) + 1, ${kind}, ${about}, ${JSON.stringify(fields)}::jsonb, ${chinaDate(at)}::date
    FROM patient_notices WHERE case_ref = ${caseRef}
    ON CONFLICT (case_ref, about) DO NOTHING`.execute(tx);
}

const instalmentOver = sql`NOT EXISTS (SELECT FROM instalments JOIN repayment_plans AS plans USING (case_ref, plan_sequence)
  WHERE instalments.case_ref = notices.case_ref AND plans.state = 'running' AND fen > paid_fen + cut_fen
    AND starts_with(about, 'instalment/' || plan_sequence || '/' || instalment || '/'))`;

/** When the cause of a notice is gone, over `notices`; what it is about (`about`) has the form that its kind is asked by here. */
const causeOver: Readonly<Record<PatientNoticeKind, RawBuilder<unknown>>> = {
  'instalment-reminder': instalmentOver,
  'instalment-missed': instalmentOver,
  'arrears-notice': sql`NOT EXISTS (SELECT FROM arrears_cases AS cases WHERE cases.case_ref = notices.case_ref AND ended_on IS NULL
    AND noticed_on IS NULL AND about = 'arrears/' || arrears_sequence)`,
  'draw-notice': sql`coalesce(${dueOf(sql`notices.case_ref`)} <= 0, true)
    OR EXISTS (SELECT FROM credit_lines AS lines WHERE lines.case_ref = notices.case_ref AND lines.noticed_on IS NOT NULL)
    OR EXISTS (SELECT FROM credit_orders AS draws WHERE draws.case_ref = notices.case_ref AND draws.kind = 'draw'
      AND draws.state IN ('due', 'sent', 'done'))`,
  'objection-upheld': sql`false`,
  'objection-not-upheld': sql`false`,
};

/** An expression over `notices`: its cause is gone. */
export const isMoot = sql<boolean>`(${hasDied(sql`notices.case_ref`)}
  OR CASE notices.kind ${sql.join(
    Object.entries(causeOver).map(([kind, over]) => sql`WHEN ${sql.lit(kind)} THEN ${over}`),
    sql` `,
  )} END)`;

async function read(
  connection: Connection,
  which: RawBuilder<unknown>,
  limit = 500,
): Promise<readonly PatientNotice[]> {
  const { rows } = await sql<
    Omit<PatientNotice, 'message'> &
      Pick<NoticeMessage, 'code' | 'sentAt'> & { readonly messageState: TextMessageState | null }
  >`
    SELECT notices.case_ref AS "caseRef", institution, notice_sequence AS notice, kind, fields, owed_on AS "owedOn",
      given_on AS "givenOn", given_way AS "givenWay", given_by AS "givenBy", receipt,
      CASE WHEN given_on IS NOT NULL THEN 'given' WHEN ${isMoot} THEN 'moot' ELSE 'owed' END AS state,
      messages.state AS "messageState", messages.code, sent_at AS "sentAt"
    FROM patient_notices AS notices JOIN stays USING (case_ref) LEFT JOIN text_messages AS messages USING (case_ref, notice_sequence)
    WHERE ${which}
    ORDER BY owed_on, notices.case_ref, notice_sequence LIMIT ${limit}`.execute(connection);
  return rows.map(({ messageState: state, code, sentAt, ...notice }) => ({
    ...notice,
    message: state === null ? null : { state, code, sentAt },
  }));
}
