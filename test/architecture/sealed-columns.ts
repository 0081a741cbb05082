import type { Words } from '../../domain/words.ts';
import type { tables } from '../../store/postgres/tables.ts';

type AllTables = typeof tables;
/** Every column whose values are sealed, as `<table>.<column>`. */
export type SealedColumn = {
  [Table in keyof AllTables]: `${Table}.${Extract<keyof AllTables[Table], `${string}Sealed`>}`;
}[keyof AllTables];

/** What is sealed, and when it goes; null: it stays, as evidence of what was decided and paid. */
export interface Sealed extends Words {
  readonly goes: Words | null;
}

const after180 = { zh: '180 天后', en: 'after 180 days' } as const;
const withNext = { zh: '下一版启用后', en: 'when the next version serves' } as const;

/** The register of what the store holds sealed: of people, and of what tells an illness. docs/SEALED-DATA.md is made from it. */
export const sealedColumns: Readonly<Record<SealedColumn, Sealed>> = {
  'actors.nameSealed': { zh: '经办人姓名', en: 'name of a person who acts', goes: null },
  'agreements.signersSealed': {
    zh: '协议签署人、见证人',
    en: 'who signed the agreement, and who saw it',
    goes: null,
  },
  'amendments.billSealed': { zh: '更正后的账单', en: 'a corrected bill', goes: null },
  'announcementRecipients.phoneSealed': {
    ...{ zh: '告知短信的号码', en: 'numbers of an announcement' },
    goes: { zh: '告知结束 30 天后', en: '30 days after its end' },
  },
  'bulkResolutions.evidenceSealed': {
    zh: '批量处理的依据',
    en: 'the evidence of an act about many stays',
    goes: null,
  },
  'chargeLists.entriesSealed': { zh: '一日清单明细', en: 'the items of a day’s charges', goes: null },
  'checks.checkSealed': {
    zh: '人员类别核对：何人核对、所见何证',
    en: 'a look at the category: by whom, what they saw',
    goes: null,
  },
  'conditionRecords.recordSealed': { zh: '手续登记', en: 'what was shown, signed or recorded', goes: null },
  'coreAnswers.replySealed': {
    zh: '医院转交的医保回执',
    en: 'an insurer’s reply that the hospital delivered',
    goes: null,
  },
  'decisions.decisionSealed': { zh: '资格判定及理由', en: 'a decision with its reasons', goes: null },
  'discharges.billSealed': { zh: '出院账单', en: 'the bill', goes: null },
  'insurerRegistrations.personNoSealed': {
    zh: '医保人员编号',
    en: 'the insurer’s number of the person',
    goes: null,
  },
  'listChunks.bytesSealed': { zh: '名单文件', en: 'the file of a list', goes: withNext },
  'messages.bodySealed': { zh: '发往各单位的报文', en: 'a message to a party', goes: null },
  'messages.replySealed': {
    ...{ zh: '各单位的回执', en: 'a party’s reply' },
    goes: {
      zh: '“尚未办理”的回执 200 天后，其余保留',
      en: 'a payer’s “not yet” after 200 days, all else stays',
    },
  },
  'people.identitySealed': {
    zh: '姓名、证件号、地址、电话',
    en: 'name, numbers, address, phone',
    goes: null,
  },
  'registryDeliveries.bodySealed': {
    zh: '送往登记系统的内容',
    en: 'what a registry’s peer is told',
    goes: after180,
  },
  'registryPeers.tokenSealed': { zh: '登记系统的凭据', en: 'a peer’s credential', goes: null },
  'registryRequests.outcomeSealed': {
    zh: '对登记系统查询的答复',
    en: 'what a peer’s question came to',
    goes: after180,
  },
  'repaymentPlans.signersSealed': {
    zh: '分期协议签署人',
    en: 'who signed a plan of instalments',
    goes: null,
  },
  'replacedBills.billSealed': { zh: '被更正的账单', en: 'a bill that was corrected', goes: null },
  'resolutions.replacedSealed': { zh: '被更正前的事实', en: 'a fact before it was corrected', goes: null },
  'resolutions.wantedSealed': {
    zh: '处理的内容和依据',
    en: 'what a person asked for, and on what evidence',
    goes: null,
  },
  'settlements.requestSealed': {
    zh: '结算所依据的事实',
    en: 'what a settlement was worked out from',
    goes: null,
  },
  'stays.arrivalSealed': {
    zh: '入院时的诊断、病区、医师等',
    en: 'diagnosis, ward and doctors at the admission',
    goes: null,
  },
  'stays.coverSealed': { zh: '参保情况', en: 'the cover', goes: null },
  'stays.nameSealed': { zh: '窗口录入的姓名', en: 'the name as the window wrote it', goes: null },
  'textMessages.phoneSealed': {
    zh: '短信发往的号码',
    en: 'the number that a text message went to',
    goes: null,
  },
  'waiverEnds.reasonSealed': { zh: '终止免押金的理由', en: 'why the waiver ended', goes: null },
  'webhooks.previousSealed': { zh: '回调的前一密钥', en: 'a webhook’s secret before', goes: null },
  'webhooks.secretSealed': { zh: '回调的密钥', en: 'a webhook’s secret', goes: null },
};
