import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { StoreParts } from '../stays/records.ts';
import { accountOf } from './patient-account.ts';

/** A settled stay whose patient left without paying the own part; by itself that is not malicious. Amounts in fen. */
export interface UnpaidOwnPart {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly dischargedOn: LocalDate;
  /** What no plan defers. */
  readonly dueFen: Fen;
  /** The township confirmed hardship. */
  readonly hardship: boolean;
  readonly died: boolean;
  /** A case of arrears is open. */
  readonly inArrears: boolean;
}

/** The work list of own parts that are due. */
export function unpaidOwnParts({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Of an institution, or of all; longest first. */
    async unpaidOwnParts(of: {
      readonly institution?: InstitutionId;
      readonly limit: number;
    }): Promise<readonly UnpaidOwnPart[]> {
      const { rows } = await sql<UnpaidOwnPart>`
        SELECT stays.case_ref AS "caseRef", institution, admission_no AS "admissionNo", discharged_on AS "dischargedOn",
          due_fen AS "dueFen",
          EXISTS (SELECT FROM patient_circumstances AS known WHERE known.case_ref = stays.case_ref
            AND circumstance = 'hardship') AS hardship,
          EXISTS (SELECT FROM patient_circumstances AS known WHERE known.case_ref = stays.case_ref
            AND circumstance = 'died') AS died,
          EXISTS (SELECT FROM arrears_cases WHERE arrears_cases.case_ref = stays.case_ref AND ended_on IS NULL) AS "inArrears"
        FROM stays JOIN discharges USING (case_ref), LATERAL ${accountOf(sql`stays.case_ref`)} AS account
        WHERE stage = 'Settled' AND due_fen > 0 AND (${of.institution ?? null}::text IS NULL OR institution = ${of.institution ?? null})
        ORDER BY discharged_on, stays.case_ref LIMIT ${of.limit}`.execute(db);
      return rows;
    },
  };
}
