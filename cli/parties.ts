import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const revoked = z.object({ id: z.string(), revoked: z.int(), left: z.int() });

const hold = z.looseObject({
  ...{ holdId: z.int(), party: z.string(), state: z.enum(['planned', 'held', 'letting-go']) },
  ...{ from: z.string(), until: z.string().nullable(), reason: z.string(), heldBy: z.string() },
  parked: z.int(),
});
type Hold = z.infer<typeof hold>;
const page = z.looseObject({ holds: z.array(hold) });
const as = { role: 'operator' } as const;

interface HoldOptions {
  readonly from?: string;
  readonly until?: string;
  readonly reason: string;
}

interface Options {
  readonly all?: boolean;
  readonly actor?: string;
  readonly token?: string;
  readonly reason: string;
}

/** `hub party …`: who may call the hub, and whom the hub does not call for a while. */
export function partyCommands(program: Command): void {
  const group = program.command('party').description('参与方 · callers, and parties that the hub calls');
  partyHoldCommands(group);
  group
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

/** Parties that are asked nothing for a while. */
function partyHoldCommands(parties: Command): void {
  parties
    .command('holds')
    .description(
      '已暂停与计划停办的外部单位 · parties on hold and planned closures, with how many calls wait',
    )
    .action(async function (this: Command) {
      const found = await ask(findCounty(), page, { path: '/v1/party-holds', as });
      print(this, found, () => found.holds.map(holdText).join('\n') || '没有暂停 · nobody is on hold');
    });
  parties
    .command('hold <party>')
    .description(
      '暂停向外部单位发送,或登记其计划停办 · send a party nothing for a while, or enter a planned closure',
    )
    .requiredOption('--reason <reason>', '事由 · why')
    .option(
      '--from <moment>',
      '自何时起,省略为现在 · from when on; now when left out (2024-12-30T18:00:00+08:00)',
    )
    .option('--until <moment>', '至何时止,省略为直至解除 · until when; until it is released when left out')
    .action(async function (this: Command, party: string, options: HoldOptions) {
      const { reason, from, until } = options;
      const body = { party, reason, from, until };
      const entered = await ask(findCounty(), hold, { method: 'POST', path: '/v1/party-holds', as, body });
      print(this, entered, () => holdText(entered));
    });
  parties
    .command('release <party>')
    .description('解除暂停,排队的业务依次发出 · lift the hold; what waits in line goes out in order')
    .action(async function (this: Command, party: string) {
      const county = findCounty();
      const { holds } = await ask(county, page, { path: '/v1/party-holds', as });
      const standing = holds.filter((one) => one.party === party && one.state !== 'letting-go');
      const first = standing.find(({ state }) => state === 'held') ?? standing[0];
      if (first === undefined) throw new HubProblem('hold-unknown', { detail: party });
      const path = `/v1/party-holds/${first.holdId}/release`;
      const released = await ask(county, hold, { method: 'POST', path, as });
      print(this, released, () => holdText(released));
    });
}

const states = {
  planned: '计划停办 · planned',
  held: '已暂停 · on hold',
  'letting-go': '正在依次放行 · letting go',
} as const satisfies Record<Hold['state'], string>;

function holdText({ holdId, party, state, from, until, reason, heldBy, parked }: Hold): string {
  const end = until === null ? '直至解除 · until released' : `至 · until ${until}`;
  return [
    `${holdId}  ${party}  ${states[state]}`,
    `  自 · since ${from},${end}`,
    `  ${reason}(${heldBy})`,
    `  排队 · in line: ${parked}`,
  ].join('\n');
}
