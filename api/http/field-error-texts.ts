import type { Wording } from '../../domain/words.ts';

/** Codes of what can be wrong with one field, beside those of the what-if requests; docs/FAILURES.md lists both. */
export const doorErrors = {
  'field-type': { zh: '类型不对', en: 'the type is wrong' },
  'field-format': { zh: '格式不对', en: 'the format is wrong' },
  'certificate-number': { zh: '证件号码与证件类别不符', en: 'it is no number of this kind of certificate' },
  'certificate-beside-number': {
    zh: '身份证号与其他证件只能填一项',
    en: 'either a resident number or another certificate, not both',
  },
  'field-range': { zh: '超出允许范围', en: 'out of the allowed range' },
  'field-value': { zh: '不是允许的取值', en: 'not one of the allowed values' },
  'out-of-policy-parts': {
    zh: '三部分之和与政策范围外费用不符',
    en: 'the three parts are not the out-of-policy cost',
  },
  'bill-items-sum': { zh: '各项费用之和与总费用不符', en: 'the items do not add up to the total' },
  'nothing-to-try': { zh: '尚无费用可供预结算', en: 'nothing was charged that could be tried' },
  'bill-above-ceiling': {
    zh: '总费用超过本县设定的上限,请核对',
    en: 'the total is above the ceiling that the county set; check it',
  },
  'charged-after-discharge': {
    zh: '费用日期晚于出院日期',
    en: 'the charge day lies after the discharge day',
  },
  'before-admission': {
    zh: '日期早于入院日期',
    en: 'the day lies before the admission day',
  },
  'charge-before-admission': {
    zh: '费用日期早于入院日期',
    en: 'the charge day lies before the admission day',
  },
  'charge-negative-without-reference': {
    zh: '负数金额须注明所更正的条目(corrects)',
    en: 'a negative amount says which entry it corrects',
  },
  'correction-not-negative': { zh: '更正条目金额须为负数', en: 'a correction is below 0' },
  'corrected-entry-unknown': { zh: '没有所更正的条目', en: 'there is no such entry to correct' },
  'corrected-entry-is-correction': {
    zh: '更正条目本身不能再被更正,请另列一笔',
    en: 'a correction is not corrected; charge anew',
  },
  'correction-beyond-corrected': {
    zh: '更正超过原条目的余额',
    en: 'it takes back more than is left of the entry',
  },
  'correction-differs': {
    zh: '更正须与原条目同属政策内、政策外或自费',
    en: 'a correction is inside, outside or self-paid like its entry',
  },
  'signature-not-self-paid': { zh: '只有自费项目才登记签字', en: 'only a self-paid item has a signature' },
  'estimate-sum': { zh: '各方金额之和与总额不符', en: 'the parts do not add up to the total' },
  'staged-settlement-unavailable': {
    zh: '本机构的医保没有允许住院期间分阶段结算的规定,只能分阶段缴费(payment)',
    en: 'no dated rule of the insurer of this institution allows settling in mid-stay; a stage is a payment on account',
  },
  'topic-not-own': {
    zh: '只有医院可订阅病例事件;其他单位只有待办日报(digest)',
    en: 'stays are told to their hospital only; others have their digest',
  },
  'rule-without-limit': { zh: '规则至少要有一个限额', en: 'the rule has no limit at all' },
  'credential-revoked': {
    zh: '该凭证已被吊销,不能再用,请另发新凭证',
    en: 'this credential was revoked and stays so; issue a new one',
  },
  'field-repeated': {
    zh: '同一对象中该项出现了不止一次',
    en: 'this name stands more than once in its object',
  },
  'number-inexact': {
    zh: '该数按所写无法精确表示',
    en: 'the number cannot be held exactly as it is written',
  },
  'character-unstorable': {
    zh: '含有无法保存的字符(空字符或不完整的代理对),见 character 与 position',
    en: 'a character that cannot be stored (NUL or half of a surrogate pair): see character and position',
  },
  'character-unseen': {
    zh: '含有看不见或改变文字方向的字符,见 character 与 position;请删去后重新录入',
    en: 'a character that nobody sees or that turns the text around: see character and position; type the text again',
  },
  'days-reversed': { zh: '截止日期须晚于起始日期', en: 'the day of the end lies after the day of the start' },
  'moment-invalid': {
    zh: '时刻须写作 YYYY-MM-DDThh:mm:ss+08:00',
    en: 'a moment is written YYYY-MM-DDThh:mm:ss+08:00, with its offset',
  },
  'moment-over': {
    zh: '结束时刻须晚于开始时刻和现在',
    en: 'the end lies after the beginning, and after now',
  },
  'guardian-signs': {
    zh: '患者未满十六周岁，由监护人签字（或提出）',
    en: 'the patient is under sixteen: the guardian signs, or objects',
  },
  'day-in-future': { zh: '日期晚于今天', en: 'the day is in the future' },
  'notice-before-admission': {
    zh: '告知日期早于入院日期',
    en: 'the notice lies before the admission',
  },
  'transfer-unknown': { zh: '该患者在其他医院没有此病例', en: 'no such case of the patient elsewhere' },
  'scheme-elsewhere': { zh: '该方案不在机构所在地施行', en: 'not the scheme of the place' },
  'ends-before-notice': {
    zh: '终止日期早于书面告知日期;终止不溯及告知之前',
    en: 'the end lies before the written notice; nothing ends before it',
  },
  'office-without-power': {
    zh: '该机构没有可确认此事的人员(经办人或医保经办机构)',
    en: 'nobody of this organisation may confirm it: it has no officer of an agency or bureau with a credential',
  },
  'plan-sum-differs': {
    zh: '各期之和与患者尚欠金额不符',
    en: 'the instalments do not add up to what the patient still owes',
  },
  'plan-day-past': { zh: '还款日期须晚于今天', en: 'the day of an instalment lies after today' },
  'plan-days-not-ascending': {
    zh: '各期日期须逐期递增',
    en: 'each instalment lies after the one before',
  },
  'plan-too-long': {
    zh: '超过方案规定的最长还款期限',
    en: 'later than the scheme lets a plan run',
  },
  'relief-beyond-balance': {
    zh: '减免或核销超过患者尚欠金额',
    en: 'it is above what the patient still owes',
  },
  'payment-exceeds-balance': {
    zh: '缴费超过患者尚欠金额',
    en: 'the payment is above what the patient still owes',
  },
} as const satisfies Wording;
