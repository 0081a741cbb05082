import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { SettlementRequest } from '../../policies/engine/requests.ts';
import type { SchemeVersion } from '../../policies/schemes.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
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
      const told = { ...asked, usedThisYear: { ...usedThisYear } };
      // The core knows of no other payer's no: its answers are held against the rules as it gave them, and what a no adds is claimed as a difference.
      const worked = work(told);
      if (worked.kind === 'broken') {
        broken = worked.detail;
        return null;
      }
      const request = { ...told, answers: { ...told.answers, ...refused } };
      const isAgreed = Object.keys(refused).length === 0;
      const settlement = isAgreed ? worked.settlement : settleByVersion(version, request);
      return { settlement, request, partyOf: partyIn(version) };
    },
    broken: () => broken,
  };
}
