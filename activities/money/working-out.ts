import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import type { Rework } from '../../store/money/pass-on.ts';
import type { SettledAgain } from '../../store/money/payer-differences.ts';
import { partyIn } from './parties-asked.ts';
import { workedOut } from './settlement-facts.ts';

/** Works a bill out inside the transaction that writes what it comes to; what of it is broken is told afterwards. */
export function workingOut(
  version: SchemeVersion,
  asked: Omit<SettlementRequest, 'usedThisYear'>,
  work: (request: SettlementRequest) => ReturnType<typeof workedOut> = (request) =>
    workedOut(version, request),
) {
  let broken: AttentionDetail | undefined;
  return {
    work(
      usedThisYear: Readonly<Partial<Record<PayerId, Fen>>>,
      refused: Rework['refused'],
    ): SettledAgain | null {
      const answers = { ...asked.answers, ...refused };
      const request = { ...asked, answers, usedThisYear: { ...usedThisYear } };
      const worked = work(request);
      if (worked.kind === 'worked')
        return { settlement: worked.settlement, request, partyOf: partyIn(version) };
      broken = worked.detail;
      return null;
    },
    broken: () => broken,
  };
}
