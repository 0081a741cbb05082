import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const words = z.object({ zh: z.string(), en: z.string() });
const reply = z.looseObject({
  dryRun: z.boolean(),
  findings: z.array(
    z.looseObject({
      ...{ kind: z.string(), subject: z.string(), about: z.string(), since: z.string() },
      ...{ repaired: z.boolean(), zh: z.string(), en: z.string(), todo: words },
    }),
  ),
});

/** `hub reconcile`: compares store, workflows and books now; a round that leaves something to people ends with code 1. */
export function reconcileCommands(program: Command): void {
  program
    .command('reconcile')
    .description(
      '对账:比对库、流程与账目,可安全修复的即行修复 · compare store, workflows and books, and repair what is safe',
    )
    .option('--dry-run', '只报告,不修复 · say what is found, change nothing')
    .action(async function (this: Command, { dryRun = false }: { readonly dryRun?: boolean }) {
      const found = await ask(findCounty(), reply, {
        ...{ method: 'POST', path: '/v1/reconciliation', as: { role: 'operator' }, body: { dryRun } },
      });
      print(this, found, () => report(found));
      if (found.findings.some(({ repaired }) => !repaired)) process.exitCode = 1;
    });
}

function report({ dryRun, findings }: z.infer<typeof reply>): string {
  if (findings.length === 0) return '一切相符 · all agrees';
  const repaired = findings.filter((one) => one.repaired).length;
  const verdict = dryRun
    ? `${findings.length} 项差异,未作修复 · ${findings.length} found, nothing changed`
    : `${findings.length} 项差异,已修复 ${repaired} 项 · ${findings.length} found, ${repaired} repaired`;
  return [...findings.map(findingText), verdict].join('\n\n');
}

function findingText({
  kind,
  subject,
  about,
  since,
  repaired,
  zh,
  en,
  todo,
}: z.infer<typeof reply>['findings'][number]) {
  return [
    `${subject}  ${about}`,
    `  ${zh} · ${en} [${kind}], 自 · since ${since}`,
    repaired ? '  ✓ 已修复 · repaired' : `  → ${todo.zh} · ${todo.en}`,
  ].join('\n');
}
