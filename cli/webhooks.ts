import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerOf } from './resolutions.ts';
import { table } from './text.ts';

const webhook = z.looseObject({
  ...{ party: z.string(), name: z.string(), url: z.string(), topics: z.array(z.string()), state: z.string() },
  ...{ failures: z.int(), failingSince: z.string().nullable(), lastCode: z.string().nullable() },
  ...{ owed: z.int(), givenUp: z.int(), takenAt: z.string().nullable() },
});
type Webhook = z.infer<typeof webhook>;
const page = z.looseObject({ webhooks: z.array(webhook) });
const entered = z.looseObject({ name: z.string(), url: z.string(), secret: z.string().nullable() });
const rotated = z.looseObject({ secret: z.string(), previousUntil: z.string() });
const pinged = z.looseObject({ taken: z.boolean(), code: z.string(), ms: z.int() });
const message = z.looseObject({
  ...{ id: z.string(), type: z.string(), subject: z.string(), time: z.string() },
});
const replayed = z.looseObject({ events: z.array(message), more: z.boolean() });

interface Options {
  readonly as?: string;
  readonly topics?: string;
  readonly after?: string;
}

const asOption = [
  '--as <organisation/person>',
  '由谁办理 · who acts, as organisation/actor; left out: the operator',
] as const;

/** `hub webhook …`: where an organisation is told what happens. */
export function webhookCommands(program: Command): void {
  const group = program
    .command('webhook')
    .description('事件推送地址 · where an organisation is told what happens');
  group
    .command('list')
    .description('推送地址及其状态 · addresses, and how each does')
    .option(...asOption)
    .action(async function (this: Command, options: Options) {
      const found = await ask(findCounty(), page, { path: '/v1/webhooks', as: speaker(options) });
      print(this, found, () => listText(found.webhooks));
    });
  group
    .command('put <name> <url>')
    .description('登记、更改或重新启用推送地址 · register an address, change it, or switch it on again')
    .option('--topics <topics>', '逗号分隔,省略为全部 · comma-separated; left out: all of them')
    .option(...asOption)
    .action(async function (this: Command, name: string, url: string, options: Options) {
      const topics = options.topics?.split(',').map((topic) => topic.trim());
      const body = { url, ...(topics === undefined ? {} : { topics }) };
      const path = pathOf(name);
      const done = await ask(findCounty(), entered, { method: 'PUT', path, as: speaker(options), body });
      print(this, done, () => enteredText(done));
    });
  group
    .command('ping <name>')
    .description('立即发送测试消息 · send a test message now')
    .option(...asOption)
    .action(async function (this: Command, name: string, options: Options) {
      const path = `${pathOf(name)}/ping`;
      const done = await ask(findCounty(), pinged, { method: 'POST', path, as: speaker(options) });
      print(
        this,
        done,
        () => `${done.taken ? '已收到 · taken' : '未收到 · not taken'}  ${done.code}  ${done.ms} ms`,
      );
    });
  group
    .command('rotate <name>')
    .description('更换签名密钥 · a new secret; the one before signs too for a week')
    .option(...asOption)
    .action(async function (this: Command, name: string, options: Options) {
      const path = `${pathOf(name)}/secret`;
      const done = await ask(findCounty(), rotated, { method: 'POST', path, as: speaker(options) });
      print(this, done, () => `${done.secret}\n旧密钥有效至 · the one before until ${done.previousUntil}`);
    });
  removeCommand(group);
  eventsCommand(group);
}

function removeCommand(group: Command): void {
  group
    .command('remove <name>')
    .description('删除推送地址 · tell an address nothing more')
    .option(...asOption)
    .action(async function (this: Command, name: string, options: Options) {
      const reply = z.looseObject({ name: z.string() });
      const path = pathOf(name);
      const done = await ask(findCounty(), reply, { method: 'DELETE', path, as: speaker(options) });
      print(this, done, () => `${done.name} 已删除 · removed`);
    });
}

function eventsCommand(group: Command): void {
  group
    .command('events <name>')
    .description('补读消息 · what an address was told and is owed, in order')
    .option('--after <id>', '已有的最后一条 · id of the last message that you have')
    .option(...asOption)
    .action(async function (this: Command, name: string, options: Options) {
      const county = findCounty();
      const events: z.infer<typeof message>[] = [];
      for (let [more, after] = [true, options.after]; more; ) {
        const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
        const path = `${pathOf(name)}/events${query}`;
        const read = await ask(county, replayed, { path, as: speaker(options) });
        events.push(...read.events);
        [more, after] = [read.more, read.events.at(-1)?.id];
      }
      print(this, { events }, () =>
        events.map(({ id, time, subject, type }) => `${time}  ${subject}  ${type}  ${id}`).join('\n'),
      );
    });
}

function pathOf(name: string): string {
  return `/v1/webhooks/${encodeURIComponent(name)}`;
}

function speaker({ as }: Options): Speaker {
  return speakerOf(as) ?? { role: 'operator' };
}

function enteredText({ name, url, secret }: z.infer<typeof entered>): string {
  const on = `${name}  ${url}  已启用 · on`;
  return secret === null ? on : `${on}\n签名密钥,只显示这一次 · the secret, shown this once:\n${secret}`;
}

function listText(found: readonly Webhook[]): string {
  if (found.length === 0) return '没有推送地址 · no webhooks';
  return table(
    [
      '地址 · webhook',
      '状态 · state',
      '失败 · failed',
      '原因 · code',
      '待送 · owed',
      '放弃 · given up',
      'URL',
    ].map((head) => ({ head })),
    found.map(({ party, name, state, failures, failingSince, lastCode, owed, givenUp, url }) => [
      ...[`${party}/${name}`, state, failingSince === null ? '-' : `${failures} (${failingSince})`],
      ...[lastCode ?? '-', String(owed), String(givenUp), url],
    ]),
  );
}
