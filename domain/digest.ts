import { attentionTexts } from './attention-texts.ts';
import type { Instant, LocalDate } from './dates.ts';
import type { Attention, AttentionCode } from './stay.ts';

/** The county's own office in the digests. */
export const operatorsDigest = 'operator';

/** One thing that waits, as a digest tells it: codes and commands, nobody's name or number. */
export interface DigestItem {
  /** A case ref, a list with its version, or a party. */
  readonly subject: string;
  readonly step: string;
  readonly code: AttentionCode;
  /** Who must act. */
  readonly blockedOn: Attention['blockedOn'];
  readonly since: Instant;
  readonly due: Instant;
  readonly overdue: boolean;
  /** What looks at it and resolves it. */
  readonly commands: readonly string[];
}

/** The open work of one organisation on the morning of a day. */
export interface Digest {
  readonly day: LocalDate;
  readonly organisation: string;
  readonly madeAt: Instant;
  /** Longest beyond its due day first. */
  readonly items: readonly DigestItem[];
}

/** What people read of it, in its file and by `hub digest`. */
export function digestText({ day, organisation, madeAt, items }: Digest): string {
  const late = items.filter(({ overdue }) => overdue);
  const rest = items.filter(({ overdue }) => !overdue);
  const part = (head: string, some: readonly DigestItem[]) =>
    some.length === 0 ? [] : ['', head, ...some.map(itemText)];
  return [
    `待办日报 · daily digest  ${day}  ${organisation}`,
    `待办 ${items.length} 项,其中已过期限 ${late.length} 项 · ${items.length} open, ${late.length} overdue (${madeAt})`,
    ...part('已过期限 · overdue', late),
    ...part('未到期限 · not yet due', rest),
    '',
  ].join('\n');
}

function itemText({ subject, step, code, blockedOn, since, due, commands }: DigestItem): string {
  const { zh, en, todo } = attentionTexts[code];
  return [
    `- ${subject}/${step}  ${zh} · ${en} [${code}]`,
    `  由 · by ${blockedOn},自 · since ${since},期限 · due ${due}`,
    `  → ${todo.zh} · ${todo.en}`,
    ...commands.map((command) => `    ${command}`),
  ].join('\n');
}
