import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';

/** A version of a list as the hub shows it. */
export const listVersion = z.looseObject({
  listId: z.string(),
  version: z.int(),
  state: z.string(),
  rows: z.object({ received: z.number(), accepted: z.number(), rejected: z.number() }),
  members: z
    .object({
      before: z.number(),
      added: z.number(),
      changed: z.number(),
      unchanged: z.number(),
      removed: z.number(),
      kept: z.number(),
      notNamed: z.number(),
      after: z.number(),
    })
    .nullable(),
  effects: z.object({ coverEnds: z.number(), coverBegins: z.number(), coverChanges: z.number() }).nullable(),
  reasons: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
  // Not in every answer about a version.
  attention: z
    .array(
      z.looseObject({
        ...{ code: z.string(), zh: z.string(), en: z.string(), since: z.string(), due: z.string() },
        todo: z.object({ zh: z.string(), en: z.string() }),
      }),
    )
    .optional(),
});
export type ListVersion = z.infer<typeof listVersion>;

/** Asks for one version by its number or `latest`; with `seconds`, once the hub has dealt with it, at the latest then. */
export function version(listId: string, number: string, seconds = 0): Promise<ListVersion> {
  return ask(findCounty(), listVersion, {
    path: versionPath(listId, number),
    as: { role: 'agency', listId },
    ...(seconds > 0 ? { headers: { prefer: `wait=${seconds}` } } : {}),
  });
}

/** Where a version is found. */
export function versionPath(listId: string, number: string): string {
  return `/v1/lists/${encodeURIComponent(listId)}/versions/${encodeURIComponent(number)}`;
}

const stateTexts: Readonly<Record<string, string>> = {
  received: '已接收 · received',
  staging: '读取中 · being read',
  checked: '已比较 · compared',
  held: '待另一人复核 · waits for a second person',
  released: '已发布 · released',
  rejected: '已退回 · rejected',
  failed: '未能处理 · failed',
  superseded: '已被替换 · replaced by a later version',
};

/** What a person reads about a version. */
export function versionText({
  listId,
  version,
  state,
  rows,
  members,
  effects,
  reasons,
  attention = [],
}: ListVersion): string {
  const lines = [
    `${listId}  第 ${version} 版 · version ${version}  ${entryOf(stateTexts, state) ?? state}`,
    `  行 · rows     收到 ${rows.received} received = 接受 ${rows.accepted} accepted + 拒绝 ${rows.rejected} rejected`,
  ];
  if (members !== null) {
    const { before, added, changed, unchanged, removed, kept, notNamed, after } = members;
    lines.push(
      `  人 · members  原有 ${before} before → 现有 ${after} after: 新增 ${added} added, 变更 ${changed} changed, 不变 ${unchanged} unchanged,`,
      `                退出 ${removed} removed, 保留 ${kept} kept, 未提及 ${notNamed} not named`,
    );
  }
  if (effects !== null && effects.coverEnds + effects.coverBegins + effects.coverChanges > 0)
    lines.push(
      `  在院 · in hospital  ${effects.coverEnds} 人不再列入 lose it, ${effects.coverBegins} 人新列入 gain it, ${effects.coverChanges} 人有变更 change`,
    );
  for (const { code, zh, en } of reasons) lines.push(`  ! ${zh} · ${en} [${code}]`);
  for (const { code, zh, en, since, due, todo } of attention)
    lines.push(
      `  ! ${zh} · ${en} [${code}]`,
      `    自 · since ${since}, 期限 · due ${due}`,
      `    → ${todo.zh} · ${todo.en}`,
    );
  return lines.join('\n');
}
