import { detailText } from './attention-detail.ts';
import { dueAt } from './attention-due.ts';
import { attentionTexts } from './attention-texts.ts';
import type { InstitutionId } from './ids.ts';
import type { Attention } from './stay.ts';

/** Seconds until the next try after `attempts` failed ones: quickly at first, then twice a minute, then every five. */
export function retryAfterSeconds(attempts: number): number {
  if (attempts >= 24) return 300;
  return Math.min(2 ** attempts, 30);
}

/** Who must act next: a role, and the organisation where there is one of its own. */
export function whoActs(
  { blockedOn }: Pick<Attention, 'blockedOn'>,
  institution: InstitutionId,
): { readonly role: 'operator' | 'hospital' | 'agency' | 'payer'; readonly organisation: string | null } {
  switch (blockedOn) {
    case 'operator':
    case 'hub':
      return { role: 'operator', organisation: null };
    case 'hospital':
      return { role: 'hospital', organisation: institution };
    case 'civil-affairs':
    case 'rural-revitalization':
      return { role: 'agency', organisation: blockedOn };
    default:
      return { role: 'payer', organisation: blockedOn };
  }
}

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
