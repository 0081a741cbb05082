import type { Reason } from '../../domain/decision.ts';
import type { PayerId } from '../../domain/ids.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';

/** Why a stay under somebody else's card is void from its first day. Source: policies/sources/social-insurance-law-2010.yaml. */
export const impersonationReason: Reason = {
  code: 'impersonation',
  article: '中华人民共和国社会保险法 第八十八条',
  zh: '冒用他人医保凭证就医：自入院之日起无效，已支付的全部退回，费用由就诊者本人承担',
  en: 'somebody else’s insurance papers were used: void from the day of admission, all that was paid goes back, who was treated owes the whole',
};

/** Who pays what of such a stay: nobody but who was treated (fen). `payers`: those that had a share before, who are told why they have none. */
export function voidSettlement({
  totalFen,
  payers,
  ...by
}: {
  readonly scheme: string;
  readonly version: string;
  readonly totalFen: Fen;
  readonly payers: readonly PayerId[];
}): Settlement {
  const { article, zh, en } = impersonationReason;
  const step = { rule: 'impersonation', article, zh, en, fen: zeroFen };
  return {
    ...by,
    totalFen,
    shares: payers.map((payer) => ({ payer, fen: zeroFen, steps: [step] })),
    patientFen: totalFen,
    patientParts: totalFen > 0 ? [{ kind: 'cash', fen: totalFen }] : [],
    assumed: [],
  };
}
