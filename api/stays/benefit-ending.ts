import { HubProblem } from '../../domain/failures.ts';
import type { Wanted } from '../../domain/wanted.ts';
import { benefitEndGrounds } from '../../policies/admission/benefit-end.ts';
import { requireVersion } from '../../policies/schemes.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldError } from '../http/field-errors.ts';
import type { ResolutionBody } from './resolution-views.ts';

type EndBody = Extract<ResolutionBody, { kind: 'end-benefit' }>;

/**
 * The end of a waiver as the proposal keeps it, with what the scheme says of its ground. Throws HubProblem
 * `benefit-kept-in-emergency`, `resolution-unfit` where the scheme has no such ground, `request-invalid`.
 */
export function endWanted(
  { schemes, clock }: Pick<ApiDeps, 'schemes' | 'clock'>,
  stay: Pick<StayRecord, 'scheme' | 'admittedOn' | 'emergency' | 'insuredStay' | 'decision'>,
  {
    kind,
    evidence,
    ground,
    noticedOn,
    handedTo,
    endsOn,
    criticalEmergency,
  }: Omit<EndBody, 'on' | 'revision' | 'office'>,
): Wanted {
  const version = requireVersion(schemes, stay.scheme, stay.admittedOn);
  const grounds = benefitEndGrounds(version, stay.decision);
  const reason = grounds.get(ground);
  if (reason === undefined)
    throw new HubProblem('resolution-unfit', {
      detail:
        grounds.size === 0
          ? `${version.id} has no rule by which the benefit ends in care`
          : `${version.id} ends the benefit in care for: ${[...grounds.keys()].join(', ')}`,
    });
  if (stay.insuredStay !== null)
    throw new HubProblem('resolution-unfit', { detail: 'the stay never had the benefit' });
  // Whoever came as an emergency is spared to the end: the hub is not told when it was over.
  if (stay.emergency || criticalEmergency) throw new HubProblem('benefit-kept-in-emergency');
  const today = clock.today();
  const errors = [
    ...(noticedOn > today ? [fieldError('/noticedOn', 'day-in-future')] : []),
    ...(endsOn > today ? [fieldError('/endsOn', 'day-in-future')] : []),
    ...(noticedOn < stay.admittedOn ? [fieldError('/noticedOn', 'notice-before-admission')] : []),
    ...(endsOn < noticedOn ? [fieldError('/endsOn', 'ends-before-notice')] : []),
  ];
  if (errors.length > 0) throw new HubProblem('request-invalid', { errors });
  return { kind, evidence, ground, noticedOn, handedTo, endsOn, reason };
}
