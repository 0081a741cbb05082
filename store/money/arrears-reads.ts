import { type RawBuilder, sql } from 'kysely';
import {
  type ArrearsDays,
  type ArrearsEnd,
  type ArrearsState,
  type ArrearsTerms,
  arrearsState,
  type ServedWay,
  type StandingRecord,
} from '../../domain/arrears.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Signer } from '../../domain/signers.ts';
import type { Connection } from '../postgres/database.ts';
import type { StoreParts } from '../stays/records.ts';

/** An answer to the notice, or an objection to the record. */
export interface ArrearsObjection {
  readonly objection: number;
  readonly objectedOn: LocalDate;
  readonly objectedBy: Signer;
  readonly dueOn: LocalDate;
  /** Null while it is open. */
  readonly decidedOn: LocalDate | null;
  readonly upheld: boolean | null;
}

/** One case of arrears as it stands; amounts in fen. */
export interface ArrearsCase extends ArrearsDays, ArrearsTerms {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly scheme: SchemeId;
  readonly arrears: number;
  readonly appliedOn: LocalDate;
  readonly owedFen: Fen;
  readonly noticeWay: ServedWay | null;
  readonly noticeReceipt: string | null;
  readonly endedBecause: ArrearsEnd | null;
  readonly objections: readonly ArrearsObjection[];
  readonly state: ArrearsState;
}

/** A record that counts on a day. */
export type ArrearsRecord = Pick<ArrearsCase, 'caseRef'> & StandingRecord;

/** Look-ups of cases of arrears. */
export function arrearsReads({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Of one stay, in order. */
    arrearsOf: (caseRef: CaseRef, today: LocalDate): Promise<readonly ArrearsCase[]> =>
      read(db, sql`cases.case_ref = ${caseRef}`, today),
    /** Of an institution, or of all, that are not over; longest first, at most `limit`. */
    async openArrears(
      of: { readonly institution?: InstitutionId; readonly limit: number },
      today: LocalDate,
    ): Promise<readonly ArrearsCase[]> {
      const mine = of.institution === undefined ? sql`true` : sql`institution = ${of.institution}`;
      return read(db, sql`ended_on IS NULL AND ${mine}`, today, of.limit);
    },
    /** The record that stands against a person under a scheme on a day: not expired, and nothing ended it meanwhile. */
    async arrearsRecord(
      personRef: PersonRef,
      scheme: SchemeId,
      day: LocalDate,
    ): Promise<ArrearsRecord | undefined> {
      const { rows } = await sql<ArrearsRecord>`
        SELECT case_ref AS "caseRef", listed_on AS "listedOn", expires_on AS "expiresOn"
        FROM stays JOIN arrears_cases USING (case_ref)
        WHERE person_ref = ${personRef} AND scheme = ${scheme} AND listed_on <= ${day}::date AND ended_on IS NULL
          AND arrears_end(case_ref, expires_on, ${day}::date) IS NULL
        ORDER BY expires_on DESC LIMIT 1`.execute(db);
      return rows[0];
    },
  };
}

/** The case of a stay that is not over; undefined: there is none. The stay's row is locked. */
export async function readOpenArrears(
  tx: Connection,
  caseRef: CaseRef,
  today: LocalDate,
): Promise<ArrearsCase | undefined> {
  const [open] = await read(tx, sql`cases.case_ref = ${caseRef} AND ended_on IS NULL`, today);
  return open;
}

/** An expression over `stays`: whether a case of arrears is open. */
export const inArrears = sql`EXISTS (SELECT FROM arrears_cases
  WHERE arrears_cases.case_ref = stays.case_ref AND ended_on IS NULL)`;

async function read(
  connection: Connection,
  which: RawBuilder<unknown>,
  today: LocalDate,
  limit = 100,
): Promise<readonly ArrearsCase[]> {
  const { rows } = await sql<Omit<ArrearsCase, 'state'>>`
    SELECT cases.case_ref AS "caseRef", institution, scheme, arrears_sequence AS arrears, applied_on AS "appliedOn",
      owed_fen AS "owedFen", answer_days AS "answerDays", listed_months AS "listedMonths", objection_days AS "objectionDays",
      noticed_on AS "noticedOn", notice_way AS "noticeWay", notice_receipt AS "noticeReceipt", answer_until AS "answerUntil",
      listed_on AS "listedOn", expires_on AS "expiresOn", ended_on AS "endedOn", ended_because AS "endedBecause",
      (SELECT coalesce(json_agg(json_build_object('objection', objection, 'objectedOn', objected_on, 'objectedBy', objected_by,
          'dueOn', due_on, 'decidedOn', decided_on, 'upheld', upheld) ORDER BY objection), '[]')
        FROM arrears_objections AS said WHERE said.case_ref = cases.case_ref
          AND said.arrears_sequence = cases.arrears_sequence) AS objections
    FROM arrears_cases AS cases JOIN stays USING (case_ref) WHERE ${which}
    ORDER BY applied_on, cases.case_ref, arrears_sequence LIMIT ${limit}`.execute(connection);
  return rows.map((row) => {
    const objected = row.objections.some(({ decidedOn }) => decidedOn === null);
    return { ...row, state: arrearsState(row, { today, objected }) };
  });
}
