import type { Command } from 'commander';
import { z } from 'zod';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { table, yuan } from './text.ts';

/** The bills in mid-stay of a stay, as a person reads them. */
const readableInterims = z.looseObject({
  institution: z.string(),
  interimBills: z.array(
    z.looseObject({
      ...{ bill: z.number(), state: z.string(), ruleNo: z.string() },
      ...{ fromDay: z.string().nullable(), toDay: z.string().nullable() },
      ...{ totalFen: z.number().nullable(), patientFen: z.number().nullable() },
      shares: z.array(z.object({ payer: z.string(), fen: z.number() })).nullable(),
    }),
  ),
});
type Interims = z.infer<typeof readableInterims>;

const states: Readonly<Record<string, string>> = {
  'to-open': '待医院提出 · to be opened',
  open: '办理中 · being settled',
  settled: '已结算 · settled',
  withdrawing: '撤回中 · being taken back',
  withdrawn: '已撤回 · taken back',
  over: '未办理 · not opened',
};

/** `hub stay stages`, `settle-so-far`, `withdraw-bill`: bills that are settled with the payers while the stay goes on. */
export function interimCommands(group: Command): void {
  group
    .command('stages <caseRef>')
    .description('住院期间与支付方分阶段结算的账单 · bills settled with the payers in mid-stay')
    .action(async function (this: Command, caseRef: string) {
      const found = await ask(findCounty(), readableInterims, {
        ...{ path: stayPath(caseRef), as: { role: 'operator' } },
      });
      show(this, found);
    });
  group
    .command('settle-so-far <caseRef>')
    .description('与支付方结算至今的费用(凭医院的凭证) · settle the bill so far while the stay goes on')
    .option('--until <day>', '结算到哪一天(YYYY-MM-DD) · last day that is settled')
    .action(async function (this: Command, caseRef: string, { until }: { readonly until?: string }) {
      await act(this, caseRef, { action: 'interim-bills', body: until === undefined ? {} : { until } });
    });
  group
    .command('withdraw-bill <caseRef> <bill>')
    .description('撤回最近一次阶段账单(凭医院的凭证) · take the newest bill in mid-stay back')
    .action(async function (this: Command, caseRef: string, bill: string) {
      await act(this, caseRef, { action: `interim-bills/${encodeURIComponent(bill)}/withdraw`, body: {} });
    });
}

const stayPath = (caseRef: string): string => `/v1/stays/${encodeURIComponent(caseRef)}`;

async function act(
  command: Command,
  caseRef: string,
  { action, body }: { readonly action: string; readonly body: object },
): Promise<void> {
  const county = findCounty();
  const path = stayPath(caseRef);
  const { institution } = await ask(county, readableInterims, { path, as: { role: 'operator' } });
  const as = { role: 'hospital', institution } as const;
  show(command, await ask(county, readableInterims, { method: 'POST', path: `${path}/${action}`, as, body }));
}

function show(command: Command, { interimBills }: Interims): void {
  print(command, { interimBills }, () =>
    interimBills.length === 0 ? '没有阶段账单 · no bill in mid-stay' : billsText(interimBills),
  );
}

function billsText(bills: Interims['interimBills']): string {
  const heads = ['序号 · bill', '期间 · days', '费用 · total', '患者 · patient', '状态 · state'];
  return table(
    heads.map((head) => ({ head })),
    bills.map(({ bill, fromDay, toDay, totalFen, patientFen, state }) => [
      ...[String(bill), fromDay === null ? '—' : `${fromDay} – ${toDay}`],
      ...[totalFen === null ? '—' : yuan(totalFen), patientFen === null ? '—' : yuan(patientFen)],
      states[state] ?? state,
    ]),
  );
}
