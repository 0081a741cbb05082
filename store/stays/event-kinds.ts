import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { Words } from '../../domain/words.ts';

interface StayEventWords extends Words {
  /** True when a decision rests on it: whoever proposes must have seen it. Not so waits, tries, and the proposals themselves. */
  readonly rests: boolean;
}

/** What can happen to a stay, as people read it. A kind stays: rows that tell of it are never rewritten. */
export const stayEventKinds = {
  'admission-accepted': { zh: '入院登记已受理', en: 'the admission was accepted', rests: true },
  'stay-begun': { zh: '流程已开始', en: 'its workflow began', rests: false },
  'records-looked-up': {
    zh: '已查询法院名单或医疗信用（用途：入院核查）',
    en: 'a keeper of records was asked about the person, for the admission',
    rests: false,
  },
  'cover-recorded': { zh: '参保情况已记录', en: 'the cover was recorded', rests: true },
  'admission-decided': { zh: '入院决定已作出', en: 'the admission was decided', rests: true },
  'cover-changed': {
    zh: '住院期间参保情况有变',
    en: 'the insurance changed during the stay',
    rests: true,
  },
  'cover-kept': { zh: '按原登记结算', en: 'it is settled as it was registered', rests: true },
  'insured-stay': {
    zh: '转为参保住院',
    en: 'it goes on as an insured stay, without the waiver',
    rests: true,
  },
  'category-checked': { zh: '人员类别已核对', en: 'the category was checked', rests: true },
  'agreement-signed': { zh: '协议已签署', en: 'the agreement was signed', rests: true },
  'condition-recorded': {
    zh: '方案要求的事项已登记',
    en: 'what the scheme asks for was recorded',
    rests: true,
  },
  'stage-reached': { zh: '进入新阶段', en: 'a stage was reached', rests: true },
  'discharge-accepted': { zh: '出院账单已受理', en: 'the discharge was accepted', rests: true },
  'stay-settled': { zh: '已结算', en: 'the stay was settled', rests: true },
  'patient-paid': { zh: '患者已缴费', en: 'the patient paid', rests: true },
  'paid-twice': {
    zh: '窗口与银行重复缴费,应退款',
    en: 'the same was paid at the window and by the bank: it is owed back',
    rests: true,
  },
  'paid-on-account': { zh: '患者已分阶段缴费', en: 'the patient paid on account', rests: true },
  'payment-stage-reached': {
    zh: '已达到分阶段缴费条件',
    en: 'the rule of staged payment was reached',
    rests: false,
  },
  'payment-on-account-due': { zh: '应分阶段缴费', en: 'a payment on account became due', rests: false },
  'on-account-credited': { zh: '分阶段缴费已抵扣', en: 'what was paid on account was credited', rests: true },
  'interim-bill-reached': {
    zh: '已达到分阶段结算条件',
    en: 'the rule of settling in mid-stay was reached',
    rests: false,
  },
  'interim-bill-opened': { zh: '开始分阶段结算', en: 'a bill in mid-stay is being settled', rests: true },
  'interim-bill-settled': { zh: '阶段账单已结算', en: 'a bill in mid-stay was settled', rests: true },
  'interim-bill-withdrawn': { zh: '要求撤回阶段账单', en: 'a bill in mid-stay is taken back', rests: true },
  'draw-noticed': {
    zh: '已告知患者将由医院发起额度支用',
    en: 'the patient was told that the hospital will draw',
    rests: false,
  },
  'draw-ordered': { zh: '已发起额度支用', en: 'a draw on the credit line was ordered', rests: true },
  'bank-did': { zh: '银行已办理', en: 'the bank did what it was asked', rests: true },
  'bank-refused': { zh: '银行未办理', en: 'the bank refused what it was asked', rests: true },
  'disbursement-found': {
    zh: '银行垫付款已核对到账',
    en: 'the bank’s money was found in the account',
    rests: false,
  },
  'repayment-told': { zh: '银行已告知还款情况', en: 'the bank told how a draw is repaid', rests: false },
  'obligation-changed': { zh: '支付方应付款有变', en: 'what a payer owes changed', rests: true },
  'attention-raised': { zh: '新增待处理事项', en: 'something waits', rests: false },
  'attention-cleared': { zh: '待处理事项已解除', en: 'it waits no longer', rests: false },
  'decided-by-hand': { zh: '人工作出决定', en: 'a person decided', rests: true },
  'retry-now': { zh: '人工要求重新查询', en: 'a person asked for another try', rests: false },
  restarted: { zh: '流程已重新启动', en: 'the workflow was started anew', rests: false },
  'fact-corrected': { zh: '信息已更正', en: 'a fact was corrected', rests: true },
  'settled-again': { zh: '已重新结算', en: 'the stay was settled again', rests: true },
  'cancel-begun': { zh: '已要求撤销入院', en: 'people cancelled the stay', rests: true },
  'reversal-changed': { zh: '医保撤销有进展', en: 'taking back at the insurer moved', rests: true },
  'amendment-begun': { zh: '账单更正已受理', en: 'a corrected bill was accepted', rests: true },
  'answer-entered': {
    zh: '已补录对方答复',
    en: 'the answer of a party was entered from its paper',
    rests: true,
  },
  'core-answer-taken': {
    zh: '已收到医院送交的医保应答',
    en: 'the hospital delivered a reply of the insurer',
    rests: true,
  },
  'core-answer-checked': {
    zh: '已向医保核对送交的应答',
    en: 'what the hospital delivered was held against the insurer',
    rests: true,
  },
  'answer-accepted': { zh: '已认可医保结算结果', en: 'the core’s answer was accepted as it is', rests: true },
  reopened: { zh: '已重新打开', en: 'the stay was opened again', rests: true },
  'waiver-ended': { zh: '免押金待遇已终止', en: 'the waiver of the deposit ended', rests: true },
  'impersonation-found': {
    zh: '冒名就医，已告知医保经办机构',
    en: 'somebody else’s card was used; the insurance bureau is told',
    rests: true,
  },
  'plan-agreed': { zh: '已签延期（分期）还款协议', en: 'a plan of instalments was agreed', rests: true },
  'instalment-paid': { zh: '分期款已到账', en: 'a payment went to an instalment', rests: false },
  'reminder-owed': {
    zh: '应提醒患者还款',
    en: 'the patient is to be reminded of an instalment',
    rests: false,
  },
  'instalment-missed': { zh: '分期款逾期', en: 'an instalment was not paid by its day', rests: false },
  'plan-ended': { zh: '还款协议已终了', en: 'the plan ended', rests: false },
  'own-part-relieved': {
    zh: '自付部分已减免或核销',
    en: 'the own part was waived or written off',
    rests: true,
  },
  'relief-returned': { zh: '减免或核销已收回', en: 'relief was taken back: the bill fell', rests: true },
  'hardship-confirmed': { zh: '乡镇已确认困难', en: 'the township confirmed hardship', rests: false },
  'patient-died': { zh: '已登记患者死亡', en: 'the patient’s death was recorded', rests: true },
  'arrears-applied': {
    zh: '医院申请列入恶意欠费记录',
    en: 'the hospital applied for a record of malicious arrears',
    rests: true,
  },
  'arrears-notice-served': {
    zh: '恶意欠费告知书已送达',
    en: 'the written notice of arrears reached the person',
    rests: true,
  },
  'decision-objected': {
    zh: '对入院决定提出异议',
    en: 'somebody objected to the decision of the admission',
    rests: true,
  },
  'objection-decided': { zh: '异议已答复', en: 'an objection was decided', rests: true },
  'benefit-kept': {
    zh: '得知记录后继续享受优惠',
    en: 'a record was heard of, and the waiver goes on',
    rests: true,
  },
  'arrears-objected': { zh: '已提出申辩或异议', en: 'the person answered, or objected', rests: true },
  'arrears-listed': { zh: '已列入恶意欠费记录', en: 'malicious arrears were recorded', rests: true },
  'patient-told': { zh: '已告知患者', en: 'the patient was told', rests: false },
  'arrears-kept': {
    zh: '异议不成立，维持记录',
    en: 'an objection was not right: the record stays',
    rests: true,
  },
  'arrears-ended': { zh: '恶意欠费已了结', en: 'the case of arrears is over', rests: true },
  'resolution-proposed': { zh: '处理方式已提出', en: 'a resolution was proposed', rests: false },
  'resolution-applied': { zh: '处理方式已执行', en: 'a resolution was carried out', rests: true },
  'resolution-withdrawn': { zh: '处理方式已撤回', en: 'a resolution was withdrawn', rests: false },
} as const satisfies Record<string, StayEventWords>;

export type StayEventKind = keyof typeof stayEventKinds;

/** Every kind, in the order of the table. */
export const stayEventCodes = Object.keys(stayEventKinds) as readonly StayEventKind[];

/** What an event tells beside its kind: codes and amounts only. `about` says why a stay waits. */
export type StayEventDetail = Readonly<Record<string, string | number | AttentionDetail>>;
