import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Effect } from '../../../adapters/simulation.ts';
import type { StayView } from '../../../county/stay-view.ts';
import type { CaseRef } from '../../../domain/ids.ts';
import { hubAt } from '../at-terminal.ts';
import { institution, until } from '../county-under-test.ts';
import {
  accountsOf,
  admitted,
  bill,
  closed,
  discharged,
  hospitalized,
  reached,
} from '../hospitalizations.ts';
import { of } from '../oracle.ts';
import { county } from './the-county.ts';

const hub = (...words: readonly string[]) => hubAt(county, words);
const evidence = ['--evidence', '存档 2024-17'];
const lead = ['--as', `${institution}/hospital-lead`];

async function amend(caseRef: CaseRef, corrected: typeof bill): Promise<void> {
  const file = join(county.state.root, `${caseRef}.json`);
  writeFileSync(file, JSON.stringify(corrected));
  const said = await hub('stay', 'amend', caseRef, file, ...evidence);
  const number = new RegExp(`${caseRef} {2}(\\d+)`).exec(said)?.[1] ?? '';
  expect(await hub('resolution', 'confirm', caseRef, number, ...lead)).toContain('已办结');
}

/** Pays back whatever is owed back, by the commands that the hub offers. */
async function paidBack(caseRef: CaseRef): Promise<void> {
  for (;;) {
    const { attention } = await reached(county, caseRef, () => true);
    const due = attention.find(({ code }) => code === 'refund-due');
    if (due === undefined) return;
    const how = ['--on', due.step, '--refunded-on', county.today(), '--receipt', 'R-7'];
    const said = await hub('resolve', caseRef, 'refund', ...how, ...evidence);
    const number = new RegExp(`${caseRef} {2}(\\d+)`).exec(said)?.[1] ?? '';
    expect(await hub('resolution', 'confirm', caseRef, number, ...lead)).toContain('已办结');
  }
}

const totalOf = ({ settlement }: StayView) => settlement?.totalFen;

/** Every payer and the patient have paid exactly what the settlement says, in the hub's ledger. */
async function expectEven({ caseRef, settlement }: StayView): Promise<void> {
  const { billed, ...received } = await accountsOf(county, caseRef);
  const owed = [
    ...(settlement?.shares ?? []).map(({ payer, fen }) => [`received:${payer}`, fen] as const),
    ['received:patient', settlement?.patientFen ?? 0] as const,
  ].filter(([, fen]) => fen !== 0);
  expect(billed).toBe(-(settlement?.totalFen ?? 0));
  expect(received).toEqual(Object.fromEntries(owed));
}

const sumOf = (effects: readonly Effect[], operation: string): number =>
  effects.filter((one) => one.operation === operation).reduce((sum, { fen }) => sum + (fen ?? 0), 0);

const insurer = async (caseRef: CaseRef) => of(await county.effects('medical-insurance'), caseRef);
const settles = (effects: readonly Effect[]) => effects.filter(({ operation }) => operation === 'settle');

async function patientPays(caseRef: CaseRef, paymentId: string): Promise<void> {
  const view = (await reached(county, caseRef, () => true)) as StayView & {
    readonly receivables: { readonly patient: { readonly balanceFen: number } };
  };
  const fen = view.receivables.patient.balanceFen;
  if (fen === 0) return;
  const payment = { paymentId, fen, paidOn: county.today(), method: 'mobile' };
  await county.hospital.post(`/v1/stays/${caseRef}/patient-payments`, payment);
}

/** A bill that was wrong, corrected after the stay is closed. */
export function amendments(): void {
  test('a closed stay whose bill was too low is settled anew: further claims, the patient pays the rest, and it closes again', async () => {
    const { caseRef } = await hospitalized(county);
    const higher = { ...bill, totalFen: bill.totalFen + 500_000 };
    await amend(caseRef, higher);
    await reached(county, caseRef, (view) => totalOf(view) === higher.totalFen);
    await patientPays(caseRef, 'P-more');
    const stay = await reached(county, caseRef, ({ stage }) => stage === 'Closed');
    await expectEven(stay);
    const done = await insurer(caseRef);
    expect(done.filter(({ operation }) => operation === 'cancelSettlement')).toHaveLength(1);
    const [, anew] = settles(done);
    // What the insurer settled anew is what it has paid in all.
    expect(sumOf(done, 'pay')).toBe(anew?.fen);
  });

  test('one whose bill was too high pays back what was taken too much; a yes that did nothing is found out and put right', async () => {
    const { caseRef } = await hospitalized(county);
    await county.fault('medical-insurance', {
      ...{ kind: 'mischief', name: 'did-nothing', operations: ['cancelSettlement'], times: 1 },
    });
    const lower = { ...bill, totalFen: bill.totalFen - 400_000 };
    await amend(caseRef, lower);
    await reached(county, caseRef, ({ attention }) =>
      attention.some(({ code }) => code === 'reversal-unknown'),
    );
    // The settlement stays while nobody knows, and nothing was settled anew.
    expect(totalOf(await reached(county, caseRef, () => true))).toBe(bill.totalFen);
    expect(settles(await insurer(caseRef))).toHaveLength(1);
    for (const worker of county.processes.workers) await worker.kill9();
    await hub('resolve', caseRef, 'ask-again', '--on', 'settle', ...evidence);
    await reached(county, caseRef, (view) => totalOf(view) === lower.totalFen);
    await paidBack(caseRef);
    await expectEven(await reached(county, caseRef, ({ stage }) => stage === 'Closed'));
    const done = await insurer(caseRef);
    expect(done.filter(({ operation }) => operation === 'cancelSettlement')).toHaveLength(1);
  });

  test('what the insurer takes back no more stays settled as it was, once the bureau has said so', async () => {
    const caseRef = await admitted(county);
    await discharged(county, caseRef);
    await reached(county, caseRef, ({ settlement }) => settlement !== null);
    await county.fault('medical-insurance', {
      ...{ kind: 'mischief', name: 'period-cleared', operations: ['cancelSettlement'], times: 1 },
    });
    await amend(caseRef, { ...bill, totalFen: bill.totalFen - 400_000 });
    await reached(county, caseRef, ({ attention }) =>
      attention.some(({ code }) => code === 'reversal-not-possible'),
    );
    const kept = await hub(
      ...['resolve', caseRef, 'keep-settlement', '--office', 'medical-insurance', ...evidence],
    );
    const number = new RegExp(`${caseRef} {2}(\\d+)`).exec(kept)?.[1] ?? '';
    const bureau = ['--as', 'medical-insurance/bureau'];
    expect(await hub('resolution', 'confirm', caseRef, number, ...bureau)).toContain('已办结');
    const stay = await closed(county, caseRef);
    expect(totalOf(stay)).toBe(bill.totalFen);
    await expectEven(stay);
    await until('nothing is taken back', async () => settles(await insurer(caseRef)).length === 1);
  });
}
