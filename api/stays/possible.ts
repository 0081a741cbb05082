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
  if (body.kind === 'record-outcome' && (body.outcome === 'done') !== (body.answer !== undefined))
    throw new HubProblem('request-invalid', {
      errors: [fieldError('/answer', body.answer === undefined ? 'field-missing' : 'field-unknown')],
    });
  if (body.kind === 'file-by-hand' && body.paidOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/paidOn', 'day-in-future')] });
  if ('answer' in body && body.answer?.of === 'payment' && body.answer.paidOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/answer/paidOn', 'day-in-future')] });
  if (body.kind === 'refund' && body.refundedOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/refundedOn', 'day-in-future')] });
  if (body.kind === 'confirm-hardship' && body.confirmedOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/confirmedOn', 'day-in-future')] });
  if (body.kind === 'record-death' && body.diedOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/diedOn', 'day-in-future')] });
  if (body.kind === 'impersonation' && body.foundOn > clock.today())
    throw new HubProblem('request-invalid', { errors: [fieldError('/foundOn', 'day-in-future')] });
}
