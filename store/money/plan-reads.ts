import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Instalment, PlanAgreement, PlanState } from '../../domain/repayment.ts';
import type { StoreParts } from '../stays/records.ts';
import { readInstalments } from './repayment-plans.ts';

/** One plan of instalments; who signed by name stays sealed. */
export interface RepaymentPlan extends Omit<PlanAgreement, 'signerName' | 'witness'> {
  readonly plan: number;
  /** The plan before it, which it replaced. */
  readonly replaces: number | null;
  readonly state: PlanState;
  readonly instalments: readonly (Instalment & { readonly missed: boolean })[];
}

/** What the hospital learned of the person that changes what is asked. */
export interface PatientCircumstance {
  readonly circumstance: 'hardship' | 'died';
  readonly since: LocalDate;
}

/** Look-ups of plans. */
export function planReads({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Of one stay, in the order in which they were agreed. */
    async repaymentPlans(caseRef: CaseRef): Promise<readonly RepaymentPlan[]> {
      const rows = await db
        .selectFrom('repaymentPlans')
        .select(['planSequence as plan', 'replaces', 'state', 'template', 'textVersion', 'signedOn'])
        .select(['paperDigest', 'signedBy'])
        .where('caseRef', '=', caseRef)
        .orderBy('planSequence')
        .execute();
      return Promise.all(
        rows.map(async (row) => ({
          ...row,
          instalments: await readInstalments(db, { caseRef, plan: row.plan }),
        })),
      );
    },
    /** Hardship that the township confirmed, and death, in the order in which they were recorded. */
    async patientCircumstances(caseRef: CaseRef): Promise<readonly PatientCircumstance[]> {
      const { rows } = await sql<PatientCircumstance>`
        SELECT 'died' AS circumstance, died_on AS since, 0 AS place FROM discharges
        WHERE case_ref = ${caseRef} AND died_on IS NOT NULL
        UNION ALL SELECT circumstance, since, resolution_sequence FROM patient_circumstances WHERE case_ref = ${caseRef}
        ORDER BY place`.execute(db);
      return rows.map(({ circumstance, since }) => ({ circumstance, since }));
    },
  };
}
