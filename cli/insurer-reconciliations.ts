import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { findCounty, type Speaker } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { yuan } from './text.ts';

const fen = z.int().nullable();
const amounts = z.looseObject({ totalFen: z.int(), fundFen: z.int(), accountFen: fen }).nullable();
const words = z.object({ zh: z.string(), en: z.string() });
const shown = z.looseObject({
  ...{ institution: z.string(), fromOn: z.string(), toOn: z.string(), run: z.int() },
  ...{ state: z.string(), code: z.string().nullable(), askedAt: z.string() },
  ...{ settlements: fen, totalFen: fen, fundFen: fen, accountFen: fen, others: fen },
  differences: z.array(
    z.looseObject({
      ...{ settlementRef: z.string(), kind: z.string(), caseRef: z.string(), blockedOn: z.string() },
      ...{ zh: z.string(), en: z.string(), todo: words, ours: amounts, theirs: amounts },
    }),
  ),
});
type Shown = z.infer<typeof shown>;
interface Until {
  readonly to?: string;
}
interface Spoken {
  readonly as?: string;
}

/** `hub insurer reconcile` and `hub insurer reconciliations`: settlements held against the insurer's book. */
export function insurerReconciliationCommands(group: Command): void {
  group
    .command('reconcile <institution> <from>')
    .description(
      '与医保对账(YYYY-MM-DD 起止,按结算日):先总账(3201),不平再明细(3202) · hold the settlements of these days against the insurer’s book',
    )
    .option('--to <day>', '止日,默认同起日 · last day; left out: the first')
    .option('--as <organisation/person>', '由谁办理 · who acts')
    .action(async function (this: Command, institution: string, fromOn: string, given: Spoken & Until) {
      const { as, to = fromOn } = given;
      const asked = await ask(findCounty(), shown, {
        ...{ method: 'POST', path: '/v1/insurer-reconciliations', as: speaker(as) },
        body: { institution, fromOn, toOn: to },
      });
      print(this, asked, () => reconciliationText(asked));
    });
  group
    .command('reconciliations [institution]')
    .description('与医保的对账结果及差异 · what came of reconciling, and what differs')
    .option('--as <organisation/person>', '由谁查看 · who looks')
    .action(async function (this: Command, institution: string | undefined, { as }: Spoken) {
      const of = institution === undefined ? '' : `&institution=${encodeURIComponent(institution)}`;
      const found = await ask(findCounty(), z.looseObject({ reconciliations: z.array(shown) }), {
        ...{ path: `/v1/insurer-reconciliations?limit=50${of}`, as: speaker(as) },
      });
      print(this, found, () => found.reconciliations.map(reconciliationText).join('\n\n') || '无 · none');
    });
}

function speaker(as: string | undefined): Speaker {
  if (as === undefined) return { role: 'operator' };
  const [of = '', who = 'hospital-finance'] = as.split('/');
  return { role: 'person', of, who };
}

const stateTexts: Readonly<Record<string, string>> = {
  asked: '未答复 · not answered yet',
  balanced: '总账相符 · the totals agree',
  agrees: '明细相符 · agrees settlement by settlement',
  differs: '有差异 · differs',
  refused: '医保未受理 · refused by the insurer',
};

function reconciliationText(one: Shown): string {
  const { institution, fromOn, toOn, run, state, code, settlements, totalFen, fundFen, others } = one;
  const counted =
    settlements === null || totalFen === null || fundFen === null
      ? []
      : [
          `  ${settlements} 笔 · settlements, 总费用 · total ${yuan(totalFen)}, 基金 · funds ${yuan(fundFen)}`,
        ];
  const elsewhere =
    others === null || others === 0 ? [] : [`  另有本院其他患者 · other patients of the hospital: ${others}`];
  return [
    `${institution}  ${fromOn}…${toOn} #${run}  ${entryOf(stateTexts, state) ?? state}${code === null ? '' : ` [${code}]`}`,
    ...counted,
    ...elsewhere,
    ...one.differences.flatMap(differenceText),
  ].join('\n');
}

function differenceText({
  settlementRef,
  kind,
  caseRef,
  ...found
}: Shown['differences'][number]): readonly string[] {
  return [
    `  ${caseRef}  ${settlementRef}  ${found.zh} · ${found.en} [${kind}]`,
    `    系统 · hub ${amountsText(found.ours)}  医保 · insurer ${amountsText(found.theirs)}`,
    `    → ${found.blockedOn}: ${found.todo.zh} · ${found.todo.en}`,
  ];
}

function amountsText(known: z.infer<typeof amounts>): string {
  return known === null ? '—' : `${yuan(known.totalFen)}/${yuan(known.fundFen)}`;
}
