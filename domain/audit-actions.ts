import { entryOf } from './entry.ts';
import type { Wording, Words } from './words.ts';

/** What people and systems did that the audit trail tells. A name stays: entries are never rewritten. */
export const auditActions = {
  'identity-shown': { zh: '查看身份信息', en: 'looked at who the patient is' },
  'phone-changed': { zh: '更正联系电话', en: 'changed the number at which the patient is reached' },
  'names-shown': { zh: '查看名单中不一致的姓名', en: 'looked at names that a list spells otherwise' },
  'notice-shown': { zh: '查看或打印告知书', en: 'looked at a notice to the patient' },
  'paper-printed': { zh: '打印文书', en: 'printed a paper' },
  'conditions-shown': { zh: '查看条件核查记录', en: 'looked at who checked what' },
  'insurer-calls-shown': { zh: '查看医保交互报文', en: 'looked at what was said to the insurer' },
  'registry-search': { zh: '登记库查询', en: 'searched the registry' },
  'check-eligibility': { zh: '入院前资格查询', en: 'asked before an admission' },
  'check-eligibility-refused': { zh: '资格查询超限', en: 'asked more often than is allowed' },
  'register-institution': { zh: '登记医疗机构', en: 'registered an institution' },
  'register-party': { zh: '登记单位', en: 'registered an organisation' },
  'register-actor': { zh: '登记人员', en: 'registered a person' },
  'register-list': { zh: '登记名单', en: 'registered a list' },
  'register-peer': { zh: '登记对端系统', en: 'registered a system of the registry' },
  'revoke-credential': { zh: '吊销凭证', en: 'revoked a credential' },
  'enter-parameter': { zh: '录入县级参数', en: "entered a county's parameter" },
  'propose-rule': { zh: '提出机构规则', en: "proposed a hospital's rule" },
  'confirm-rule': { zh: '确认机构规则', en: "confirmed a hospital's rule" },
  'propose-rule-end': { zh: '提出提前终止机构规则', en: "proposed an early end of a hospital's rule" },
  'confirm-rule-end': { zh: '确认提前终止机构规则', en: "confirmed an early end of a hospital's rule" },
  'propose-region-value': { zh: '提出医保接口补录', en: "proposed a value of an insurer's tables" },
  'confirm-region-value': { zh: '确认医保接口补录', en: "confirmed a value of an insurer's tables" },
  'hold-party': { zh: '暂停向单位发送', en: 'put a party on hold' },
  'release-party': { zh: '恢复向单位发送', en: 'released a party' },
  reconcile: { zh: '核对并修复', en: 'let the reconciler do a round' },
  restart: { zh: '重启病例流程', en: "started a stay's workflow again" },
  'list-restart': { zh: '重启名单流程', en: "started a list's workflow again" },
  'list-release': { zh: '放行名单', en: 'released a version of a list' },
  'list-reject': { zh: '退回名单', en: 'rejected a version of a list' },
  'resolution-propose': { zh: '提出处理', en: 'proposed a resolution' },
  'resolution-confirm': { zh: '确认处理', en: 'confirmed a resolution' },
  'resolution-withdraw': { zh: '撤回处理', en: 'withdrew a resolution' },
  'resolution-bulk': { zh: '批量处理', en: 'ordered a resolution for many stays' },
  'resolution-bulk-withdraw': { zh: '撤回批量处理', en: 'withdrew what was ordered for many stays' },
  'announcement-read': { zh: '上传告知名册', en: 'sent the numbers of an announcement' },
  'announcement-propose': { zh: '提出放行告知', en: 'released an announcement as the first' },
  'announcement-release': { zh: '确认放行告知', en: 'released an announcement as the second' },
  'announcement-pause': { zh: '暂停告知', en: 'paused an announcement' },
  'announcement-resume': { zh: '恢复告知', en: 'let an announcement go on' },
  'announcement-stop': { zh: '停止告知', en: 'stopped an announcement' },
  'text-opt-out': { zh: '登记退订短信', en: 'noted that a number wants no announcements' },
  'text-opt-in': { zh: '取消退订短信', en: 'noted that a number wants announcements again' },
  'registry-subscribe': { zh: '订阅登记变更', en: 'subscribed to the registry' },
  'registry-unsubscribe': { zh: '取消订阅', en: 'ended a subscription to the registry' },
  'put-webhook': { zh: '设置推送地址', en: 'set an address to be told at' },
  'remove-webhook': { zh: '删除推送地址', en: 'removed an address to be told at' },
  'put-delivery-key': { zh: '登记名单下发公钥', en: 'registered a key to which the lists are sealed' },
  'remove-delivery-key': { zh: '注销名单下发公钥', en: 'withdrew the key to which the lists are sealed' },
  'ask-list-delivery': { zh: '请求下发名单', en: 'asked for a delivery of the lists' },
  'fetch-list-delivery': { zh: '取走下发的名单', en: 'fetched a page of a delivery of the lists' },
  'receipt-list-delivery': { zh: '名单下发回执', en: 'receipted a delivery of the lists' },
  'rotate-webhook-secret': { zh: '更换推送密钥', en: 'took a new secret for an address' },
} as const satisfies Wording;
export type AuditAction = keyof typeof auditActions;
export const auditActionCodes = Object.keys(auditActions) as readonly AuditAction[];

/** In words; a name of an earlier version says itself. */
export function auditActionWords(action: string): Words {
  return entryOf(auditActions, action) ?? { zh: action, en: action };
}
