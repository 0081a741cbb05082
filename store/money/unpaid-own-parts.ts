import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, SchemeId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { hasDied } from './deaths.ts';
import { accountOf } from './patient-account.ts';

/** Whose business it is within the hospital. */
export interface OwnPartOwner {
  readonly department: string;
  readonly person: string;
}

/** A settled stay whose patient owes something that is due; by itself that is not malicious. Amounts in fen. */
export interface UnpaidOwnPart {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly dischargedOn: LocalDate;
  /** What no plan defers. */
  readonly dueFen: Fen;
  /** What of a running plan was due before today. */
  readonly overdueFen: Fen;
  /** The very first instalment of the plan was missed and is not made up. */
  readonly missedFirst: boolean;
  /** The township confirmed hardship. */
  readonly hardship: boolean;
  readonly died: boolean;
  /** A case of arrears is open. */
  readonly inArrears: boolean;
  /** Null: nobody was named. */
  readonly owner: OwnPartOwner | null;
}

/** The work list of own parts that are due, and whose business each is. */
export function unpaidOwnParts({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Of an institution, or of all; longest first. */
    async unpaidOwnParts(
      of: { readonly institution?: InstitutionId; readonly limit: number },
      today: LocalDate,
    ): Promise<readonly UnpaidOwnPart[]> {
      const hardship = sql`EXISTS (SELECT FROM patient_circumstances AS known
        WHERE known.case_ref = stays.case_ref AND circumstance = 'hardship')`;
      const { rows } = await sql<UnpaidOwnPart>`
        SELECT stays.case_ref AS "caseRef", institution, admission_no AS "admissionNo", scheme, admitted_on AS "admittedOn",
          discharged_on AS "dischargedOn", due_fen AS "dueFen", overdue.fen AS "overdueFen",
          overdue.first AS "missedFirst", ${hardship} AS hardship, ${hasDied(sql`stays.case_ref`)} AS died,
          EXISTS (SELECT FROM arrears_cases WHERE arrears_cases.case_ref = stays.case_ref AND ended_on IS NULL) AS "inArrears",
          (SELECT json_build_object('department', department, 'person', person) FROM own_part_owners AS owners
            WHERE owners.case_ref = stays.case_ref ORDER BY owner_sequence DESC LIMIT 1) AS owner
        FROM stays JOIN discharges USING (case_ref), LATERAL ${accountOf(sql`stays.case_ref`)} AS account,
          LATERAL (SELECT coalesce(sum(fen - paid_fen - cut_fen), 0)::bigint AS fen, coalesce(bool_or(instalment = 1), false) AS first
            FROM repayment_plans AS plans JOIN instalments USING (case_ref, plan_sequence)
            WHERE plans.case_ref = stays.case_ref AND plans.state = 'running' AND due_on < ${today}::date
              AND fen > paid_fen + cut_fen) AS overdue
        WHERE (stage = 'Settled' OR (stage = 'Closed' AND EXISTS (SELECT FROM repayment_plans AS running
            WHERE running.case_ref = stays.case_ref AND running.state = 'running')))
          AND (due_fen > 0 OR overdue.fen > 0)
          AND (${of.institution ?? null}::text IS NULL OR institution = ${of.institution ?? null})
        ORDER BY discharged_on, stays.case_ref LIMIT ${of.limit}`.execute(db);
      return rows;
    },
    /** Names a department and a person of the hospital; whoever was named before is kept. Throws HubProblem `case-unknown`. */
    async nameOwner(
      caseRef: CaseRef,
      { department, person }: OwnPartOwner,
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        await sql`INSERT INTO own_part_owners (case_ref, owner_sequence, department, person, named_by, named_at)
          SELECT ${caseRef}, coalesce(max(owner_sequence), 0) + 1, ${department}, ${person}, ${actor}, ${at}
          FROM own_part_owners WHERE case_ref = ${caseRef}`.execute(tx);
      });
    },
  };
}
