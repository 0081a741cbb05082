import type { Command } from 'commander';
import { z } from 'zod';
import type { AnnouncementTurn } from '../domain/announcements.ts';
import { listFormatCodes } from '../domain/list-formats.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { sendFile } from './list-upload.ts';
import { print } from './output.ts';
import { speakerOf } from './resolutions.ts';

const words = { zh: z.string(), en: z.string() };
const announcement = z.looseObject({
  ...{
    announcementRef: z.string(),
    organisation: z.string(),
    scheme: z.string(),
    state: z.string(),
    ...words,
  },
  text: z.looseObject({ short: z.string() }),
  file: z.looseObject({
    ...{ rows: z.int(), recipients: z.int(), doubles: z.int() },
    wrong: z.array(z.looseObject({ row: z.int(), problems: z.array(z.looseObject(words)) })),
  }),
  dryRun: z
    .looseObject({
      ...{ texts: z.int(), perMinute: z.int(), lastGoneAt: z.string() },
      skipped: z.array(z.looseObject({ count: z.int(), ...words })),
    })
    .nullable(),
  progress: z.looseObject({
    ...{ waiting: z.int(), sent: z.int(), delivered: z.int(), undelivered: z.int() },
    ...{ unknown: z.int(), notSent: z.int() },
  }),
  waitsFor: z.looseObject({ code: z.string(), ...words }).nullable(),
  expectedEnd: z.string().nullable(),
  numbersUntil: z.string().nullable(),
  numbersGone: z.boolean(),
});
type Announcement = z.infer<typeof announcement>;
const announcements = z.looseObject({ announcements: z.array(announcement) });
const wish = z.looseObject({ changed: z.boolean() });

interface As {
  readonly as?: string;
}

const path = '/v1/announcements';
const pathOf = (ref: string): string => `${path}/${encodeURIComponent(ref)}`;
/** Whoever was named, or somebody of the bureau. */
const bureau = ({ as }: As): Speaker =>
  speakerOf(as) ?? { role: 'person', of: 'medical-insurance', who: 'bureau' };
const whoActs = ['--as <organisation/person>', '由谁办理 · who acts'] as const;

/** `hub announcement push`, `list`, `show`, `release`, `pause`, `resume`, `stop`, `opt-out`: what a bureau texts to insured people. */
export function announcementCommands(program: Command): void {
  const group = program
    .command('announcement')
    .description('群发告知:经办机构短信告知参保人 · what the bureau texts to insured people');
  group
    .command('push <file>')
    .description(
      '上传手机号文件并试算,不发送 · read the mobile numbers and say what would come of it; sends nothing',
    )
    .requiredOption('--scheme <scheme>', '方案 · whose text goes out, such as zaoqiang-2021')
    .option('--format <format>', `文件格式 · ${listFormatCodes.join(', ')}`)
    .option(...whoActs)
    .action(async function (this: Command, file: string, { scheme, format, as }: Pushed) {
      const sent = { file, quiet: true, ...(format === undefined ? {} : { format }) };
      const to = {
        path,
        query: { scheme },
        as: bureau({ ...(as === undefined ? {} : { as }) }),
        shape: announcement,
      };
      const found = await sendFile(sent, to);
      print(this, found, () => shownText(found));
    });
  group
    .command('list')
    .description('群发告知一览 · announcements, newest first')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, { as }: As) {
      const found = await ask(findCounty(), announcements, {
        path,
        as: speakerOf(as) ?? { role: 'operator' },
      });
      print(this, found, () => found.announcements.map(headText).join('\n') || '没有群发告知 · none');
    });
  group
    .command('show <announcementRef>')
    .description('试算、进度和有误的行 · the dry run, how far it is, and wrong rows')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, ref: string, { as }: As) {
      const to = { path: pathOf(ref), as: speakerOf(as) ?? { role: 'operator' as const } };
      const found = await ask(findCounty(), announcement, to);
      print(this, found, () => shownText(found));
    });
  group
    .command('release <announcementRef>')
    .description('放行(两人) · release it; two people of the bureau')
    .requiredOption('--texts <number>', '试算所示的发送人数 · how many the dry run said')
    .option(...whoActs)
    .action(async function (this: Command, ref: string, { texts, ...by }: As & { readonly texts: string }) {
      const to = { method: 'POST', path: `${pathOf(ref)}/release`, as: bureau(by) } as const;
      const done = await ask(findCounty(), announcement, { ...to, body: { texts: Number(texts) } });
      print(this, done, () => shownText(done));
    });
  for (const [name, to, about] of turns)
    group
      .command(`${name} <announcementRef>`)
      .description(about)
      .requiredOption('--reason <text>', '原因 · why')
      .option(...whoActs)
      .action(async function (
        this: Command,
        ref: string,
        { reason, ...by }: As & { readonly reason: string },
      ) {
        const turn = { method: 'POST', path: `${pathOf(ref)}/turn`, as: bureau(by) } as const;
        const done = await ask(findCounty(), announcement, { ...turn, body: { to, reason } });
        print(this, done, () => shownText(done));
      });
  wishCommand(group);
}

