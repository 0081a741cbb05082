import { HubProblem } from '../../domain/failures.ts';
import { sumFen, zeroFen } from '../../domain/money.ts';
import { rulesOfStay } from '../../policies/admission/insured-stay.ts';
import { payersOfDifference } from '../../policies/settlement/payers-of-difference.ts';
import { settlementPostings } from '../../store/money/settlement-writes.ts';
import type { Foreseen } from '../../store/stays/resolutions.ts';
import type { WholeStay } from '../../store/stays/whole.ts';
import type { ApiDeps } from '../deps.ts';

/**
 * What accepting a core answer leads to, by the accounts of a bill that was never settled before; undefined: it is known only once it was.
 */
export function acceptedAccounts(
  { attention, settlement }: Pick<WholeStay, 'attention' | 'settlement'>,
  step: string,
): Foreseen['accounts'] | undefined {
  const detail = attention.find((one) => one.step === step)?.detail;
  if (detail?.kind !== 'broken-rule' || detail.ifAccepted === undefined || settlement !== null)
    return undefined;
  const { shares, patientFen } = detail.ifAccepted;
  const totalFen = sumFen([...shares.map(({ fen }) => fen), patientFen]);
  return settlementPostings({ totalFen, shares, patientFen }).flatMap(({ account, fen }) =>
    fen === 0 ? [] : [{ account, beforeFen: zeroFen, afterFen: fen }],
  );
}

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
  const parties = payersOfDifference(rulesOfStay(schemes, stay), answers);
  if (!parties.some((party) => party === office))
    throw new HubProblem('resolution-unfit', {
      detail: `whoever pays the difference confirms: ${parties.join(', ') || 'nobody, it would be the patient'}`,
    });
}
