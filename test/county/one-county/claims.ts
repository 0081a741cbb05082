import { expect, test } from 'vitest';
import { hubClient } from '../../../county/hub-client.ts';
import type { CaseRef } from '../../../domain/ids.ts';
import { hubAt } from '../at-terminal.ts';
import { institution } from '../county-under-test.ts';
import { accountsOf, admitted, closed, discharged, reached } from '../hospitalizations.ts';
import { of } from '../oracle.ts';
import { county } from './the-county.ts';

const hub = (...words: readonly string[]) => hubAt(county, words);
const evidence = ['--evidence', '存档 2024-17'];
const fund = 'basic-insurance';

/** Discharged; the insurer does with its claim what the mischief says. */
async function claimedWith(mischief: string): Promise<CaseRef> {
  const caseRef = await admitted(county);
  await county.fault('medical-insurance', {
    ...{ kind: 'mischief', name: mischief, operations: ['claim'], times: 1 },
  });
  await discharged(county, caseRef);
  return caseRef;
}

const owedOf = async (caseRef: CaseRef) =>
  (
    await county.sql<{ fen: number }>('SELECT owed_fen::int AS fen FROM obligations WHERE case_ref = $1', [
      caseRef,
    ])
  )[0]?.fen ?? 0;

/** The insurance bureau books what it did with the claim. */
async function bureau(caseRef: CaseRef, entry: object): Promise<void> {
  const token = county.credentials.people['medical-insurance']?.bureau?.[0]?.token ?? '';
  const url = `/v1/stays/${caseRef}/claims/${fund}/1/events`;
  await hubClient(county.addresses.api, token).post(url, { day: county.today(), ...entry });
}

/** What a payer does with a claim, and where its money is booked. */
export function claims(): void {
  test('what the insurer keeps back by its rule is no mismatch: the stay closes, and the return is booked when it comes', async () => {
    const caseRef = await claimedWith('retains');
    await closed(county, caseRef);
    const owed = await owedOf(caseRef);
    const kept = (await accountsOf(county, caseRef))[`retained:${fund}`] ?? 0;
    expect(kept).toBeGreaterThanOrEqual(owed * 0.05 - 1);
    expect((await accountsOf(county, caseRef))[`received:${fund}`]).toBe(owed - kept);
    const paid = of(await county.effects('medical-insurance'), caseRef).filter(
      ({ operation }) => operation === 'pay',
    );
    expect(paid.map(({ fen }) => fen)).toEqual([owed - kept]);
    await bureau(caseRef, { entryNo: 'Y2026', kind: 'returned', fen: kept });
    expect((await accountsOf(county, caseRef))[`retained:${fund}`]).toBeUndefined();
    expect((await accountsOf(county, caseRef))[`received:${fund}`]).toBe(owed);
  });

  test('a claim that the insurer says it has is asked for, and filed once by its own book', async () => {
    const caseRef = await claimedWith('filed-before');
    await reached(county, caseRef, ({ attention }) => attention[0]?.code === 'payer-refused');
    const shown = await hub('attention', 'show', caseRef);
    expect(shown).toContain('already-filed');
    expect(shown).toContain(`hub resolve ${caseRef} ask-again`);
    for (const other of ['resubmit', 'bear']) expect(shown).not.toContain(`hub resolve ${caseRef} ${other}`);
    await hub('resolve', caseRef, 'ask-again', ...evidence);
    await closed(county, caseRef);
    const done = of(await county.effects('medical-insurance'), caseRef);
    for (const operation of ['claim', 'pay'])
      expect(
        done.filter((effect) => effect.operation === operation),
        operation,
      ).toHaveLength(1);
  });

  test('what the insurer takes back opens the closed stay; the hospital bears it, and it closes again', async () => {
    const caseRef = await admitted(county);
    await discharged(county, caseRef);
    await closed(county, caseRef);
    const taken = { kind: 'recovered', fen: 1_000, reason: 'payment-recovered', answerUntil: '2099-01-31' };
    await bureau(caseRef, { entryNo: 'Z1', ...taken });
    const stay = await reached(
      county,
      caseRef,
      ({ stage, attention }) => stage === 'Settled' && attention.length > 0,
    );
    expect(stay.attention[0]).toMatchObject({ code: 'payer-refused', resolutions: [{ kind: 'bear' }] });
    expect(await hub('attention', 'show', caseRef)).toContain('2099-01-31');
    await hub('resolve', caseRef, 'bear', '--approval', '院财〔2026〕7号', ...evidence);
    await hub('resolution', 'confirm', caseRef, '1', '--as', `${institution}/hospital-lead`);
    await reached(county, caseRef, ({ stage }) => stage === 'Closed');
    expect((await accountsOf(county, caseRef))[`borne:${fund}`]).toBe(1_000);
  });

  test('money is booked when it arrives, allocated by the command that is suggested, and all of it adds up', async () => {
    const caseRef = await admitted(county);
    await discharged(county, caseRef);
    await closed(county, caseRef);
    const owed = await owedOf(caseRef);
    const transfer = ['--fen', String(owed), '--day', county.today(), '--bank-ref', 'T-2026-1'];
    const added = await hub('remittance', 'add', institution, 'medical-insurance', ...transfer);
    const [id = ''] = added.split(/\s/);
    const line = `${caseRef}/${fund}/1=${owed}`;
    expect(added).toContain(`hub remittance allocate ${id} ${line}`);
    expect(await hub('remittance', 'list', '--open')).toContain(id);
    expect(await hub('remittance', 'allocate', id, line)).toContain('已全部核销');
    expect(await hub('remittance', 'list', '--open')).not.toContain(id);
    // Told by the insurer and by the bank, it is one payment.
    expect((await accountsOf(county, caseRef))[`received:${fund}`]).toBe(owed);
    expect(await hub('ledger', 'check')).toContain('总账相符');
  });
}
