import type { PayerId } from './ids.ts';
import type { Fen } from './money.ts';
import type { Words } from './words.ts';

/** What a stay may still need, in the order in which it comes up, and who does it next. */
export const openWorkKinds = {
  'take-back': { whose: 'hub', zh: '在各单位撤销登记', en: 'take back what every party knows of it' },
  unregister: {
    whose: 'hub',
    zh: '冒名就医:请医保经办撤销入院登记',
    en: 'take back the registration of somebody else',
  },
  admit: { whose: 'hub', zh: '核验身份、准入判定、入院登记', en: 'verify, decide and register' },
  'settle-so-far': {
    whose: 'hub',
    zh: '办理或撤回阶段账单',
    en: 'settle a bill in mid-stay, or take one back',
  },
  discharge: { whose: 'hospital', zh: '办理出院', en: 'the discharge' },
  settle: { whose: 'hub', zh: '医保结算并计算各方份额', en: 'settle the bill' },
  'settle-again': { whose: 'hub', zh: '按更正后的账单重新结算', en: 'settle the corrected bill' },
  bank: {
    whose: 'hub',
    zh: '请银行办理额度预留、支用或退回',
    en: 'what the bank is to hold, pay or take back',
  },
  claim: { whose: 'payer', zh: '支付方审核并拨付', en: 'the payer’s answer and payment' },
  dispute: { whose: 'hospital', zh: '被拒付或扣减部分待处理', en: 'what becomes of a refused part' },
  refund: { whose: 'hospital', zh: '退款', en: 'money that is owed back' },
  'patient-part': { whose: 'patient', zh: '患者自付部分', en: 'the patient’s own part' },
  close: { whose: 'hub', zh: '办结', en: 'close it' },
} as const satisfies Record<string, Words & { readonly whose: 'hub' | 'hospital' | 'payer' | 'patient' }>;

type Counted = 'claim' | 'dispute' | 'refund' | 'patient-part';
type Step = Exclude<keyof typeof openWorkKinds, Counted>;

/** What the stay itself needs before anybody can owe anything more. */
export type NextStep = Exclude<Step, 'bank' | 'close'>;

/** One thing that is still to be done for a stay; amounts in fen. */
export type OpenWork =
  | { readonly kind: Step }
  | {
      readonly kind: 'claim' | 'dispute';
      readonly payer: PayerId;
      readonly claimSequence: number;
      readonly fen: Fen;
    }
  | { readonly kind: 'refund'; readonly debtor: PayerId | 'patient'; readonly fen: Fen }
  | { readonly kind: 'patient-part'; readonly fen: Fen };

/** Something is due now that the hub does by itself; what a payer's own workflow does is not counted. */
export function hubActs(work: readonly OpenWork[]): boolean {
  return work.some(({ kind }) => openWorkKinds[kind].whose === 'hub');
}
