import type { Words } from './words.ts';

/** What the window should know of somebody's credit line; none of it takes the waiver away. */
export const creditWarnings = {
  'line-used-up': {
    zh: '额度已用完,自付部分须另行缴纳',
    en: 'the line is used up: the own part is paid otherwise',
  },
  'hold-refused': {
    zh: '银行未预留额度,出院时再查询',
    en: 'the bank held nothing; it is asked again at the discharge',
  },
  'mandate-missing': { zh: '未签授权,不能支用', en: 'the mandate was not signed: nothing may be drawn' },
  'card-not-bound': { zh: '未绑定还款银行卡', en: 'no debit card is bound for repayment' },
} as const satisfies Record<string, Words>;

export type CreditWarning = keyof typeof creditWarnings;
