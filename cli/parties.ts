import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const revoked = z.object({ id: z.string(), revoked: z.int(), left: z.int() });

interface Options {
  readonly all?: boolean;
  readonly actor?: string;
  readonly token?: string;
  readonly reason: string;
}

/** `hub party …`: who may call the hub. */
export function partyCommands(program: Command): void {
  program
    .command('party')
    .description('参与方 · callers')
    .command('revoke <party>')
    .description('吊销凭证,立即生效 · revoke credentials, at once')
    .option('--all', '该参与方的全部凭证 · every credential of this caller')
    .option(
      '--token <file>',
      '只吊销这一个,文件内容为凭证,- 为标准输入 · only this one: a file that holds it, - is standard input',
    )
    .option('--actor <actor>', '与 --all 同用:只吊销此人或此系统的 · with --all: only this person or machine')
    .option('--reason <reason>', 'leaked | replaced | left', 'leaked')
    .action(async function (this: Command, party: string, { all, actor, token, reason }: Options) {
      if ((all === true) === (token !== undefined) || (actor !== undefined && all !== true))
        throw new HubProblem('command-invalid', { detail: 'either --all or --token <file>' });
      const path = `/v1/parties/${encodeURIComponent(party)}/revocations`;
      const body = { reason, ...(token === undefined ? { all: true, actor } : { token: readSecret(token) }) };
      const done = await ask(findCounty(), revoked, { method: 'POST', path, as: { role: 'operator' }, body });
      print(this, done, () => `${done.id}  已吊销 ${done.revoked} revoked,仍有效 ${done.left} still work`);
    });
}

/** Never from the command line: it would stand in the shell's history and in the list of processes. */
function readSecret(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  } catch (cause) {
    throw new HubProblem('file-unreadable', { detail: file, cause });
  }
}
