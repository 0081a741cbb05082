import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { table, yuan } from './text.ts';

const account = z.looseObject({
  balance: z
    .looseObject({
      ...{ owedFen: z.number(), paidFen: z.number(), relievedFen: z.number() },
      ...{ balanceFen: z.number(), deferredFen: z.number() },
    })
    .nullable(),
  plans: z.array(
    z.looseObject({
      ...{ plan: z.number(), state: z.string(), template: z.string(), signedOn: z.string() },
      instalments: z.array(
        z.looseObject({
          ...{ instalment: z.number(), dueOn: z.string(), fen: z.number(), paidFen: z.number() },
          ...{ restFen: z.number(), missed: z.boolean() },
        }),
      ),
    }),
  ),
  entries: z.array(
    z.looseObject({
      ...{ sequence: z.number(), kind: z.string(), zh: z.string(), en: z.string() },
      ...{ fen: z.number(), day: z.string(), evidence: z.string() },
    }),
  ),
});
type Account = z.infer<typeof account>;

/** What the patient owes, and everything that made it so. */
export async function showAccount(command: Command, caseRef: string): Promise<void> {
  const path = `/v1/stays/${encodeURIComponent(caseRef)}/patient-account`;
  const found = await ask(findCounty(), account, { path, as: { role: 'operator' } });
  print(command, found, () => accountText(found));
}

function accountText({ balance, entries, plans }: Account): string {
  if (entries.length === 0) return '尚未结算,也未缴费 · neither settled nor paid anything';
  const rows = entries.map(({ sequence, zh, en, kind, fen, day, evidence }) => [
    ...[String(sequence), day, `${zh} · ${en} [${kind}]`, yuan(fen), evidence],
  ]);
  const heads = [
    { head: '#' },
    { head: '日期 · day' },
    { head: '事项 · what' },
    { head: '金额 · amount', align: 'right' as const },
    { head: '凭据 · evidence' },
  ];
  return [
    ...[table(heads, rows), '', ...(balance === null ? [] : balanceText(balance))],
    ...plans.flatMap((plan) => ['', ...planText(plan)]),
  ].join('\n');
}

function balanceText(balance: NonNullable<Account['balance']>): readonly string[] {
  const { owedFen, paidFen, relievedFen, balanceFen, deferredFen } = balance;
  return [
    `应付 ${yuan(owedFen)},已缴 ${yuan(paidFen)},尚欠 ${yuan(balanceFen)} · owed, paid, and still open`,
    ...(relievedFen === 0 ? [] : [`减免或核销 ${yuan(relievedFen)} · waived or written off`]),
    ...(deferredFen === 0 ? [] : [`其中延期 ${yuan(deferredFen)} · of it deferred by a plan`]),
  ];
}

const planStateTexts: Readonly<Record<string, string>> = {
  running: '履行中 · running',
  replaced: '已由新协议接续 · replaced by a new one',
  ended: '已终了 · ended',
};

function planText({ plan, state, template, signedOn, instalments }: Account['plans'][number]) {
  const rows = instalments.map(({ instalment, dueOn, fen, paidFen, restFen, missed }) => [
    ...[String(instalment), dueOn, yuan(fen), yuan(paidFen), yuan(restFen)],
    restFen > 0 ? (missed ? '逾期 · overdue' : '') : missed ? '逾期后缴清 · made up' : '已清 · even',
  ]);
  const heads = ['期', '到期日 · due', '金额 · amount', '已缴 · paid', '尚欠 · open', ''];
  return [
    `还款协议 ${plan} · plan: ${template}, ${signedOn}, ${entryOf(planStateTexts, state) ?? state}`,
    table(
      heads.map((head) => ({ head })),
      rows,
    ),
  ];
}
