import { HubProblem } from '../../domain/failures.ts';
import type { ApiDeps } from '../deps.ts';
import { fieldError } from '../http/field-errors.ts';
import type { ResolutionBody } from './resolution-views.ts';

/** What no person can mean: a bill above the ceiling, money that went back tomorrow. Throws HubProblem `request-invalid`. */
export function expectPossible(
  { settings, clock }: Pick<ApiDeps, 'settings' | 'clock'>,
  wanted: Omit<ResolutionBody, 'on' | 'revision'>,
): void {
  const body = wanted as ResolutionBody;
  if (body.kind === 'amend' && body.bill.totalFen > settings.billCeilingFen)
    throw new HubProblem('request-invalid', { errors: [fieldError('/bill/totalFen', 'bill-above-ceiling')] });
  if (body.kind === 'refund' && body.refundedOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/refundedOn', 'day-in-future')] });
  if (body.kind === 'impersonation' && body.foundOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/foundOn', 'day-in-future')] });
}
