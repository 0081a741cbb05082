import type { Command } from 'commander';
import { z } from 'zod';
import { stages } from '../domain/stay.ts';
import { type ChargesOptions, showCharges } from './charges.ts';
import { conditionCommands } from './conditions.ts';
import { contactCommand } from './contact.ts';
import { findCounty, type Speaker } from './county.ts';
import { creditLineCommands } from './credit-line.ts';
import { depositCommand } from './deposit.ts';
import { eventsText, readableEvents } from './event-text.ts';
import { ask } from './http.ts';
import { settleSoFar, showStages, withdrawBill } from './interim.ts';
import { print, readJsonFile } from './output.ts';
import { deliverCoreAnswer } from './own-settlement.ts';
import { allPages } from './pages.ts';
import { paperCommands } from './papers.ts';
import { showAccount } from './patient-account.ts';
import { tryBill } from './pre-settlement.ts';
import type { Wanted } from './resolution-fields.ts';
import { resolve } from './resolutions.ts';
import { type Stay, stay, stayText } from './stay-text.ts';
import { table } from './text.ts';

const summary = z.looseObject({
  ...{ caseRef: z.string(), institution: z.string(), admissionNo: z.string(), admittedOn: z.string() },
  ...{ scheme: z.string(), stage: z.string() },
});
const page = z.looseObject({ stays: z.array(summary), next: z.string().nullable() });

interface ListOptions {
  readonly stage: string;
  readonly institution?: string;
}

const operator: Speaker = { role: 'operator' };

