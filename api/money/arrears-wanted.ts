import { isMinorOn } from '../../domain/arrears.ts';
import { arrearsResolutions } from '../../domain/arrears-resolutions.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { arrearsRule } from '../../policies/admission/arrears-rule.ts';
import { requireVersion } from '../../policies/schemes.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import type { Caller } from '../http/authentication.ts';
import { fieldError } from '../http/field-errors.ts';
import type { ResolutionBody } from '../stays/resolution-views.ts';

type Arrears = keyof typeof arrearsResolutions;
type Given = Omit<Extract<ResolutionBody, { kind: Arrears }>, 'on' | 'revision'>;
type ApplyBody = Omit<Extract<ResolutionBody, { kind: 'apply-listing' }>, 'on' | 'revision'>;

/** Whether it is about a case of arrears. */
export function isArrears<Body extends Omit<ResolutionBody, 'on' | 'revision'>>(
  body: Body,
): body is Body & Given {
  return Object.hasOwn(arrearsResolutions, body.kind);
}

/**
 * An application as the proposal keeps it, with the days of the scheme. Throws HubProblem `arrears-not-listed` where the scheme has no
 * record or names nobody who keeps it, `arrears-minor`.
 */
export async function applyWanted(
  { schemes, people }: Pick<ApiDeps, 'schemes' | 'people'>,
  { scheme, admittedOn, personRef }: StayRecord,
  body: ApplyBody,
): Promise<Wanted> {
  const rule = arrearsRule(requireVersion(schemes, scheme, admittedOn));
  if (rule.kind === 'none') throw new HubProblem('arrears-not-listed', { detail: `${scheme}: ${rule.zh}` });
  const { birthDate } = await people.open(personRef);
  if (isMinorOn(birthDate, admittedOn)) throw new HubProblem('arrears-minor');
  const { kind, evidence, means, paper, askedOn } = body;
  return { kind, evidence, means, paper, askedOn, terms: rule.terms };
}

/** No day of it lies in the future, and the office is the proposer's own. Throws HubProblem `request-invalid`. */
export function expectArrears(
  { clock }: Pick<ApiDeps, 'clock'>,
  { party }: Pick<Caller, 'party'>,
  body: Given,
): void {
  const today = clock.today();
  const days = Object.entries(body).filter(([field]) => dayFields.has(field));
  const errors = [
    ...days.flatMap(([field, day]) =>
      String(day) > today ? [fieldError(`/${field}`, 'day-in-future')] : [],
    ),
    ...('office' in body && body.office !== party ? [fieldError('/office', 'office-without-power')] : []),
  ];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
}

const dayFields = new Set(['askedOn', 'servedOn', 'objectedOn']);
