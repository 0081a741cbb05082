import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { allPages } from './pages.ts';

const as = { role: 'operator' } as const;

const conflict = z.looseObject({
  conflictId: z.int(),
  kind: z.string(),
  detail: z.record(z.string(), z.array(z.string())),
  caseRef: z.string().nullable(),
  at: z.string(),
});
type Conflict = z.infer<typeof conflict>;
const page = z.looseObject({ conflicts: z.array(conflict), next: z.string().nullable() });
const settled = z.looseObject({ conflictId: z.int(), resolvedAt: z.string() });

/** `hub conflict …`: offices that do not agree about a person, and what somebody found out. */
export function conflictCommands(program: Command): void {
  const group = program.command('conflict').description('名单之间的不一致 · offices that do not agree');
  group
    .command('list')
    .description('待核实的不一致 · what is open, oldest first')
    .action(async (_options: unknown, command: Command) => {
      const conflicts = await allPages('/v1/list-conflicts', page, (one) => one.conflicts);
      print(command, { conflicts }, () =>
        conflicts.length === 0 ? '没有待核实的不一致 · nothing is open' : conflicts.map(textOf).join('\n\n'),
      );
    });
  group
    .command('settle <conflictId> <finding>')
    .description('登记核实结果 · record who was right, and how it was found out')
    .action(async (conflictId: string, resolution: string, _options: unknown, command: Command) => {
      const path = `/v1/list-conflicts/${encodeURIComponent(conflictId)}/resolution`;
      const done = await ask(findCounty(), settled, { method: 'POST', path, as, body: { resolution } });
      print(command, done, () => `已登记 · recorded: ${done.conflictId}`);
    });
}

function textOf({ conflictId, kind, detail, caseRef, at }: Conflict): string {
  const said = Object.entries(detail).map(
    ([who, codes]) => `  ${who}: ${codes.length === 0 ? '未列 · names none' : codes.join(', ')}`,
  );
  return [`${conflictId}  ${kind}  ${caseRef ?? ''}  自 · since ${at}`, ...said].join('\n');
}
