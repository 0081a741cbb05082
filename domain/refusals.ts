import type { Wording, Words } from './words.ts';

/** What each refusal that the hub knows means. A party's own words stay sealed in the message log; these are ours. */
export const refusalTexts = {
  'person-not-found': { zh: '医保查无此人', en: 'the insurer does not know the person' },
  'certificate-unlisted': {
    zh: '对方接口没有该证件类别的代码，未发送',
    en: 'the party’s form has no code for this kind of certificate; nothing was sent',
  },
  'admission-number-used': {
    zh: '住院号已用于另一次就诊',
    en: 'the admission number belongs to another visit',
  },
  'visit-unknown': { zh: '医保查无此次就诊', en: 'the insurer does not know the visit' },
  'visit-not-open': { zh: '就诊已结束或已撤销', en: 'the visit is over or was cancelled' },
  'insurance-not-active': { zh: '参保状态不正常', en: 'the insurance is not active' },
  'visit-not-discharged': { zh: '尚未办理出院登记', en: 'the visit has not been ended yet' },
  'already-settled': { zh: '该次就诊已结算', en: 'the visit is settled already' },
  'bill-does-not-add-up': { zh: '费用合计不平', en: 'the amounts of the bill do not add up' },
  'referral-not-filed': { zh: '转院未备案', en: 'the referral to another hospital was not filed' },
  'original-unknown': { zh: '查无原交易，无可冲正', en: 'there is no such transaction to reverse' },
  'not-asked-about': { zh: '该交易不支持查询', en: 'what became of such a transaction is not told' },
  'reversed-unanswered': {
    zh: '应答丢失的交易已冲正并核实，按新交易重办',
    en: 'its answer was lost; it was reversed (2601) and nothing of it stands, so it goes out anew',
  },
  'filed-before': { zh: '该事项此前已备案', en: 'it was filed before' },
  'settlement-unknown': { zh: '查无此结算', en: 'the settlement is not known' },
  'period-cleared': {
    zh: '结算期已清算,不能再撤销',
    en: 'the settlement period is cleared: it can be taken back no more',
  },
  'claim-already-filed': { zh: '该款项已申报', en: 'the claim was filed before' },
  'claim-differs-from-settlement': {
    zh: '申报金额与结算不符',
    en: 'the claim is for another amount than the settlement',
  },
  'claim-unknown': { zh: '查无此申报', en: 'the claim is not known' },
  'claim-key-reused': { zh: '申报编号被重复使用', en: 'the key of the claim was used for another one' },
  'message-id-reused': { zh: '报文编号重复', en: 'the message id was used before' },
  'institution-not-designated': { zh: '非定点医疗机构', en: 'the institution is not designated' },
  'not-covered-by-fund': { zh: '不属于该基金支付范围', en: 'outside what the fund pays' },
  'below-deductible': { zh: '未达起付线', en: 'below the deductible' },
  'field-missing': { zh: '必填项缺失', en: 'a required field is missing' },
  'token-expired': { zh: '就诊凭证令牌已失效', en: 'the token of the voucher has expired' },
  'not-signed-in': { zh: '医保要求先签到(9001)', en: 'the insurer wants a sign-in (9001) first' },
  'transaction-unknown': { zh: '对方网关不识别该交易', en: 'the gateway does not know the transaction' },
  'signature-rejected': { zh: '对方网关不接受我方签名', en: 'the gateway does not accept our signature' },
  'no-reason-given': { zh: '对方拒绝,未说明原因', en: 'refused without a reason' },
  'business-refusal': {
    zh: '对方业务拒绝(原文密封保存)',
    en: 'a business refusal; its words stay sealed',
  },
  'person-unknown': { zh: '支付方查无此人', en: 'the payer does not know the person' },
  'not-covered': { zh: '不属于支付范围', en: 'outside what the payer pays' },
  'part-paid': { zh: '只支付了一部分,其余未付', en: 'paid in part; the rest was not paid' },
  'audit-deduction': { zh: '审核扣款', en: 'deducted at the audit' },
  overcharged: { zh: '超标准收费', en: 'charged above the tariff' },
  'filed-late': { zh: '逾期申报', en: 'filed too late' },
  'payment-recovered': { zh: '已付款项被追回', en: 'what was paid is taken back' },
  'claimed-outside': { zh: '已手工报销,款项已付给患者', en: 'paid to the patient outside (by hand)' },
  'not-carried-out': { zh: '查明对方未办理', en: 'found not to have been carried out' },
  'papers-missing': { zh: '申报材料不全', en: 'papers are missing' },
  'yearly-limit-reached': { zh: '已达年度限额', en: 'the yearly limit is reached' },
  'funds-exhausted': { zh: '资金已用完', en: 'the fund has no money left' },
  'phone-number-wrong': { zh: '手机号码有误', en: 'it is no mobile number' },
  'phone-number-blocked': { zh: '该号码拒收或被屏蔽', en: 'the number takes no messages' },
  'phone-limit-reached': { zh: '该号码短信次数已达上限', en: 'the number got as many messages as it may' },
  'credit-limit-exceeded': { zh: '超出授信额度', en: 'more than the credit line allows' },
  'credit-line-missing': { zh: '无授信', en: 'there is no credit line' },
  'credit-line-frozen': { zh: '授信已冻结', en: 'the credit line is frozen' },
  'credit-card-closed': { zh: '绑定的银行卡已注销', en: 'the bound card is closed' },
  'credit-hold-unknown': { zh: '查无此额度预留', en: 'nothing is held under that number' },
  'draw-unknown': { zh: '查无此笔支用', en: 'the draw is not known' },
  'reversal-beyond-draw': { zh: '退回金额超过支用余额', en: 'more goes back than was drawn' },
  'draw-key-reused': { zh: '支用编号重复', en: 'the key of the draw was used before' },
} as const satisfies Wording;

/** A refusal by the hub's own code. */
export type RefusalCode = keyof typeof refusalTexts;

/** The meaning of a code; one that an older version wrote and nobody knows any more means itself. */
export function refusalText(code: string): Words {
  return Object.hasOwn(refusalTexts, code) ? refusalTexts[code as RefusalCode] : { zh: code, en: code };
}
