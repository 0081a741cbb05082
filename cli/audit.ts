import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { table } from './text.ts';

const verdict = z.union([
  z.object({ kind: z.literal('intact'), head: z.object({ sequence: z.int(), hash: z.string() }) }),
  z.object({ kind: z.literal('broken'), sequence: z.int() }),
]);

const page = z.looseObject({
  entries: z.array(
    z.looseObject({
      ...{ sequence: z.int(), at: z.string(), actor: z.string(), action: z.string() },
      ...{ zh: z.string(), en: z.string(), subject: z.string(), reason: z.string().nullable() },
    }),
  ),
  next: z.string().nullable(),
});

/** `hub audit …`: who did what, and whether the trail is still the one that was written. */
export function auditCommands(program: Command): void {
  const audit = program.command('audit').description('审计 · audit trail');
  audit
    .command('list')
    .description('何人何时对何事做了什么,最新在前 · who did what to what, newest first')
    .option('--actor <actor>', '某单位,或“单位/人员” · an organisation, or organisation/person')
    .option('--action <action>', '某类操作 · of one kind')
    .option(
      '--subject <subject>',
      '病例号、list/名单/版本、单位 · a case, list/<id>/<version>, an organisation',
    )
    .option('--from <day>', '自某日 · from this day on')
    .option('--until <day>', '至某日 · the last day')
    .option('--limit <count>', '最多多少条,不超过 200 · at most so many, up to 200', '50')
    .action(async function (this: Command, wanted: Readonly<Record<string, string>>) {
      const path = `/v1/audit?${new URLSearchParams(wanted).toString()}`;
      const found = await ask(findCounty(), page, { path, as: { role: 'operator' } });
      print(this, found, () => trailText(found));
    });
  audit
    .command('verify')
    .description('核验审计链;输出的锚点请另行保存 · verify the chain; keep the anchor it prints elsewhere')
    .option('--anchor <sequence:hash>', '上次保存的锚点 · the anchor of an earlier time')
    .action(async function (this: Command, { anchor }: { readonly anchor?: string }) {
      const path = `/v1/audit/verification${anchor === undefined ? '' : `?${queryOf(anchor)}`}`;
      const found = await ask(findCounty(), verdict, { path, as: { role: 'operator' } });
      print(this, found, () =>
        found.kind === 'intact'
          ? `完整 intact  ${found.head.sequence}:${found.head.hash}`
          : `第 ${found.sequence} 条缺失或被改动 · entry ${found.sequence} is missing or was altered`,
      );
      if (found.kind === 'broken') process.exitCode = 1;
    });
}

function trailText({ entries, next }: z.infer<typeof page>): string {
  if (entries.length === 0) return '没有这样的记录 · there is no such entry';
  const rows = entries.map(({ at, actor, zh, en, subject, reason }) => [
    ...[at, actor, `${zh} · ${en}`, subject, reason ?? ''],
  ]);
  const heads = ['时间 at', '何人 who', '操作 action', '对象 to what', '事由 reason'];
  const shown = table(
    heads.map((head) => ({ head })),
    rows,
  );
  return next === null ? shown : `${shown}\n更早的还有,请缩小范围 · there are earlier ones: narrow it down`;
}

function queryOf(anchor: string): string {
  const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(anchor) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new HubProblem('command-invalid', { detail: '--anchor is not like 12:<64 hexadecimal digits>' });
  return `sequence=${sequence}&hash=${hash}`;
}