/** `hub stay …`: what a hospital does, from a terminal. */
export function stayCommands(program: Command): void {
  const group = program.command('stay').description('住院病例 · stays');
  group
    .command('admit <file>')
    .description('入院登记(文件为 JSON,- 为标准输入) · admit; the file is JSON, - is standard input')
    .action(async function (this: Command, file: string) {
      const body = readJsonFile(file);
      const named = z.object({ institution: z.string() }).safeParse(body);
      const as: Speaker = named.success
        ? { role: 'hospital', institution: named.data.institution }
        : operator;
      show(this, await ask(findCounty(), stay, { method: 'POST', path: '/v1/stays', as, body }));
    });
  group
    .command('show <caseRef>')
    .description('查询病例与经过 · one stay, and what happened')
    .action(async function (this: Command, caseRef: string) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}`;
      const found = await ask(findCounty(), stay, { path, as: operator });
      const { events } = await ask(findCounty(), readableEvents, { path: `${path}/events`, as: operator });
      print(this, { ...found, events }, () => [stayText(found), '', ...eventsText(events)].join('\n'));
    });
  group
    .command('list')
    .description('病例列表 · stays at a stage, by case')
    .requiredOption('--stage <stage>', `阶段 · one of ${stages.join(', ')}`)
    .option('--institution <id>', '只看一家机构 · of one hospital')
    .action(async function (this: Command, { stage, institution }: ListOptions) {
      const query = new URLSearchParams({ stage, ...(institution === undefined ? {} : { institution }) });
      const stays = await allPages(`/v1/stays?${query.toString()}`, page, (one) => one.stays);
      print(this, { stays }, () => (stays.length === 0 ? '没有这样的病例 · no such stay' : listText(stays)));
    });
  for (const add of [charges, conditionCommands, contactCommand, creditLineCommands]) add(group);
  for (const add of [depositCommand, paperCommands, account, inMidStay]) add(group);
  group
    .command('restart <caseRef>')
    .description('流程已不存在时重新启动 · start it anew when its workflow is gone')
    .action(async function (this: Command, caseRef: string) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/restart`;
      show(this, await ask(findCounty(), stay, { method: 'POST', path, as: operator }));
    });
  group
    .command('cancel <caseRef>')
    .description('撤销入院登记(录错的病例;提出,由另一人确认) · propose to cancel a stay entered by mistake')
    .requiredOption('--evidence <text>', '凭据及存放处 · what was seen, and where it is kept')
    .option('--preview', '只预览,不生效 · show what it would do, change nothing')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (this: Command, caseRef: string, wanted: Wanted) {
      await resolve(this, { caseRef, kind: 'cancel', wanted });
    });
  group
    .command('amend <caseRef> <file>')
    .description(
      '更正已结算病例的账单(提出,由负责人确认) · propose to correct the bill; the file holds it as JSON',
    )
    .requiredOption('--evidence <text>', '凭据及存放处 · what was seen, and where it is kept')
    .option('--preview', '只预览,不生效 · show what it would do, change nothing')
    .option('--as <organisation/person>', '由谁办理 · who acts, as organisation/actor')
    .action(async function (this: Command, caseRef: string, file: string, wanted: Wanted) {
      await resolve(this, { caseRef, kind: 'amend', wanted: { ...wanted, bill: file } });
    });
  group
    .command('core-answer <caseRef> <file>')
    .description(
      '送交医保应答原文(本院自行办理;文件为 JSON) · deliver a reply of the insurer; the file is JSON, reply is its text word for word',
    )
    .action(async function (this: Command, caseRef: string, file: string) {
      await deliverCoreAnswer(this, caseRef, file);
    });
  group
    .command('discharge <caseRef> <file>')
    .description('出院结算 · discharge with the final bill')
    .option(
      '--use-account',
      '患者同意使用医保个人账户 · the patient lets the insurer take of the account for the own part',
    )
    .action(async function (this: Command, caseRef: string, file: string, { useAccount }: UseAccount) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/discharge`;
      const chosen = useAccount === true ? { accountUsed: true } : {};
      const body = { ...z.looseObject({}).parse(readJsonFile(file)), ...chosen };
      show(this, await ask(findCounty(), stay, { method: 'POST', path, as: operator, body }));
    });
}

function charges(group: Command): void {
  group
    .command('charges <caseRef>')
    .description(
      '一日清单与累计费用(患者可见;凭医院的凭证) · the list of a day, and what the stay costs so far',
    )
    .option('--day <day>', '哪一天(YYYY-MM-DD) · which day')
    .action(async function (this: Command, caseRef: string, options: ChargesOptions) {
      await showCharges(this, caseRef, options);
    });
}

interface UseAccount {
  readonly useAccount?: boolean;
}

function account(group: Command): void {
  group
    .command('account <caseRef>')
    .description(
      "患者自付账户:应付、已缴、应退、分期 · the patient's account: owed, paid, owed back, instalments",
    )
    .action(async function (this: Command, caseRef: string) {
      await showAccount(this, caseRef);
    });
}

/** Bills that are tried, or settled with the payers, while the stay goes on. */
function inMidStay(group: Command): void {
  group
    .command('stages <caseRef>')
    .description('住院期间与支付方分阶段结算的账单 · bills settled with the payers in mid-stay')
    .action(async function (this: Command, caseRef: string) {
      await showStages(this, caseRef);
    });
  group
    .command('try-bill <caseRef>')
    .description(
      '向医保预结算(凭医院的凭证) · ask the insurer what the bill would come to; nothing is settled',
    )
    .option(
      '--bill <file>',
      '账单 totalFen、outOfPolicyFen;缺省为累计费用 · the bill; else what was charged so far',
    )
    .action(async function (this: Command, caseRef: string, options: { readonly bill?: string }) {
      await tryBill(this, caseRef, options);
    });
  group
    .command('settle-so-far <caseRef>')
    .description('与支付方结算至今的费用(凭医院的凭证) · settle the bill so far while the stay goes on')
    .option('--until <day>', '结算到哪一天(YYYY-MM-DD) · last day that is settled')
    .action(async function (this: Command, caseRef: string, options: { readonly until?: string }) {
      await settleSoFar(this, caseRef, options);
    });
  group
    .command('withdraw-bill <caseRef> <bill>')
    .description('撤回最近一次阶段账单(凭医院的凭证) · take the newest bill in mid-stay back')
    .action(async function (this: Command, caseRef: string, bill: string) {
      await withdrawBill(this, caseRef, bill);
    });
}

function show(command: Command, found: Stay): void {
  print(command, found, () => stayText(found));
}

function listText(stays: readonly z.infer<typeof summary>[]): string {
  return table(
    ['病例 · case', '机构 · hospital', '住院号 · no.', '入院 · admitted', '方案 · scheme'].map((head) => ({
      head,
    })),
    stays.map((one) => [one.caseRef, one.institution, one.admissionNo, one.admittedOn, one.scheme]),
  );
}
