import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { speakerOf } from './resolutions.ts';
import { table } from './text.ts';

const entered = z.looseObject({
  ...{ section: z.string(), name: z.string(), validFrom: z.string(), value: z.unknown() },
  ...{ source: z.string(), state: z.string(), proposedBy: z.string(), confirmedBy: z.string().nullable() },
});
const values = z.looseObject({ values: z.array(entered) });

interface Enter {
  readonly from?: string;
  readonly source?: string;
  readonly as?: string;
}

/** `hub insurer values` and `hub insurer enter`: what a county enters for its insurer's tables beside policies/insurers. */
export function regionValueCommands(group: Command): void {
  group
    .command('values <division>')
    .description('统筹区接口的补录内容 · what was entered for the tables of a region')
    .action(async function (this: Command, division: string) {
      const path = `/v1/insurer-regions/${encodeURIComponent(division)}/values`;
      const found = await ask(findCounty(), values, { path, as: { role: 'operator' } });
      print(this, found, () => valuesText(found.values));
    });
  group
    .command('enter <division> <section> <name> <file>')
    .description(
      '补录一项编码或用语(两人先后录入同样内容;文件为 JSON,写法同 policies/insurers) · complete a region’s table; two people enter the same, the file is JSON',
    )
    .requiredOption('--from <day>', '自何日起 · the first day of which it counts')
    .requiredOption('--source <text>', '依据文件 · the paper that says so')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (this: Command, ...said: [string, string, string, string, Enter]) {
      const [division, section, name, file, { from: validFrom, source, as }] = said;
      const path = `/v1/insurer-regions/${[division, section, name].map(encodeURIComponent).join('/')}`;
      const body = { validFrom, source, value: readJsonFile(file) };
      const to = { method: 'PUT', path, as: speakerOf(as) ?? { role: 'operator' }, body } as const;
      const done = await ask(findCounty(), entered, to);
      print(this, done, () => valuesText([done]));
    });
}

function valuesText(found: readonly z.infer<typeof entered>[]): string {
  if (found.length === 0) return '没有补录:以 policies/insurers 为准 · nothing was entered: the files count';
  return table(
    [
      ...[{ head: '项 · entry' }, { head: '自 · from' }, { head: '内容 · value' }, { head: '依据 · source' }],
      ...[{ head: '状态 · state' }, { head: '提出 · by' }, { head: '确认 · confirmed' }],
    ],
    found.map(({ section, name, validFrom, value, source, state, proposedBy, confirmedBy }) => [
      ...[`${section}.${name}`, validFrom, JSON.stringify(value), source],
      ...[state === 'in-force' ? '生效 · in force' : '待确认 · proposed', proposedBy, confirmedBy ?? '-'],
    ]),
  );
}
