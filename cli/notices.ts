import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { moreText } from './pages.ts';
import { speakerOf } from './resolutions.ts';
import { speakerFor } from './speaker.ts';
import { table, yuan } from './text.ts';

const notice = z.looseObject({
  ...{ caseRef: z.string(), institution: z.string(), notice: z.int(), zh: z.string(), en: z.string() },
  ...{
    owedOn: z.string(),
    stateZh: z.string(),
    stateEn: z.string(),
    // The answer to an objection is about no amount.
    fields: z.looseObject({ fen: z.number().optional() }),
    message: z.looseObject({ zh: z.string(), en: z.string(), code: z.string().nullable() }).nullish(),
  },
});
const notices = z.looseObject({ notices: z.array(notice), more: z.boolean().optional() });
const written = notice.extend({ address: z.string().nullable(), short: z.string(), letter: z.string() });

/** `hub notice list`, `show`, `given`: what patients are to be told about the own part. */
export function noticeCommands(program: Command): void {
  const group = program
    .command('notice')
    .description('告知患者:还款提醒、恶意欠费告知书 · what patients are to be told about the own part');
  group
    .command('list [caseRef]')
    .description('待告知的,或某病例的全部 · what is owed, or all of one stay')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, caseRef: string | undefined, { as }: { as?: string }) {
      const path = caseRef === undefined ? '/v1/patient-notices' : pathOf(caseRef);
      const speaker = speakerOf(as) ?? { role: 'operator' as const };
      const found = await ask(findCounty(), notices, { path, as: speaker });
      print(this, found, () => listText(found.notices) + moreText(found));
    });
  group
    .command('show <caseRef> <notice>')
    .description('全文,供打印或发送(每次查看留痕) · the text, to be printed or sent; each look is audited')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, caseRef: string, number: string, { as }: { as?: string }) {
      const path = `${pathOf(caseRef)}/${encodeURIComponent(number)}`;
      const found = await ask(findCounty(), written, {
        path,
        as: await speakerFor(caseRef, as, 'hospital-finance'),
      });
      const { address, short, letter } = found;
      print(this, found, () =>
        [
          address ?? '地址不详 · no address is known',
          '',
          letter.trimEnd(),
          '',
          `短信 · short: ${short}`,
        ].join('\n'),
      );
    });
  group
    .command('given <caseRef> <notice>')
    .description('登记已告知 · the patient was told')
    .requiredOption('--on <day>', '告知或寄出日期 · YYYY-MM-DD')
    .requiredOption('--way <way>', 'sms, letter, phone, in-person')
    .option('--receipt <number>', '邮寄单号,信函必填 · number of the posting; a letter needs one')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (
      this: Command,
      caseRef: string,
      number: string,
      { on, way, receipt, as }: { on: string; way: string; receipt?: string; as?: string },
    ) {
      const path = `${pathOf(caseRef)}/${encodeURIComponent(number)}/given`;
      const body = { givenOn: on, way, ...(receipt === undefined ? {} : { receipt }) };
      const to = {
        method: 'POST',
        path,
        body,
        as: await speakerFor(caseRef, as, 'hospital-finance'),
      } as const;
      const done = await ask(findCounty(), notice, to);
      print(this, done, () => `${done.stateZh} · ${done.stateEn}`);
    });
}

function listText(found: z.infer<typeof notices>['notices']): string {
  if (found.length === 0) return '没有待告知的事项 · nobody is to be told anything';
  const heads = [
    { head: '病例 · case' },
    { head: '#', align: 'right' as const },
    { head: '事项 · what' },
    { head: '金额 · amount', align: 'right' as const },
    { head: '自 · since' },
    { head: '状态 · state' },
    { head: '短信 · text message' },
  ];
  const rows = found.map(({ caseRef, notice: number, zh, en, fields, owedOn, stateZh, stateEn, message }) => [
    ...[
      caseRef,
      String(number),
      `${zh} · ${en}`,
      fields.fen === undefined ? '—' : yuan(fields.fen),
      owedOn,
      `${stateZh} · ${stateEn}`,
    ],
    messageText(message),
  ]);
  return table(heads, rows);
}

function messageText(message: z.infer<typeof notice>['message']): string {
  if (!message) return '—';
  return `${message.zh} · ${message.en}${message.code === null ? '' : ` (${message.code})`}`;
}

function pathOf(caseRef: string): string {
  return `/v1/stays/${encodeURIComponent(caseRef)}/patient-notices`;
}