function wishCommand(group: Command): void {
  group
    .command('opt-out <phone>')
    .description('登记短信退订 · a number wants no announcements')
    .option('--wanted', '取消退订 · wants them again')
    .option(...whoActs)
    .action(async function (
      this: Command,
      phone: string,
      { wanted, ...by }: As & { readonly wanted?: true },
    ) {
      const body = { phone, wanted: wanted === true };
      const to = { method: 'POST', path: `${path}/wishes`, as: bureau(by), body } as const;
      const done = await ask(findCounty(), wish, to);
      print(this, done, () => (done.changed ? '已登记 · noted' : '此前已如此 · it was so before'));
    });
}

interface Pushed extends As {
  readonly scheme: string;
  readonly format?: string;
}

const turns: readonly (readonly [name: string, to: AnnouncementTurn, about: string])[] = [
  ['pause', 'paused', '暂停 · pause it'],
  ['resume', 'running', '恢复 · let it go on'],
  ['stop', 'stopped', '停止,不再发送 · stop it; nobody else is told'],
];

function headText({ announcementRef, scheme, zh, en, file, progress }: Announcement): string {
  const { waiting, sent, delivered, undelivered, unknown, notSent } = progress;
  const counts = `待发 ${waiting} · 待回执 ${sent} · 已送达 ${delivered} · 未送达 ${undelivered} · 无回执 ${unknown} · 不发 ${notSent}`;
  return `${announcementRef}  ${scheme}  ${zh} · ${en}  ${file.recipients}: ${counts}`;
}

function shownText(shown: Announcement): string {
  const { text, file, dryRun, waitsFor, expectedEnd, numbersUntil, numbersGone } = shown;
  const { rows, recipients, doubles, wrong } = file;
  return [
    headText(shown),
    text.short,
    `文件 · file: ${rows} 行 · rows, ${recipients} 个号码 · numbers, ${doubles} 重复 · doubles, ${wrong.length} 有误 · wrong`,
    ...wrong.map(({ row, problems }) => `  ${row}: ${problems.map(({ zh, en }) => `${zh} ${en}`).join(' ')}`),
    ...(dryRun === null ? [] : dryRunText(dryRun)),
    ...(waitsFor === null ? [] : [`等待 · waits: ${waitsFor.zh} · ${waitsFor.en} (${waitsFor.code})`]),
    ...(expectedEnd === null ? [] : [`预计发完 · expected end: ${expectedEnd}`]),
    ...(numbersGone ? ['号码已销毁 · the numbers are destroyed'] : []),
    ...(numbersGone || numbersUntil === null
      ? []
      : [`号码保存至 · the numbers are kept until: ${numbersUntil}`]),
  ].join('\n');
}

function dryRunText({ texts, perMinute, lastGoneAt, skipped }: NonNullable<Announcement['dryRun']>) {
  return [
    `试算 · dry run: 将发送 · would be written to: ${texts}; 每分钟 · a minute: ${perMinute}; 发完 · gone by: ${lastGoneAt}`,
    ...skipped
      .filter(({ count }) => count > 0)
      .map(({ count, zh, en }) => `  不发送 · not: ${count} ${zh} · ${en}`),
  ];
}
