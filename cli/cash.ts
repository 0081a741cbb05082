import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { paymentMethods } from '../domain/payment-methods.ts';
import type { Words } from '../domain/words.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerOf } from './resolutions.ts';
import { table, yuan } from './text.ts';

const sum = z.looseObject({ fen: z.number(), payments: z.number() }).nullable();
const cashDay = z.looseObject({
  ...{ day: z.string(), agrees: z.boolean().nullable(), explanation: z.string().nullable() },
  lines: z.array(
    z.looseObject({
      ...{ cashier: z.string(), method: z.string(), hub: sum, hospital: sum, differenceFen: z.number() },
    }),
  ),
});

/** `hub cash show`, `explain`: what each cashier took on a day, and the hospital's own count of it. */
export function cashCommands(program: Command): void {
  const group = program.command('cash').description('收费员日结 · what each cashier took on a day');
  group
    .command('show <institution> <day>')
    .description('系统与医院的合计和差异 · the hub’s sums, the hospital’s, and where they differ')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, institution: string, day: string, { as }: { as?: string }) {
      const speaker = speakerOf(as) ?? { role: 'operator' as const };
      const found = await ask(findCounty(), cashDay, { path: pathOf(institution, day), as: speaker });
      print(this, found, () => text(found));
    });
  group
    .command('explain <institution> <day> <explanation>')
    .description('说明差异(非报送人) · why it differs and stays so; not who counted')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, ...said: [string, string, string, { as?: string }]) {
      const [institution, day, explanation, { as }] = said;
      const speaker = speakerOf(as) ?? { role: 'person' as const, of: institution, who: 'hospital-lead' };
      const to = { method: 'POST', path: `${pathOf(institution, day)}/explanation`, as: speaker } as const;
      const done = await ask(findCounty(), cashDay, { ...to, body: { explanation } });
      print(this, done, () => text(done));
    });
}

function text({ agrees, lines, explanation }: z.infer<typeof cashDay>): string {
  const state =
    agrees === null
      ? '医院尚未报送 · the hospital has not counted yet'
      : agrees
        ? '一致 · both agree'
        : `不一致 · they differ${explanation === null ? '' : `: ${explanation}`}`;
  if (lines.length === 0) return state;
  const heads = ['收费员 · cashier', '方式 · method', '系统 · hub', '医院 · hospital', '差异 · difference'];
  const rows = lines.map(({ cashier, method, hub, hospital, differenceFen }) => [
    ...[cashier, methodText(method), sumText(hub), sumText(hospital), yuan(differenceFen)],
  ]);
  return `${table(
    heads.map((head) => ({ head })),
    rows,
  )}\n${state}`;
}

/** In both languages; a method that a newer hub tells stays as it is. */
function methodText(method: string): string {
  const words: Words | undefined = entryOf(paymentMethods, method);
  return words === undefined ? method : `${words.zh} ${words.en}`;
}

function sumText(found: z.infer<typeof sum>): string {
  return found === null ? '—' : `${yuan(found.fen)} (${found.payments})`;
}

function pathOf(institution: string, day: string): string {
  return `/v1/institutions/${encodeURIComponent(institution)}/cash-days/${encodeURIComponent(day)}`;
}
