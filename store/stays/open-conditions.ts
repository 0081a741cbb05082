import { sql } from 'kysely';
import type { ConditionKind } from '../../domain/condition-kinds.ts';
import type { AskedCondition } from '../../domain/conditions.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, SchemeId } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import type { StoreParts } from './records.ts';

/** What a scheme asks of a stay and nobody has recorded yet. */
export interface OpenCondition extends Pick<AskedCondition, 'condition' | 'kind' | 'dueFrom'> {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly stage: Stage;
  readonly dueOn: LocalDate;
}

/** Where a page of them ended. */
export type OpenConditionKey = Pick<OpenCondition, 'dueOn' | 'caseRef' | 'condition'>;

/** The work list of what is still to be done of what the schemes ask, over all stays that are not over. */
export function openConditions({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** What is due first comes first; what counts from a discharge that is still to come is not among it. */
    async openConditions(of: {
      readonly institution?: InstitutionId;
      readonly kind?: ConditionKind;
      /** Only what was due before that day. */
      readonly dueBefore?: LocalDate;
      readonly after?: OpenConditionKey;
      readonly limit: number;
    }): Promise<readonly OpenCondition[]> {
      const { institution = null, kind = null, dueBefore = null, after } = of;
      const from = after === undefined ? null : after.dueOn;
      const { rows } = await sql<OpenCondition>`
        SELECT stays.case_ref AS "caseRef", institution, admission_no AS "admissionNo", scheme, admitted_on AS "admittedOn", stage,
          condition, kind, standing.due_from AS "dueFrom", due_on AS "dueOn"
        FROM stays JOIN standing_conditions AS standing USING (case_ref)
        WHERE stage IN ('Admitted', 'Discharged', 'Settled') AND cancelled_by IS NULL AND impersonated_by IS NULL
          AND met_on IS NULL AND due_on IS NOT NULL
          AND (${institution}::text IS NULL OR institution = ${institution})
          AND (${kind}::text IS NULL OR kind = ${kind})
          AND (${dueBefore}::date IS NULL OR due_on < ${dueBefore}::date)
          AND (${from}::date IS NULL OR (due_on, stays.case_ref, condition)
            > (${from}::date, ${after?.caseRef ?? ''}::text, ${after?.condition ?? ''}::text))
        ORDER BY due_on, stays.case_ref, condition LIMIT ${of.limit}`.execute(db);
      return rows;
    },
  };
}
