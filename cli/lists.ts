import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { findCounty } from './county.ts';
import { ask, readReply, send } from './http.ts';
import { print } from './output.ts';

const version = z.looseObject({
  listId: z.string(),
  version: z.int(),
  state: z.string(),
  rows: z.looseObject({ received: z.number(), accepted: z.number(), rejected: z.number() }),
});
type Version = z.infer<typeof version>;

const underway: readonly string[] = ['received', 'staging', 'checked'];

/** `hub list …`: what an agency does, from a terminal. */
export function listCommands(program: Command): void {
  const group = program.command('list').description('名单 · lists');
  group
    .command('push <listId> <file>')
    .description('推送名单文件 · push a list file')
    .option('--wait', '等到处理完毕 · wait until it is dealt with')
    .action(async function (this: Command, listId: string, file: string) {
      const pushed = await push(listId, file);
      const shown = this.opts<{ wait?: boolean }>().wait === true ? await settledVersion(pushed) : pushed;
      print(this, shown, () => versionText(shown));
    });
  group
    .command('status <listId> [version]')
    .description('名单版本的进度 · how far a version is')
    .action(async function (this: Command, listId: string, number: string | undefined) {
      const shown = await status(listId, number ?? 'latest');
      print(this, shown, () => versionText(shown));
    });
}

async function push(listId: string, file: string): Promise<Version> {
  const county = findCounty();
  // Opened first: a file that is not there is the caller's error, not the network's.
  const handle = await open(file).catch((cause: unknown) => {
    throw new HubProblem('file-unreadable', { detail: file, cause });
  });
  const body = Readable.toWeb(createReadStream(file, { fd: handle })) as ReadableStream<Uint8Array>;
  const init = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${county.tokenOf({ role: 'agency', listId })}`,
      'content-type': 'text/csv',
    },
    body,
    duplex: 'half',
    signal: AbortSignal.timeout(600_000),
  } as const;
  const path = `/v1/lists/${encodeURIComponent(listId)}/versions`;
  return readReply(await send(new URL(path, county.api), init), version);
}

function status(listId: string, number: string): Promise<Version> {
  const path = `/v1/lists/${encodeURIComponent(listId)}/versions/${encodeURIComponent(number)}`;
  return ask(findCounty(), version, { path, as: { role: 'agency', listId } });
}

async function settledVersion(pushed: Version): Promise<Version> {
  for (let found = pushed; ; found = await status(pushed.listId, String(pushed.version))) {
    if (!underway.includes(found.state)) return found;
    await sleep(500);
  }
}

function versionText({ listId, version: number, state, rows }: Version): string {
  return [
    `${listId}  第 ${number} 版 · version ${number}  ${state}`,
    `  行 · rows  收到 ${rows.received} · received, 接受 ${rows.accepted} · accepted, 拒绝 ${rows.rejected} · rejected`,
  ].join('\n');
}
