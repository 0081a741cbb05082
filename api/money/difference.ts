import { HubProblem } from '../../domain/failures.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { payersOfDifference } from '../../policies/settlement/payers-of-difference.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * A core answer counts as it is only when whoever pays the difference says so, and only where it breaks a rule of the scheme: what
 * contradicts the bill is never accepted. Throws HubProblem `resolution-unfit` with who confirms.
 */
export function expectPayerOfDifference(
  { schemes }: Pick<ApiDeps, 'schemes'>,
  { stay, attention }: WholeStay,
  { step, office }: { readonly step: string; readonly office: string },
): void {
  const waits = attention.find((one) => one.step === step);
  if (waits?.code !== 'settlement-review') return;
  if (waits.detail?.kind !== 'broken-rule')
    throw new HubProblem('resolution-unfit', {
      detail: 'the answer contradicts the bill or itself: reverse-core',
    });
  const { answers } = waits.detail;
  const missing = answers.find(({ answeredFen }) => answeredFen === null);
  if (missing !== undefined)
    throw new HubProblem('resolution-unfit', { detail: `${missing.payer} did not answer: reverse-core` });
  const parties = payersOfDifference(requireVersion(schemes, stay.scheme, stay.admittedOn), answers);
  if (!parties.some((party) => party === office))
    throw new HubProblem('resolution-unfit', {
      detail: `whoever pays the difference confirms: ${parties.join(', ') || 'nobody, it would be the patient'}`,
    });
}
