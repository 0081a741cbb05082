import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { moreText } from './pages.ts';
import { speakerOf } from './resolutions.ts';
import { yuan } from './text.ts';

const overdue = z.looseObject({
  more: z.boolean().optional(),
  draws: z.array(
    z.looseObject({
      ...{ caseRef: z.string(), drawRef: z.string(), fen: z.number(), drawnOn: z.string() },
      ...{ interestFreeUntil: z.string().nullable(), outstandingFen: z.number(), toldOn: z.string() },
    }),
  ),
});

/** `hub stay draws-overdue`. */
export function overdueDrawCommand(group: Command): void {
  group
    .command('draws-overdue')
    .description('银行告知逾期的支用,由银行追收 · what the bank told is overdue; the bank’s to collect')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, { as }: { readonly as?: string }) {
      const speaker = speakerOf(as) ?? { role: 'operator' as const };
      const found = await ask(findCounty(), overdue, { path: '/v1/overdue-draws', as: speaker });
      const lines = found.draws.map(
        ({ caseRef, drawRef, fen, drawnOn, interestFreeUntil, outstandingFen, toldOn }) =>
          `${caseRef} ${drawRef}: ${yuan(fen)} · 支用 drawn ${drawnOn} · 免息至 free until ${interestFreeUntil ?? '—'} · 未还 open ${yuan(outstandingFen)} · 银行告知 told ${toldOn}`,
      );
      print(this, found, () => (lines.join('\n') || '没有逾期 · nothing is overdue') + moreText(found));
    });
}
