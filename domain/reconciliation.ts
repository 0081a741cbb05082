import type { Instant } from './dates.ts';
import type { Words } from './words.ts';

/** What a comparison of the store with Temporal and with itself may find: what it is, and what is to be done where the hub does not repair it. */
export const findingTexts = {
  'workflow-lost': {
    zh: 'Temporal 中没有该流程(如恢复备份后),而库中仍需办理',
    en: 'Temporal does not know the workflow (as after a restore), and the store still needs it',
    todo: {
      zh: '系统按库中阶段重新启动;仍出现时用 hub stay restart',
      en: 'the hub starts it anew at the stage of the store; if it shows again, hub stay restart',
    },
  },
  'workflow-gone': {
    zh: '流程被终止或失败',
    en: 'the workflow was terminated, or it failed',
    todo: {
      zh: '操作人员先查明原因,再用 hub stay restart(名单用 hub list restart)重新启动',
      en: 'the operator finds out why, then starts it anew: hub stay restart, of a list hub list restart',
    },
  },
  'workflow-paused': {
    zh: '流程已被暂停',
    en: 'the workflow is paused',
    todo: {
      zh: '操作人员问明何人因何暂停,再在 Temporal UI 中恢复',
      en: 'the operator finds out who paused it and why, then unpauses it in the Temporal UI',
    },
  },
  'workflow-behind': {
    zh: '流程的阶段落后于库(如 Temporal 恢复到较早时刻)',
    en: 'the workflow is at an earlier stage than the store (as after an older Temporal was restored)',
    todo: {
      zh: '系统重新通知;仍出现时由操作人员在 Temporal UI 查看该流程卡在哪一步',
      en: 'the hub tells it again; if it shows again, the operator looks in the Temporal UI where it stands',
    },
  },
  'workflow-ahead': {
    zh: '流程的阶段超前于库(如库恢复到较早时刻)',
    en: 'the workflow is at a later stage than the store (as after an older store was restored)',
    todo: {
      zh: '系统结束该流程并按库中阶段重新启动;请医院重报备份之后的业务',
      en: 'the hub ends it and starts it anew at the stage of the store; the hospital sends again what it sent since the backup',
    },
  },
  'workflow-over': {
    zh: '库中已办结,流程仍在运行',
    en: 'the store calls it over, and the workflow still runs',
    todo: {
      zh: '系统重新通知,流程随即自行结束;仍出现时由操作人员在 Temporal UI 查看',
      en: 'the hub tells it again, and it ends by itself; if it shows again, the operator looks in the Temporal UI',
    },
  },
  'workflow-without-row': {
    zh: '流程在运行,而库中没有对应记录',
    en: 'the workflow runs, and the store knows nothing of it',
    todo: {
      zh: '多在恢复较旧的库之后:请医院(名单为主管部门)重报;与对方单位核对后再决定是否终止',
      en: 'mostly after an older store was restored: the hospital (of a list, the agency) sends it again; compare with the parties before anybody terminates it',
    },
  },
  'nobody-acts': {
    zh: '有待办事项而无人办理,也没有待办提示',
    en: 'something is due, nobody does it, and nothing says why',
    todo: {
      zh: '系统重新通知流程;仍出现时由操作人员在 Temporal UI 查看,并告知系统维护者',
      en: 'the hub tells the workflow again; if it shows again, the operator looks in the Temporal UI and tells whoever maintains the hub',
    },
  },
  'attention-differs': {
    zh: 'Temporal 中显示的待办与库中不一致',
    en: 'the workflow shows another wait than the store has',
    todo: {
      zh: '系统重新通知;以库中(hub attention)为准',
      en: 'the hub tells it again; what the store says (hub attention) counts',
    },
  },
  'attention-without-cause': {
    zh: '待办提示的原因已不存在',
    en: 'something is said to wait whose cause is gone',
    todo: { zh: '系统自行清除', en: 'the hub clears it' },
  },
  'message-in-flight': {
    zh: '报文发出后进程中断,无人继续查询',
    en: 'whoever sent a message died, and nobody asked since what became of it',
    todo: {
      zh: '系统通知流程以原编号查询;仍出现时检查工作进程是否运行',
      en: 'the hub tells the workflow to ask under the same key; if it shows again, see whether the workers run',
    },
  },
  'ledger-off': {
    zh: '总账不符',
    en: 'the ledger does not add up',
    todo: {
      zh: '运维与医院财务查明所列账户的交易,查明之前勿再记账(hub ledger check)',
      en: 'the operator and the hospital’s finance find the transaction of the account named before anybody books anything (hub ledger check)',
    },
  },
  'cap-exceeded': {
    zh: '某人当年由该支付方承担的金额超过年度限额',
    en: 'a payer bears more of a person’s year than its cap',
    todo: {
      zh: '运维与该支付方核对所列病例,必要时更正账单(hub stay amend)',
      en: 'the operator and the payer compare the stays; a bill is amended where that is right (hub stay amend)',
    },
  },
  'closed-with-work': {
    zh: '病例已办结,而仍有未了款项',
    en: 'the stay is closed, and something is still owed on it',
    todo: {
      zh: '运维用 hub stay show 查看未了项目并告知系统维护者;医院仍可登记收款,账单有误时用 hub stay amend 重新打开',
      en: 'the operator sees by hub stay show what is left and tells whoever maintains the hub; payments are still booked, and hub stay amend opens the stay again where its bill is wrong',
    },
  },
  'insurer-differs': {
    zh: '医院结算与医保账目不符',
    en: 'the hub and the insurer differ on a settlement',
    todo: {
      zh: '医院财务用 hub insurer reconciliations 查看双方金额与应办事项,更正后再对账(hub insurer reconcile)',
      en: 'the hospital’s finance sees both figures and what is to be done by hub insurer reconciliations, and reconciles again once it is put right (hub insurer reconcile)',
    },
  },
  'cash-differs': {
    zh: '收费员日结与医院合计不符',
    en: 'what was taken at the windows on a day differs from the hospital’s own count',
    todo: {
      zh: '医院财务用 hub cash show 查看差异:漏登的缴费补登,合计有误的重新报送;确实不符的由另一人说明(hub cash explain)',
      en: 'the hospital’s finance sees where by hub cash show: enters the payment that is missing, or sends the count again; what stays is explained by somebody else (hub cash explain)',
    },
  },
} as const satisfies Record<string, Words & { readonly todo: Words }>;

/** What was found, by a stable code. */
export type FindingKind = keyof typeof findingTexts;

/** One thing that does not agree; codes only. */
export interface ReconcilerFinding {
  readonly kind: FindingKind;
  /** A case ref, a list with its version, or institution/party. */
  readonly subject: string;
  /** What of it: a workflow id, a step, a message key, or an account. */
  readonly about: string;
  /** Since when rounds in a row have found it (county time). */
  readonly since: Instant;
  /** The hub put it right, or told the workflow, in this round or within the hour before; false: a person's. */
  readonly repaired: boolean;
  /** When it was last repaired; null: never. */
  readonly repairedAt: Instant | null;
}
