import { detailText } from './attention-detail.ts';
import { dueAt } from './attention-due.ts';
import { attentionTexts } from './attention-texts.ts';
import type { Attention } from './stay.ts';

/** Current details of a waiting workflow, as the Markdown that the Temporal UI renders; codes and amounts only. */
export function attentionDetails(attention: Attention): string {
  const text = attentionTexts[attention.code];
  const why = attention.detail && detailText(attention.detail);
  return [
    `**${text.zh}** · ${text.en}`,
    '',
    '| | |',
    '|---|---|',
    ...(why === undefined ? [] : [`| 原因 · why | ${why.zh} · ${why.en} |`]),
    `| 等待 · waits for | \`${attention.blockedOn}\` |`,
    `| 步骤 · step | \`${attention.step}\` |`,
    `| 自 · since | ${attention.since} |`,
    `| 期限 · due | ${dueAt(attention.code, attention.since)} |`,
    `| 怎么办 · what to do | ${text.todo.zh} · ${text.todo.en} |`,
    `| 手册 · runbook | docs/OPERATIONS.md#${attention.code} |`,
  ].join('\n');
}
