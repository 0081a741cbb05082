import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { listFormatCodes } from '../domain/list-formats.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { nightlyCommand } from './list-nights.ts';
import { followed } from './list-progress.ts';
import { pull, pullText } from './list-pull.ts';
import { pushFile } from './list-upload.ts';
import { type ListVersion, listVersion, version, versionPath, versionText } from './list-version.ts';
import { print, wantsJson } from './output.ts';

interface PushOptions {
  readonly wait?: boolean;
  readonly asOf?: string;
  readonly kind?: string;
  readonly review?: boolean;
  readonly format?: string;
}

interface PullOptions {
  readonly wait?: boolean;
  readonly as: string;
}

/** `hub list …`: what an agency does, from a terminal. */
export function listCommands(program: Command): void {
  const group = program.command('list').description('名单 · lists');
  group
    .command('push <listId> <file>')
    .description(`推送名单文件(${listFormatCodes.join(' ')}) · push a list file`)
    .option('--wait', '等到处理完毕 · wait until it is dealt with')
    .option('--as-of <day>', '名单日期 YYYY-MM-DD,默认今天 · the day the list speaks for')
    .option('--kind <kind>', 'full 全量或 delta 增量 · full or delta', 'full')
    .option('--review', '发布前复核 · hold it until somebody has looked')
    .option('--format <format>', `${listFormatCodes.join(', ')};默认按扩展名 · by the file name unless said`)
    .action(async (listId: string, file: string, options: PushOptions, command: Command) => {
      const quiet = wantsJson(command);
      const pushed = await pushFile({ listId, file, quiet, ...options });
      const shown = options.wait === true ? await followed(pushed, quiet) : pushed;
      print(command, options.wait === true ? resultOf(shown) : shown, () => versionText(shown));
      // A version that does not serve is not what was asked for; the result above says why.
      if (options.wait === true && ['failed', 'rejected'].includes(shown.state)) process.exitCode = 1;
    });
  group
    .command('pull <listId>')
    .description('立即从主管部门拉取名单 · fetch it from its agency now')
    .option('--wait', '等到处理完毕 · wait until it is dealt with')
    .option('--as <role>', 'operator 或 agency · whose credential', 'operator')
    .action(async (listId: string, options: PullOptions, command: Command) => {
      const as = speaker(listId, options.as);
      const pulled = await pull(listId, { as, wait: options.wait === true, quiet: wantsJson(command) });
      print(command, pulled.version === null ? pulled.pull : resultOf(pulled.version), () =>
        pullText(pulled),
      );
      const failed =
        pulled.pull.state === 'failed' || ['failed', 'rejected'].includes(pulled.version?.state ?? '');
      if (failed) process.exitCode = 1;
    });
  nightlyCommand(group);
  group
    .command('status <listId> [version]')
    .description('名单版本的进度 · how far a version is')
    .action(async (listId: string, number: string | undefined, _options: unknown, command: Command) => {
      const shown = await version(listId, number ?? 'latest');
      print(command, shown, () => versionText(shown));
    });
  group
    .command('release <listId> [version]')
    .description('放行或退回待复核的版本 · release or reject a held version')
    .option('--reject', '退回 · reject it')
    .option('--as <role>', 'operator 或 agency · whose credential', 'operator')
    .action(
      async (
        listId: string,
        number: string | undefined,
        options: { readonly reject?: boolean; readonly as: string },
        command: Command,
      ) => {
        const held = await version(listId, number ?? 'latest');
        const as = speaker(listId, options.as);
        const path = `${versionPath(listId, String(held.version))}/${options.reject === true ? 'reject' : 'release'}`;
        const decided = await ask(findCounty(), listVersion, { method: 'POST', path, as });
        const shown = await followed(decided, wantsJson(command), ['held']);
        print(command, resultOf(shown), () => versionText(shown));
      },
    );
  group
    .command('restart <listId> [version]')
    .description('流程已不存在时重新启动 · start it anew when its workflow is gone')
    .action(async (listId: string, number: string | undefined, _options: unknown, command: Command) => {
      const path = `${versionPath(listId, number ?? 'latest')}/restart`;
      const shown = await ask(findCounty(), listVersion, { method: 'POST', path, as: { role: 'operator' } });
      print(command, shown, () => versionText(shown));
    });
  group
    .command('errors <listId> [version]')
    .description('被拒绝的行 · rejected rows')
    .action(async (listId: string, number: string | undefined, _options: unknown, command: Command) => {
      const path = `${versionPath(listId, number ?? 'latest')}/errors`;
      const shown = await ask(findCounty(), errorPage, { path, as: { role: 'agency', listId } });
      print(command, shown, () => shown.errors.map(errorText).join('\n'));
    });
}

const errorPage = z.looseObject({
  errors: z.array(
    z.looseObject({
      row: z.int(),
      problems: z.array(z.looseObject({ code: z.string(), zh: z.string(), en: z.string() })),
    }),
  ),
});

function errorText({ row, problems }: z.infer<typeof errorPage>['errors'][number]): string {
  return `第 ${row} 行 · row ${row}: ${problems.map(({ zh, code }) => `${zh} [${code}]`).join(' ')}`;
}

function speaker(listId: string, role: string): Speaker {
  if (role === 'operator') return { role };
  if (role === 'agency') return { role, listId };
  throw new HubProblem('command-invalid', { detail: '--as operator | agency' });
}

/** What a program reads of a version that was dealt with: a stable contract. `reasons` says why it is held, turned away or failed. */
function resultOf({ version: number, state, rows, members, reasons }: ListVersion) {
  return { version: number, state, rows, members, reasons };
}
