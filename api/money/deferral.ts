import { addMonths } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { zeroFen } from '../../domain/money.ts';
import { faultsOfPlan } from '../../domain/repayment.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldError } from '../http/field-errors.ts';
import type { ResolutionBody } from '../stays/resolution-views.ts';

type DeferBody = Extract<ResolutionBody, { kind: 'defer' }>;
type ReliefBody = Extract<ResolutionBody, { kind: 'waive' | 'write-off' }>;

/**
 * A plan of instalments as the proposal keeps it, with what the scheme says of reminders. Throws HubProblem `deferral-not-offered` where
 * the scheme has none, `request-invalid` with all that is wrong.
 */
export function deferWanted(
  { schemes, clock }: Pick<ApiDeps, 'schemes' | 'clock'>,
  { stay, patient }: Pick<WholeStay, 'stay' | 'patient'>,
  { kind, evidence, agreement, instalments }: Omit<DeferBody, 'on' | 'revision'>,
): Wanted {
  const version = rulesOfStay(schemes, stay);
  const rule = version.practice.get('deferral');
  if (rule?.kind !== 'deferral' || !rule.allowed)
    throw new HubProblem('deferral-not-offered', { detail: version.id });
  const today = clock.today();
  const latest = addMonths(agreement.signedOn, rule.monthsAtMost);
  const balanceFen = patient?.balanceFen ?? zeroFen;
  const faults = faultsOfPlan(instalments, { balanceFen, today, latest });
  const errors = [
    ...faults.map(({ path, code }) => fieldError(path, code)),
    ...(agreement.signedOn > today ? [fieldError('/agreement/signedOn', 'day-in-future')] : []),
    ...(rule.signers.includes(signerOf(agreement)) ? [] : [fieldError('/agreement/signedBy', 'field-value')]),
    ...(rule.instalments || instalments.length === 1 ? [] : [fieldError('/instalments', 'field-range')]),
  ];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  const { sha256: paperDigest, witness = null, ...paper } = agreement;
  const { remindDaysBefore } = rule;
  return { kind, evidence, agreement: { ...paper, paperDigest, witness }, instalments, remindDaysBefore };
}

/** A guardian signs in the patient's place. */
function signerOf({ signedBy }: DeferBody['agreement']): 'patient' | 'family' {
  return signedBy === 'guardian' ? 'patient' : signedBy;
}

/** Relief is at most what is open, and was approved, and asked for, by today. Throws HubProblem `request-invalid`. */
export function expectRelief(
  { clock }: Pick<ApiDeps, 'clock'>,
  { patient }: Pick<WholeStay, 'patient'>,
  wanted: Pick<ReliefBody, 'fen' | 'approvedOn'> & { readonly reliefAskedOn?: string },
): void {
  const { fen, approvedOn, reliefAskedOn } = wanted;
  const today = clock.today();
  const errors = [
    ...(fen > (patient?.balanceFen ?? zeroFen) ? [fieldError('/fen', 'relief-beyond-balance')] : []),
    ...(approvedOn > today ? [fieldError('/approvedOn', 'day-in-future')] : []),
    ...(reliefAskedOn !== undefined && reliefAskedOn > today
      ? [fieldError('/reliefAskedOn', 'day-in-future')]
      : []),
  ];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}
