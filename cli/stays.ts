import type { Command } from 'commander';
import { z } from 'zod';
import { stages } from '../domain/stay.ts';
import {
  type ChargesOptions,
  onAccountText,
  readableOnAccount,
  readableRunning,
  runningText,
  showCharges,
} from './charges.ts';
import { findCounty, type Speaker } from './county.ts';
import { eventsText, readableEvents } from './event-text.ts';
import { ask } from './http.ts';
import { print, readJsonFile } from './output.ts';
import { deliverCoreAnswer } from './own-settlement.ts';
import { allPages } from './pages.ts';
import { accountCommand } from './patient-account.ts';
import { decisionText, readableDecision, readableSettlement, settlementText } from './policy-text.ts';
import { readableReceivables, receivablesText } from './receivables-text.ts';
import type { Wanted } from './resolution-fields.ts';
import { resolve } from './resolutions.ts';
import { table, yuan } from './text.ts';
import { readableWaiver, waiverText } from './waiver-text.ts';
import { readableWork, workText } from './work-text.ts';

const stay = z.looseObject({
  caseRef: z.string(),
  institution: z.string(),
  admissionNo: z.string(),
  scheme: z.string(),
  admittedOn: z.string(),
  stage: z.string(),
  decision: readableDecision.nullable(),
  waiver: readableWaiver.nullable(),
  discharge: z.looseObject({ dischargedOn: z.string(), totalFen: z.number() }).nullable(),
  charges: readableRunning.nullable(),
  onAccount: readableOnAccount.nullable(),
  settlement: readableSettlement.nullable(),
  receivables: readableReceivables.nullable(),
  openWork: z.array(readableWork),
  offered: z.array(z.looseObject({ kind: z.string(), zh: z.string(), en: z.string() })),
  attention: z.array(
    z.looseObject({
      ...{ zh: z.string(), en: z.string(), blockedOn: z.string(), since: z.string(), due: z.string() },
      detail: z.looseObject({ zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
});
type Stay = z.infer<typeof stay>;

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
  group
    .command('charges <caseRef>')
    .description(
      '一日清单与累计费用(患者可见;凭医院的凭证) · the list of a day, and what the stay costs so far',
    )
    .option('--day <day>', '哪一天(YYYY-MM-DD) · which day')
    .action(async function (this: Command, caseRef: string, options: ChargesOptions) {
      await showCharges(this, caseRef, options);
    });
  accountCommand(group);
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
    .action(async function (this: Command, caseRef: string, file: string) {
      const path = `/v1/stays/${encodeURIComponent(caseRef)}/discharge`;
      const body = readJsonFile(file);
      show(this, await ask(findCounty(), stay, { method: 'POST', path, as: operator, body }));
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

function stayText(found: Stay): string {
  const { discharge, decision, settlement } = found;
  return [
    `病例 · case      ${found.caseRef}`,
    `机构 · hospital  ${found.institution}   住院号 · no. ${found.admissionNo}`,
    `方案 · scheme    ${found.scheme}   入院 · admitted ${found.admittedOn}`,
    ...(found.settledBy === 'hospital'
      ? ['医保 · insurer   本院自行办理 · settled by the hospital itself']
      : []),
    `阶段 · stage     ${found.stage}`,
    ...(decision === null
      ? ['决定 · decision  先行入院,决定随后到达 · admit now, the decision follows']
      : ['', decisionText(decision)]),
    ...(found.waiver === null ? [] : waiverText(found.waiver)),
    ...(found.charges === null ? [] : ['', ...runningText(found.charges)]),
    ...(found.onAccount === null ? [] : onAccountText(found.onAccount)),
    ...(discharge === null
      ? []
      : ['', `出院 · discharged ${discharge.dischargedOn}   总费用 · total ${yuan(discharge.totalFen)}`]),
    ...(settlement === null ? [] : ['', settlementText(settlement)]),
    ...receivablesText(found.receivables),
    ...workText(found.openWork),
    ...found.attention.map(
      ({ zh, en, blockedOn, since, due, detail }) =>
        `\n! ${zh} · ${en}${detail === null ? '' : `\n  ${detail.zh} · ${detail.en}`}` +
        `\n  等待 · waits for ${blockedOn}, 自 · since ${since}, 期限 · due ${due}`,
    ),
    ...(found.offered.length === 0 ? [] : ['', '此外可办 · may be done besides']),
    ...found.offered.map(({ kind, zh, en }) => `  ${kind}  ${zh} · ${en}`),
  ].join('\n');
}
