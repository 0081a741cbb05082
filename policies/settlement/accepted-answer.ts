import { type Fen, subtractFen, formatYuan as yuan } from '../../domain/money.ts';
import type { SettlementStep } from '../../domain/settlement.ts';
import type { PayerRule } from '../engine/scheme-version.ts';

/** What the scheme would cap or raise stands as it was answered, because people accepted it; the step says by how much they differ. */
export function acceptedStep(
  { payer, article }: PayerRule,
  { schemeFen, paidFen }: { readonly schemeFen: Fen; readonly paidFen: Fen },
): SettlementStep {
  return {
    ...{
      rule: `${payer}.core-answer-accepted`,
      article,
      basis: 'duty',
      fen: subtractFen(paidFen, schemeFen),
    },
    zh: `经认可按支付方答复 ${yuan(paidFen)} 计，按方案应为 ${yuan(schemeFen)}`,
    en: `accepted as the payer answered, ${yuan(paidFen)}; the scheme gives ${yuan(schemeFen)}`,
  };
}
