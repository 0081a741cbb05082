import type { Words } from './words.ts';

/** Where a payment is seen first: by the cashier, in the hospital's bank account, or in the bank's answer about a credit line. */
type SeenFirst = 'window' | 'bank' | 'line';

/** How patients pay. */
export const paymentMethods = {
  cash: { zh: '现金', en: 'cash', seen: 'window' },
  card: { zh: '银行卡', en: 'card', seen: 'window' },
  transfer: { zh: '转账', en: 'bank transfer', seen: 'bank' },
  mobile: { zh: '手机支付', en: 'mobile', seen: 'window' },
  'credit-line': { zh: '信用额度', en: 'credit line', seen: 'line' },
} as const satisfies Record<string, Words & { readonly seen: SeenFirst }>;
export type PaymentMethod = keyof typeof paymentMethods;
export const paymentMethodCodes = Object.keys(paymentMethods) as readonly PaymentMethod[];

/** What a hospital enters and counts; what the line pays only the bank tells. */
export const enteredMethods = paymentMethodCodes.filter((method) => paymentMethods[method].seen !== 'line');

/** Whether a cashier sees the payment; all others come through a bank, days later or before. */
export function isAtWindow(method: PaymentMethod): boolean {
  return paymentMethods[method].seen === 'window';
}
