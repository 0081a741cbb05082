import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { CoveredFacts, Stage } from '../../domain/stay.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import { compiledOnce } from '../postgres/compiled-once.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Place, Sealer } from '../secrets/sealing.ts';
import { type Impersonated, impersonatedAs } from './impersonated.ts';
import type { StaySeals } from './stay-seals.ts';

/** What the stores of a stay are made of. */
export interface StoreParts {
  readonly db: Database;
  readonly sealer: Sealer;
}

/** A stay as lists of stays show it; nothing in it describes the person. */
export interface StaySummary {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly personRef: PersonRef;
  /** Counts from 1 what the window said of who the person is, corrections included. */
  readonly identitySequence: number;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly emergency: boolean;
  readonly settledBy: CoveredFacts['settledBy'];
  /** Number of the paper slip of an outage; null: there was none. */
  readonly voucherNo: string | null;
  readonly stage: Stage;
  readonly acceptedAt: Instant;
  /** When the stay's workflow first ran; null: the relay still owes the start. */
  readonly begunAt: Instant | null;
  readonly closedAt: Instant | null;
}

/** One stay with its decision and the figures of its discharge. */
export interface StayRecord extends StaySummary {
  /** People said that it was entered by mistake; it is undone at the insurer, then `Cancelled`. */
  readonly beingCancelled: boolean;
  /** A corrected bill of it is being settled anew. */
  readonly beingAmended: boolean;
  /** Bills of it are or were settled in mid-stay. */
  readonly staged: boolean;
  /** It is void from its first day, for it was under somebody else's card; until it is `unregistered` the insurer still knows of it. */
  readonly impersonated: Impersonated;
  readonly decision: Decision | null;
  /** By whose word it goes on as an insured stay, though the deposit is not waived; null: it does not. */
  readonly insuredStay: InsuredStayBy | null;
  readonly discharge: DischargeRecord | null;
}

export interface DischargeRecord {
  readonly dischargedOn: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
  /** The patient lets the insurer take of the account for the own part. */
  readonly accountUsed: boolean;
  readonly acceptedAt: Instant;
  /** When the stay's workflow took the discharge; null: the relay still owes it. */
  readonly takenAt: Instant | null;
}

/** What the parties and lists said about the person on the admission day. */
export type Cover = StaySeals['cover'];

/** What was sealed of the cover, opened. */
export function openedCover(sealer: Sealer, sealed: Buffer, caseRef: CaseRef): Cover {
  return sealer.open(sealed, stayPlace('cover', caseRef));
}

/** Look-ups of stays. */
export function stayRecords({ db, sealer }: StoreParts) {
  const read = compiledOnce(
    db,
    (caseRef: CaseRef) => sql<StayRow & { readonly coverSealed: Buffer | null }>`
      SELECT ${stayColumns}, cover_sealed FROM stays ${stayJoins} WHERE stays.case_ref = ${caseRef}`,
  );
  return {
    stay: (caseRef: CaseRef): Promise<StayRecord | undefined> =>
      readStay({ db, sealer }, sql`stays.case_ref = ${caseRef}`),
    stayByAdmissionNo: (institution: InstitutionId, admissionNo: string): Promise<StayRecord | undefined> =>
      readStay({ db, sealer }, sql`institution = ${institution} AND admission_no = ${admissionNo}`),
    /** A stay with its cover, which is null before it is known. */
    async stayWithCover(
      caseRef: CaseRef,
    ): Promise<{ readonly stay: StayRecord; readonly cover: Cover | null } | undefined> {
      const { rows } = await read(caseRef);
      const [row] = rows;
      if (row === undefined) return undefined;
      const { coverSealed } = row;
      const cover = coverSealed && openedCover(sealer, coverSealed, caseRef);
      return { stay: stayOf(row, sealer), cover };
    },
  };
}

/** One stay, in whatever connection the caller holds. */
export async function readStay(
  { db, sealer }: { readonly db: Connection; readonly sealer: Sealer },
  which: RawBuilder<unknown>,
): Promise<StayRecord | undefined> {
  const { rows } = await sql<StayRow>`SELECT ${stayColumns} FROM stays ${stayJoins} WHERE ${which}`.execute(
    db,
  );
  return rows[0] && stayOf(rows[0], sealer);
}

