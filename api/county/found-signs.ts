import type { Words } from '../../domain/words.ts';

/** One thing that was looked at. */
export interface HealthSign extends Words {
  readonly sign: string;
  readonly state: 'ok' | 'wrong' | 'unknown';
  readonly todo: Words | null;
  readonly count: number;
  readonly longest: readonly { readonly subject: string; readonly since: string | null }[];
}

/** In both languages. */
export function words(zh: string, en: string): Words {
  return { zh, en };
}

/** What could not be looked at is never well. */
export function unknownSign(sign: string, { zh, en }: Words): HealthSign {
  const [said, todo] = [words(`${zh}:未能检查`, `${en}: not looked at`), null];
  return { sign, state: 'unknown', ...said, todo, count: 0, longest: [] };
}

/** What is told as it was found, with what is to be done. */
const foundTexts = {
  reconciler: {
    ...words('库、流程与账目的差异', 'what store, workflows and books say differently'),
    todo: words(
      '用 hub reconcile --dry-run 查看每一项及处理办法',
      'hub reconcile --dry-run tells each of them and what to do',
    ),
  },
  webhooks: {
    ...words('停用或持续失败的推送地址', 'webhooks that are off, or fail'),
    todo: words(
      '告知该单位:用 hub webhook list 查看原因,修复后用 hub webhook put 重新启用;期间消息不丢失',
      'tell the organisation: hub webhook list says why; hub webhook put switches it on again once it is mended; nothing that happened meanwhile is lost',
    ),
  },
  'list-deliveries': {
    ...words('未回执的名单下发', 'lists that a hospital did not take'),
    todo: words(
      '告知该机构:其系统用 GET /v1/list-deliveries 取走并回执(hub delivery status 可看停在哪一步);公钥已更换的,由卫健委两人按新指纹重新开通;不再下发的,用 hub institution end 停止',
      'tell the hospital: its system fetches and receipts what GET /v1/list-deliveries shows (hub delivery status says how far it came); where its key changed, two people of the health commission put the rule with the new thumbprint; hub institution end stops what is not wanted any more',
    ),
  },
  'workflow-failing': {
    ...words('反复失败的流程任务', 'workflows whose tasks fail again and again'),
    todo: words(
      '多为版本或密钥问题:在 Temporal UI 中查看其最近失败,使工作进程回到能运行的版本或补齐密钥;勿终止流程',
      'mostly a version or a key: see the last failure in the Temporal UI, start a version of the workers that can run it or add the key; do not terminate it',
    ),
  },
  'workflow-without-row': {
    ...words('库中没有对应记录的流程', 'workflows without a row'),
    todo: words(
      '多在恢复较旧的数据库备份后出现:先与对方单位核对该病例或名单,再决定是否终止该流程',
      'mostly after an older backup of the store was restored: check the case or list with the parties first, then decide whether to terminate it',
    ),
  },
} as const;

/** What was found of it, ten of them by name; null: it was not looked at. */
export function foundSign(
  sign: keyof typeof foundTexts,
  found: readonly { readonly subject: string; readonly since: string | null }[] | null,
): HealthSign {
  const { zh, en, todo } = foundTexts[sign];
  if (found === null) return unknownSign(sign, { zh, en });
  const count = found.length;
  const longest = found.slice(0, 10).map(({ subject, since }) => ({ subject, since }));
  if (count === 0)
    return { sign, state: 'ok', zh: `${zh}:无`, en: `${en}: none`, todo: null, count, longest };
  return { sign, state: 'wrong', zh: `${zh}:${count}`, en: `${en}: ${count}`, todo, count, longest };
}
