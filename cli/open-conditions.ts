import type { Command } from 'commander';
import { z } from 'zod';
import { print } from './output.ts';
import { allPages } from './pages.ts';
import { speakerOf } from './resolutions.ts';
import { table } from './text.ts';

const page = z.looseObject({
  conditions: z.array(
    z.looseObject({
      ...{ caseRef: z.string(), institution: z.string(), admissionNo: z.string(), dueOn: z.string() },
      ...{ zh: z.string(), en: z.string(), article: z.string(), overdue: z.boolean() },
      mustAct: z.array(z.looseObject({ zh: z.string() })),
    }),
  ),
  next: z.string().nullable(),
});
type Open = z.infer<typeof page>['conditions'][number];

/** `hub conditions`: what the schemes ask of stays and nobody has recorded yet, over the whole county or of one hospital. */
export function openConditionCommands(program: Command): void {
  program
    .command('conditions')
    .description('尚未办理的核实与手续 · what the schemes ask and nobody has recorded yet')
    .option('--kind <record>', '只看一种 · only those that this record shows')
    .option('--overdue', '只看逾期的 · only what is beyond its day')
    .option(
      '--as <organisation/person>',
      '由谁查看(缺省为卫健委) · who looks; the health commission if left out',
    )
    .action(async function (this: Command, { kind, overdue, as }: Wanted) {
      const query = new URLSearchParams({
        ...(kind === undefined ? {} : { kind }),
        ...(overdue === true ? { overdue: 'true' } : {}),
      }).toString();
      const speaker = speakerOf(as) ?? { role: 'person', of: 'county', who: 'health-commission' };
      const path = `/v1/conditions${query === '' ? '' : `?${query}`}`;
      const found = await allPages(path, page, ({ conditions }) => conditions, speaker);
      print(this, { conditions: found }, () => listText(found));
    });
}

interface Wanted {
  readonly kind?: string;
  readonly overdue?: boolean;
  readonly as?: string;
}

function listText(found: readonly Open[]): string {
  if (found.length === 0) return '没有未办事项 · nothing is left to do';
  const heads = [
    '期限 · due',
    '机构 · hospital',
    '住院号 · no.',
    '病例 · case',
    '须办理 · to do',
    '经办 · who',
  ];
  return table(
    heads.map((head) => ({ head })),
    found.map(({ dueOn, overdue, institution, admissionNo, caseRef, zh, en, article, mustAct }) => [
      ...[`${overdue ? '! ' : ''}${dueOn}`, institution, admissionNo, caseRef],
      ...[`${zh} · ${en} [${article}]`, mustAct.map((one) => one.zh).join('、')],
    ]),
  );
}
