import type { Wording } from '../../domain/words.ts';

/** Every way a decision or settlement request can be wrong; the code stands in `errors[].code` of the problem. */
export const requestErrors = {
  'agency-unknown': { zh: '没有这个认定部门', en: 'no such office that determines categories' },
  'amount-fractional': { zh: '金额须为整数分', en: 'an amount is a whole number of fen' },
  'amount-invalid': { zh: '金额须为数字（单位：分）', en: 'an amount is a number, in fen' },
  'amount-negative': { zh: '金额不得为负', en: 'an amount is not negative' },
  'amount-unsafe': { zh: '金额超出可精确表示的范围', en: 'an amount is within the safe integers' },
  'answer-invalid': { zh: '答复须为 paidFen 或 refused 之一', en: 'an answer is either paidFen or refused' },
  'category-unknown': { zh: '没有这个人员类别', en: 'no such person category' },
  'code-invalid': { zh: '代码格式有误', en: 'a code is letters, digits, dots, hyphens' },
  'day-invalid': { zh: '日期须为真实的 YYYY-MM-DD', en: 'a day is a real YYYY-MM-DD' },
  'days-invalid': { zh: '须为不小于 1 的整数天', en: 'a whole number of days, at least 1' },
  'discharge-before-admission': {
    zh: '出院日期早于入院日期',
    en: 'the discharge day lies before the admission day',
  },
  'disease-unknown': { zh: '不是红十字会救助的病种', en: 'not a disease of the Red Cross grant' },
  'division-invalid': {
    zh: '行政区划代码须为六位（GB/T 2260）',
    en: 'a division is six digits of GB/T 2260',
  },
  'exclusion-derived': {
    zh: '该情形由其他字段得出，不得在 facts 中填写',
    en: 'this code follows from other fields and is not stated in facts',
  },
  'exclusion-unknown': { zh: '没有这个排除情形代码', en: 'no such exclusion code' },
  'days-contradictory': {
    zh: '终止日早于起始日',
    en: 'the last day lies before the first',
  },
  'field-invalid': { zh: '字段内容有误', en: 'the field is not valid' },
  'field-missing': { zh: '缺少必填字段', en: 'a required field is missing' },
  'field-unknown': { zh: '没有这个字段', en: 'no such field' },
  'flag-invalid': { zh: '须为 true 或 false', en: 'true or false' },
  'institution-kind-invalid': {
    zh: '机构性质须为 public 或 private',
    en: 'an institution is public or private',
  },
  'institution-type-invalid': {
    zh: '机构类型须为 hospital、township 或 community',
    en: 'an institution is hospital, township or community',
  },
  'insurance-status-invalid': {
    zh: '参保状态须为 active、suspended 或 none',
    en: 'insurance is active, suspended or none',
  },
  'insurance-type-unknown': { zh: '没有这个险种', en: 'no such insurance type' },
  'level-invalid': { zh: '机构等级须为 1、2 或 3', en: 'a level is 1, 2 or 3' },
  'out-of-policy-above-total': {
    zh: '政策范围外费用大于总费用',
    en: 'the out-of-policy cost is above the total',
  },
  'parameter-missing': { zh: '缺少县级参数', en: 'a county parameter is missing' },
  'payer-cannot-refuse': { zh: '该支付方不能拒付', en: 'this payer cannot refuse' },
  'payer-computed': {
    zh: '该支付方由方案计算，不接受 paidFen',
    en: 'the scheme computes this payer; paidFen is not taken',
  },
  'payer-not-in-scheme': { zh: '方案中没有这个支付方', en: 'the scheme has no such payer' },
  'payer-pays-too-much': {
    zh: '支付金额大于尚未支付的费用',
    en: 'the payer pays more than the cost not yet paid',
  },
  'payer-unknown': { zh: '没有这个支付方', en: 'no such payer' },
  'ratio-invalid': { zh: '比例须为 0 到 1 之间的十进制文本', en: 'a ratio is decimal text from 0 to 1' },
  'text-invalid': { zh: '须为非空文本', en: 'a text that is not empty' },
} as const satisfies Wording;

export type RequestErrorCode = keyof typeof requestErrors;
