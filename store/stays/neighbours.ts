import { sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';

/** The stay of the same person before one: from which they were transferred, or the last one at the same hospital. */
interface PreviousStay {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly transferred: boolean;
  /** Null: its discharge is not known yet. */
  readonly dischargedOn: LocalDate | null;
}

/** The stay into which a patient was transferred. */
interface TransferredTo {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admittedOn: LocalDate;
}

/** Stays of the same person that lie beside one. */
export interface Neighbours {
  readonly previous: PreviousStay | null;
  /** Of the hospital where it lies; null: none is registered. */
  readonly division: string | null;
  readonly transferredTo: TransferredTo | null;
}

const previousJson = sql`(SELECT json_build_object('caseRef', before.case_ref,
    'institution', before.institution, 'transferred', before.case_ref IS NOT DISTINCT FROM stays.transferred_from,
    'dischargedOn', ended.discharged_on)
  FROM stays AS before LEFT JOIN discharges AS ended ON ended.case_ref = before.case_ref
  WHERE before.person_ref = stays.person_ref AND before.case_ref <> stays.case_ref AND before.stage <> 'Cancelled'
    AND before.impersonated_by IS NULL AND stays.impersonated_by IS NULL
    AND (before.case_ref = stays.transferred_from
      OR (before.institution = stays.institution AND ended.discharged_on <= stays.admitted_on))
  ORDER BY before.case_ref = stays.transferred_from DESC NULLS LAST, ended.discharged_on DESC, before.case_ref LIMIT 1)`;

const transferredToJson = sql`(SELECT json_build_object('caseRef', after.case_ref,
    'institution', after.institution, 'admittedOn', after.admitted_on)
  FROM stays AS after WHERE after.transferred_from = stays.case_ref AND after.person_ref = stays.person_ref
    AND after.stage <> 'Cancelled' ORDER BY after.admitted_on, after.case_ref LIMIT 1)`;

/** An expression over `stays` for both. */
export const neighboursJson = sql<Neighbours>`json_build_object('previous', ${previousJson},
  'division', (SELECT division FROM institutions WHERE institutions.institution = stays.institution), 'transferredTo', ${transferredToJson})`;
