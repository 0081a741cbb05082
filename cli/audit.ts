import type { Command } from 'commander';
import { z } from 'zod';
import { HubProblem } from '../domain/failures.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';

const verdict = z.union([
  z.object({ kind: z.literal('intact'), head: z.object({ sequence: z.int(), hash: z.string() }) }),
  z.object({ kind: z.literal('broken'), sequence: z.int() }),
]);

/** `hub audit …`: whether the audit trail is still the one that was written. */
export function auditCommands(program: Command): void {
  program
    .command('audit')
    .description('审计 · audit trail')
    .command('verify')
    .description('核验审计链;输出的锚点请另行保存 · verify the chain; keep the anchor it prints elsewhere')
    .option('--anchor <sequence:hash>', '上次保存的锚点 · the anchor of an earlier time')
    .action(async function (this: Command, { anchor }: { readonly anchor?: string }) {
      const path = `/v1/audit/verification${anchor === undefined ? '' : `?${queryOf(anchor)}`}`;
      const found = await ask(findCounty(), verdict, { path, as: { role: 'operator' } });
      print(this, found, () =>
        found.kind === 'intact'
          ? `完整 intact  ${found.head.sequence}:${found.head.hash}`
          : `第 ${found.sequence} 条缺失或被改动 · entry ${found.sequence} is missing or was altered`,
      );
      if (found.kind === 'broken') process.exitCode = 1;
    });
}

function queryOf(anchor: string): string {
  const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(anchor) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new HubProblem('command-invalid', { detail: '--anchor is not like 12:<64 hexadecimal digits>' });
  return `sequence=${sequence}&hash=${hash}`;
}
