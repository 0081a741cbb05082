import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { printedCodes } from '../domain/printed-papers.ts';
import { findCounty } from './county.ts';
import { ask, readReply, send } from './http.ts';
import { print } from './output.ts';
import { speakerFor } from './speaker.ts';
import { table } from './text.ts';

const words = { zh: z.string(), en: z.string() };
const papers = z.looseObject({
  papers: z.array(
    z.looseObject({
      kind: z.string(),
      ...words,
      whyNot: z.looseObject(words).nullable(),
      about: z.array(z.string()),
    }),
  ),
  printed: z.array(
    z.looseObject({
      ...{ kind: z.string(), about: z.string(), template: z.string(), sha256: z.string() },
      ...{ pages: z.int(), printedBy: z.string(), printedAt: z.string(), signed: z.boolean() },
    }),
  ),
});

interface PaperOptions {
  readonly out: string;
  readonly day?: string;
  readonly notice?: string;
  readonly byHand?: true;
  readonly as?: string;
}

/** `hub stay papers` and `hub stay paper`: what is printed for a patient. */
export function paperCommands(group: Command): void {
  group
    .command('papers <caseRef>')
    .description('可打印的材料与已打印的记录 · what can be printed, and what was')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, caseRef: string, { as }: { as?: string }) {
      const asked = { path: pathOf(caseRef), as: await speakerFor(caseRef, as, 'hospital-finance') };
      const found = await ask(findCounty(), papers, asked);
      print(this, found, () => papersText(found));
    });
  group
    .command('paper <caseRef> <kind>')
    .description(
      `打印一份材料(PDF,每次留痕) · print a paper, audited each time; one of ${printedCodes.join(', ')}`,
    )
    .requiredOption('--out <file>', '写入的文件 · the file to write')
    .option('--day <day>', 'daily-list: 只印这一天 · this day only, YYYY-MM-DD')
    .option('--notice <number>', 'letter: 告知事项的序号 · number of the notice')
    .option('--by-hand', '字库没有的字留方框,由经办人手写 · leave a box for a character that no font has')
    .option('--as <organisation/person>', '由谁打印 · who prints')
    .action(async function (this: Command, caseRef: string, kind: string, options: PaperOptions) {
      const county = findCounty();
      const { out, day, notice, byHand, as } = options;
      const to = new URL(`${pathOf(caseRef)}/${encodeURIComponent(kind)}`, county.api);
      if (day !== undefined) to.searchParams.set('day', day);
      if (notice !== undefined) to.searchParams.set('notice', notice);
      if (byHand === true) to.searchParams.set('byHand', 'true');
      const token = county.tokenOf(await speakerFor(caseRef, as, 'hospital-finance'));
      const response = await send(to, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) await readReply(response, z.unknown());
      const bytes = Buffer.from(await response.arrayBuffer());
      writeFileSync(out, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      print(this, { file: out, sha256 }, () => `${out}\nSHA-256 ${sha256}`);
    });
}

function papersText({ papers: kinds, printed }: z.infer<typeof papers>): string {
  const rows = kinds.map(({ kind, zh, en, whyNot, about }) => [
    kind,
    `${zh} · ${en}`,
    whyNot === null ? `可打印 · can be printed ${about.join(' ')}` : `${whyNot.zh} · ${whyNot.en}`,
  ]);
  const known = printed.map((one) => [
    ...[one.printedAt, one.kind, one.about, one.template, String(one.pages), one.sha256, one.printedBy],
    one.signed ? '已签署 · signed' : '',
  ]);
  const heads = ['首次打印 · first', '', '', '文本 · text', '页 · pages', 'SHA-256', '由 · by', ''];
  return [
    table([{ head: '' }, { head: '材料 · paper' }, { head: '' }], rows),
    ...(known.length === 0
      ? []
      : [
          '',
          table(
            heads.map((head) => ({ head })),
            known,
          ),
        ]),
  ].join('\n');
}

function pathOf(caseRef: string): string {
  return `/v1/stays/${encodeURIComponent(caseRef)}/papers`;
}
