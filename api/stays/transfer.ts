import { HubProblem } from '../../domain/failures.ts';
import { type CaseRef, isCaseRef, type PersonRef } from '../../domain/ids.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldError } from '../http/field-errors.ts';
import type { AdmissionBody } from '../http/schemas.ts';

/** The case of the earlier hospital. Throws HubProblem `request-invalid` where it is none of this person at another hospital. */
export async function transferOf(
  { stays }: ApiDeps,
  { transferredFrom: ref, institution }: AdmissionBody,
  personRef: PersonRef,
): Promise<CaseRef | null> {
  if (ref === undefined) return null;
  const from = isCaseRef(ref) ? await stays.stay(ref) : undefined;
  if (from !== undefined && from.personRef === personRef && from.institution !== institution)
    return from.caseRef;
  throw new HubProblem('request-invalid', { errors: [fieldError('/transferredFrom', 'transfer-unknown')] });
}
