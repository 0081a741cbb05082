import type { Command } from 'commander';
import { z } from 'zod';
import { entryOf } from '../domain/entry.ts';
import { findCounty } from './county.ts';
import { ask } from './http.ts';
import { print } from './output.ts';
import { speakerFor } from './speaker.ts';
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

const billStates: Readonly<Record<string, string>> = {
  'to-open': '待医院提出 · to be opened',
  open: '办理中 · being settled',
  settled: '已结算 · settled',
  withdrawing: '撤回中 · being taken back',
  withdrawn: '已撤回 · taken back',
  over: '未办理 · not opened',
};

/** The bills of a stay that were settled with the payers while it went on. */
export async function showStages(command: Command, caseRef: string): Promise<void> {
  const path = stayPath(caseRef);
  show(command, await ask(findCounty(), readableInterims, { path, as: { role: 'operator' } }));
}

/** Settles the bill so far. */
export async function settleSoFar(
  command: Command,
  caseRef: string,
  { until }: { readonly until?: string },
): Promise<void> {
  await act(command, caseRef, { action: 'interim-bills', body: until === undefined ? {} : { until } });
}

/** Takes the newest bill back. */
export async function withdrawBill(command: Command, caseRef: string, bill: string): Promise<void> {
  await act(command, caseRef, { action: `interim-bills/${encodeURIComponent(bill)}/withdraw`, body: {} });
}

const stayPath = (caseRef: string): string => `/v1/stays/${encodeURIComponent(caseRef)}`;

async function act(
  command: Command,
  caseRef: string,
  { action, body }: { readonly action: string; readonly body: object },
): Promise<void> {
  const county = findCounty();
  const path = stayPath(caseRef);
  const as = await speakerFor(caseRef, undefined);
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
      entryOf(billStates, state) ?? state,
    ]),
  );
}
