import type { LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { Role } from '../../domain/roles.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { Caller } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';

/** The hospital's own system records for everybody, and names who did it; a person only what is theirs. Throws HubProblem `role-unfit`. */
export function requireRole({ role }: Caller, by: readonly Role[]): void {
  if (role === 'hospital' || (role !== null && by.includes(role))) return;
  throw new HubProblem('role-unfit', { detail: `by: ${by.join(', ')}` });
}

/** What is done before the patient leaves has a day between admission and discharge. Throws HubProblem `request-invalid`, `condition-after-discharge`. */
export function requireDay(
  stay: Pick<StayRecord, 'admittedOn' | 'discharge'>,
  path: string,
  { doneOn, today }: { readonly doneOn: LocalDate; readonly today: LocalDate },
): void {
  if (doneOn > today)
    throw new HubProblem('request-invalid', { errors: [fieldError(path, 'day-in-future')] });
  if (doneOn < stay.admittedOn)
    throw new HubProblem('request-invalid', { errors: [fieldError(path, 'before-admission')] });
  if (stay.discharge !== null && doneOn > stay.discharge.dischargedOn)
    throw new HubProblem('condition-after-discharge', {
      detail: `discharged on ${stay.discharge.dischargedOn}`,
    });
}
