import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { yuan } from './text.ts';

const checked = z.object({
  stays: z.int(),
  findings: z.array(
    z.object({
      subject: z.string(),
      what: z.string(),
      of: z.string(),
      expectedFen: z.int(),
      foundFen: z.int(),
    }),
  ),
});

/** `hub ledger check`: does all of the money add up? */
export function ledgerCommands(program: Command): void {
  program
    .command('ledger')
    .description('总账 · the ledger')
    .command('check')
    .description('核对总账,每一分钱恰有一个归属;不符时退出码为 1 · does each fen have exactly one owner?')
    .action(async function (this: Command) {
      const found = await ask(findCounty(), checked, { path: '/v1/ledger/check', as: { role: 'operator' } });
      print(this, found, () =>
        found.findings.length === 0
          ? `总账相符 · ${found.stays} stays add up`
          : found.findings.map(findingText).join('\n'),
      );
      if (found.findings.length > 0) process.exitCode = 1;
    });
}

function findingText({
  subject,
  what,
  of,
  expectedFen,
  foundFen,
}: z.infer<typeof checked>['findings'][number]) {
  return `${subject}  ${what}  ${of}  应为 ${yuan(expectedFen)},现为 ${yuan(foundFen)} · expected, found`;
}
