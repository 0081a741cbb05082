import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type CheckedReply, checkCaptured } from '../adapters/medical-insurance/captured.ts';
import { chinaDate } from '../domain/dates.ts';
import { loadInsurerRegions } from '../policies/insurers/regions.ts';
import { filesIn } from './captured-files.ts';
import { insurerCallCommands } from './insurer-calls.ts';
import { conformanceCommands } from './insurer-conformance.ts';
import { insurerReconciliationCommands } from './insurer-reconciliations.ts';
import { regionValueCommands } from './insurer-values.ts';
import { print } from './output.ts';
import { table } from './text.ts';

/** `hub insurer check`: captured replies of a platform, read as the product would read them, without a server. */
export function insurerCommands(program: Command): void {
  const group = program.command('insurer').description('医保接口 · the insurer’s interface');
  conformanceCommands(group);
  insurerCallCommands(group);
  insurerReconciliationCommands(group);
  regionValueCommands(group);
  group
    .command('check <folder>')
    .description(
      '逐个读取抓取的应答,说明会如何理解、缺什么(无需服务器) · what each captured reply would be understood as; needs no server',
    )
    .action((folder: string, _options: unknown, command: Command) => {
      const regions = loadInsurerRegions();
      const today = chinaDate(Date.now());
      const checked = filesIn(folder).map((file) => ({
        file,
        ...checkCaptured(readFileSync(join(folder, file), 'utf8'), regions, today),
      }));
      print(command, checked, () => checkedText(checked));
    });
}

const kinds = {
  done: '已读懂 · understood',
  refused: '明确拒绝 · refused',
  unknown: '读不懂 · unknown',
} as const;

function checkedText(checked: readonly (CheckedReply & { readonly file: string })[]): string {
  const rows = checked.map(({ file, kind, value, code, text, missing = [] }) => [
    file,
    kinds[kind],
    [
      ...(code === undefined ? [] : [code]),
      ...(value === undefined || value === null ? [] : [JSON.stringify(value)]),
      ...(text === undefined ? [] : [`「${text}」`]),
      ...(missing.length === 0 ? [] : [`缺 · missing: ${missing.join('; ')}`]),
    ].join('  '),
  ]);
  const uncompared = checked.filter(({ compared }) => compared === false).length;
  const columns = [{ head: '文件 · file' }, { head: '结果 · result' }, { head: '内容 · what' }];
  return [
    table(columns, rows),
    ...(uncompared === 0
      ? []
      : [
          `${uncompared} 个文件没有请求,未与所问核对 · files without a request: not held against their question`,
        ]),
  ].join('\n');
}
