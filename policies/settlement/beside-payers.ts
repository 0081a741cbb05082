import { entryOf } from '../../domain/entry.ts';
import { accountPayers, besidePayers, isAccount, type PayerId, payerNames } from '../../domain/ids.ts';
import { type Fen, maxFen, minFen, subtractFen, formatYuan as yuan, zeroFen } from '../../domain/money.ts';
import type { SettlementStep, Share } from '../../domain/settlement.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';
import { paid } from './settlement-arithmetic.ts';
import type { BillContext } from './settlement-step.ts';

/** Where such an amount comes from: no article of a scheme, but the settlement of the insurer's core. */
const article = '全国医保信息平台 2304 setldetail';

/**
 * The shares of the payers that no scheme names and of whom the core answered an amount above 0: the civil servants' subsidy
 * and the like, and what the hospital bears. Each stands under its own name and takes at most what the funds have still to
 * bring; where that is less than the answer, a person must look.
 */
export function besideShares(scheme: SchemeVersion, context: BillContext): readonly Share[] {
  const named = new Set<string>(scheme.payers.map(({ payer }) => payer));
  const shares: Share[] = [];
  for (const payer of besidePayers.filter((one) => !named.has(one) && !isAccount(one))) {
    const before = paid([...context.before, ...shares]);
    const room = maxFen(zeroFen, subtractFen(context.bill.fundsFen, before));
    shares.push(...answeredShare(payer, context, { room, mayExceed: true }));
  }
  return shares;
}

/**
 * What came out of the patient's own and the family's account: it pays of what all others have left to the patient, and no
 * other payer's part rests on it. Where an account paid more, a person must look, for the rest was not due.
 */
export function accountShares(context: BillContext): readonly Share[] {
  const shares: Share[] = [];
  for (const payer of accountPayers) {
    const room = subtractFen(context.bill.totalFen, paid([...context.before, ...shares]));
    shares.push(...answeredShare(payer, context, { room, mayExceed: false }));
  }
  return shares;
}

/** None where the core answered nothing; at most the room, unless people accepted more. */
function answeredShare(
  payer: PayerId,
  { request }: BillContext,
  { room, mayExceed }: { readonly room: Fen; readonly mayExceed: boolean },
): readonly Share[] {
  const answer = entryOf(request.answers, payer);
  if (answer === undefined || 'refused' in answer || answer.paidFen === 0) return [];
  const whole = mayExceed && 'accepted' in answer && answer.accepted === true;
  const fen = whole ? answer.paidFen : minFen(answer.paidFen, room);
  const answered = line(answer.paidFen, {
    zh: `${payerNames[payer]}：医保核心系统答复支付 ${yuan(answer.paidFen)}`,
    en: `the insurer's core answered ${yuan(answer.paidFen)}`,
  });
  const capped = line(subtractFen(fen, answer.paidFen), {
    zh: `以尚缺的 ${yuan(room)} 为限`,
    en: `at most what is still missing, ${yuan(room)}`,
  });
  return [{ payer, fen, steps: fen === answer.paidFen ? [answered] : [answered, capped] }];
}

function line(fen: Fen, { zh, en }: { readonly zh: string; readonly en: string }): SettlementStep {
  return { rule: 'core-beside', article, basis: 'amount', zh, en, fen };
}
