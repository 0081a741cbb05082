import type { Wording } from './words.ts';

/** On what a draw on a credit line rests: the patient agreed at discharge, or forgot, and the mandate holds. */
export const drawBases = ['consent', 'mandate'] as const;
export type DrawBasis = (typeof drawBases)[number];

/** How far an order to the bank is: `due` may still change, `sent` may not; `dropped` was never sent. */
export const creditOrderStates = ['due', 'sent', 'done', 'refused', 'dropped'] as const;
export type CreditOrderState = (typeof creditOrderStates)[number];

/** How a draw is repaid, as the bank tells it. */
export const drawRepayments = ['open', 'repaid', 'overdue'] as const;
export type DrawRepayment = (typeof drawRepayments)[number];

/** What people read of each. */
export const drawWords = {
  consent: { zh: '本人同意', en: 'the patient agreed' },
  mandate: { zh: '忘记结算,按授权', en: 'forgotten, under the mandate' },
  due: { zh: '待发送', en: 'to be sent' },
  sent: { zh: '已发送,待答复', en: 'sent, not answered yet' },
  done: { zh: '已支用', en: 'drawn' },
  refused: { zh: '被拒绝', en: 'refused' },
  dropped: { zh: '未发送,已取消', en: 'dropped before it was sent' },
  open: { zh: '在还', en: 'being repaid' },
  repaid: { zh: '已还清', en: 'repaid' },
  overdue: { zh: '逾期', en: 'overdue' },
} as const satisfies Wording<DrawBasis | CreditOrderState | DrawRepayment>;