/** A stay as its tables have it. */
export interface StayRow extends StaySummary {
  readonly cancelledBy: number | null;
  readonly impersonated: Impersonated;
  readonly amended: boolean;
  readonly staged: boolean;
  readonly decisionSealed: Buffer | null;
  readonly insuredStay: InsuredStayBy | null;
  readonly dischargedOn: LocalDate | null;
  readonly totalFen: Fen | null;
  readonly outOfPolicyFen: Fen | null;
  readonly accountUsed: boolean | null;
  readonly takenAt: Instant | null;
  readonly dischargeAcceptedAt: Instant | null;
}

/** The columns of a StayRow, and what they are joined from. */
export const stayColumns = sql`stays.case_ref, stays.institution, stays.admission_no, stays.person_ref, stays.identity_sequence, stays.scheme,
  stays.admitted_on, stays.emergency, stays.settled_by, stays.voucher_no, stays.stage, stays.accepted_at, stays.begun_at, stays.closed_at, stays.cancelled_by,
  ${impersonatedAs} AS impersonated, decision_sealed, insured.chosen_by AS insured_stay,
  EXISTS (SELECT FROM amendments WHERE amendments.case_ref = stays.case_ref AND ended_at IS NULL) AS amended,
  EXISTS (SELECT FROM interim_bills WHERE interim_bills.case_ref = stays.case_ref AND state <> 'reached') AS staged,
  discharged_on, discharges.total_fen, discharges.out_of_policy_fen, discharges.account_used, taken_at, discharges.accepted_at AS discharge_accepted_at`;
export const stayJoins = sql`LEFT JOIN decisions ON decisions.case_ref = stays.case_ref
    AND decisions.decision_sequence = stays.decision_sequence
  LEFT JOIN insured_stays AS insured ON insured.case_ref = stays.case_ref AND insured.decision_sequence = stays.decision_sequence
  LEFT JOIN discharges ON discharges.case_ref = stays.case_ref`;

/** The stay that a row says, its decision opened. */
export function stayOf(row: StayRow, sealer: Sealer): StayRecord {
  const { decisionSealed, dischargedOn, totalFen, outOfPolicyFen, dischargeAcceptedAt, takenAt } = row;
  const { accountUsed } = row;
  const figures = totalFen !== null && outOfPolicyFen !== null && accountUsed !== null;
  const discharged = dischargedOn !== null && figures && dischargeAcceptedAt !== null;
  const { caseRef, institution, personRef, scheme, admittedOn, emergency, settledBy, stage, voucherNo } = row;
  const { acceptedAt, begunAt, closedAt, identitySequence, impersonated, staged, insuredStay } = row;
  return {
    ...{ caseRef, institution, personRef, scheme, admittedOn, emergency, stage, impersonated, staged },
    ...{ admissionNo: numberGiven(row), settledBy, voucherNo, identitySequence },
    ...{ acceptedAt, begunAt, closedAt },
    ...{ beingCancelled: row.cancelledBy !== null, beingAmended: row.amended, insuredStay },
    decision: decisionSealed && sealer.open(decisionSealed, stayPlace('decision', caseRef)),
    discharge: discharged
      ? { dischargedOn, totalFen, outOfPolicyFen, accountUsed, acceptedAt: dischargeAcceptedAt, takenAt }
      : null,
  };
}

/** The number as the hospital gave it; a cancelled stay's row carries the case ref behind it, so that the number serves again. */
export function numberGiven({ admissionNo, caseRef }: Pick<StaySummary, 'admissionNo' | 'caseRef'>): string {
  const behind = ` ${caseRef}`;
  return admissionNo.endsWith(behind) ? admissionNo.slice(0, -behind.length) : admissionNo;
}

/** Where a sealed column of a stay belongs. */
export function stayPlace<Column extends keyof StaySeals>(
  column: Column,
  caseRef: CaseRef,
): Place<StaySeals[Column]> {
  return `stays|${column}|${caseRef}`;
}
