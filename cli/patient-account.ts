import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { table, yuan } from './text.ts';

const account = z.looseObject({
  balance: z.looseObject({ owedFen: z.number(), paidFen: z.number(), balanceFen: z.number() }).nullable(),
  entries: z.array(
    z.looseObject({
      ...{ sequence: z.number(), kind: z.string(), zh: z.string(), en: z.string() },
      ...{ fen: z.number(), day: z.string(), evidence: z.string() },
    }),
  ),
});
type Account = z.infer<typeof account>;

/** `hub stay account`: what the patient owes, and everything that made it so. */
export async function showAccount(command: Command, caseRef: string): Promise<void> {
  const path = `/v1/stays/${encodeURIComponent(caseRef)}/patient-account`;
  const found = await ask(findCounty(), account, { path, as: { role: 'operator' } });
  print(command, found, () => accountText(found));
}

function accountText({ balance, entries }: Account): string {
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
  return [table(heads, rows), '', ...(balance === null ? [] : balanceText(balance))].join('\n');
}

function balanceText({ owedFen, paidFen, balanceFen }: NonNullable<Account['balance']>): readonly string[] {
  return [
    `应付 ${yuan(owedFen)},已缴 ${yuan(paidFen)},尚欠 ${yuan(balanceFen)} · owed, paid, and still open`,
  ];
}
