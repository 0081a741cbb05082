import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { CaseRef } from '../../domain/ids.ts';
import { aSettledStay, as, balance, door, hospitalParty, waits } from '../stays/resolutions-under-test.ts';

let transfers = 0;

interface Shown {
  readonly status: number;
  readonly remittanceId: string;
  readonly unallocatedFen: number;
  readonly suggestions: readonly { readonly caseRef: string; readonly payer: string }[];
  readonly allocations: readonly object[];
  readonly code?: string;
}

async function arrived(amountFen: number, bankRef?: string): Promise<Shown> {
  transfers += 1;
  const body = {
    ...{ institution: hospitalParty, party: 'civil-affairs', amountFen, arrivedOn: '2024-03-10' },
    bankRef: bankRef ?? `B${transfers}`,
  };
  return (await as('finance', 'POST', '/v1/remittances', body)) as unknown as Shown;
}

async function allocated(
  id: string,
  after: number,
  lines: readonly (readonly [CaseRef, number])[],
): Promise<Shown> {
  const allocations = lines.map(([caseRef, fen]) => ({
    ...{ caseRef, payer: 'medical-assistance', claimSequence: 1, fen },
  }));
  const url = `/v1/remittances/${id}/allocations`;
  return (await as('finance', 'POST', url, { after, allocations })) as unknown as Shown;
}

const standing = async (account: string) => {
  const { rows } = await sql<{ fen: number }>`SELECT coalesce(sum(fen), 0)::int AS fen
    FROM ledger_postings JOIN ledger_transactions USING (transaction_id)
    WHERE institution = ${hospitalParty} AND account = ${account}`.execute(door().db);
  return rows[0]?.fen ?? 0;
};

const findings = async () => (await door().deps.stays.checkLedger()).findings;

test('money is booked on the day it arrives, once, and stands with its sender until somebody says what it is for', async () => {
  const [first, second] = [await aSettledStay(), await aSettledStay()];
  const before = await standing('unallocated');
  const bankRef = `once-${transfers}`;
  const money = await arrived(150_000, bankRef);
  expect(money).toMatchObject({ status: 201, unallocatedFen: 150_000 });
  expect(await arrived(150_000, bankRef)).toMatchObject({ status: 200, remittanceId: money.remittanceId });
  expect(await arrived(150_001, bankRef)).toMatchObject({ code: 'remittance-conflict' });
  expect((await standing('unallocated')) - before).toBe(-150_000);
  const one = await allocated(money.remittanceId, 0, [
    [first, 100_000],
    [second, 20_000],
  ]);
  expect(one).toMatchObject({ status: 201, unallocatedFen: 30_000 });
  expect(await balance(first, 'received:medical-assistance')).toBe(100_000);
  expect(await balance(second, 'received:medical-assistance')).toBe(20_000);
  expect(await balance(second, 'in-transit:medical-assistance')).toBe(80_000);
  // A reply that was lost: the same lines again are the same lines.
  const lines = [
    [first, 100_000],
    [second, 20_000],
  ] as const;
  expect(await allocated(money.remittanceId, 0, lines)).toMatchObject({
    status: 201,
    unallocatedFen: 30_000,
  });
  expect(await allocated(money.remittanceId, 0, [[second, 5]])).toMatchObject({ code: 'allocation-unfit' });
  expect(await allocated(money.remittanceId, 2, [[second, 30_001]])).toMatchObject({
    code: 'allocation-unfit',
  });
  expect((await standing('unallocated')) - before).toBe(-30_000);
  expect(await findings()).toEqual([]);
});

test('a claim of exactly that much is suggested; what the payer says besides counts once', async () => {
  const { stays, clock } = door().deps;
  const caseRef = await aSettledStay();
  const money = await arrived(100_000);
  expect(money.suggestions).toContainEqual(expect.objectContaining({ caseRef, payer: 'medical-assistance' }));
  const paid = { state: 'confirmed', paidFen: 100_000, paidOn: '2024-03-10' } as const;
  const claim = { caseRef, payer: 'medical-assistance', claimSequence: 1 } as const;
  await stays.recordObligationState(claim, paid as never, clock.now());
  await allocated(money.remittanceId, 0, [[caseRef, 100_000]]);
  expect(await balance(caseRef, 'received:medical-assistance')).toBe(100_000);
  expect(await balance(caseRef, 'suspense:medical-assistance')).toBe(0);
  expect(await findings()).toEqual([]);
});

test('paid twice stands as suspense, and is netted with another claim by the line that names it', async () => {
  const [twice, next] = [await aSettledStay(), await aSettledStay()];
  for (let time = 0; time < 2; time += 1)
    await allocated((await arrived(100_000)).remittanceId, 0, [[twice, 100_000]]);
  expect(await balance(twice, 'suspense:medical-assistance')).toBe(-100_000);
  expect(await balance(twice, 'received:medical-assistance')).toBe(200_000);
  expect(await waits(twice)).toEqual([]);
  // The payer sends nothing for the next claim: it keeps what it had paid too much.
  const netting = await arrived(0);
  await allocated(netting.remittanceId, 0, [
    [next, 100_000],
    [twice, -100_000],
  ]);
  expect(await balance(twice, 'suspense:medical-assistance')).toBe(0);
  expect(await balance(twice, 'received:medical-assistance')).toBe(100_000);
  expect(await balance(next, 'received:medical-assistance')).toBe(100_000);
  expect(await findings()).toEqual([]);
});

test('money that leaves again is taken back of its claim', async () => {
  const caseRef = await aSettledStay();
  await allocated((await arrived(100_000)).remittanceId, 0, [[caseRef, 100_000]]);
  await allocated((await arrived(-30_000)).remittanceId, 0, [[caseRef, -30_000]]);
  expect(await balance(caseRef, 'received:medical-assistance')).toBe(70_000);
  expect(await balance(caseRef, 'deducted:medical-assistance')).toBe(30_000);
  expect(await waits(caseRef)).toEqual(['payer-refused']);
  expect(await findings()).toEqual([]);
});

test('money that was booked for the wrong claim is put right by a transfer of nothing; the wrong one waits for its own money', async () => {
  const [wrong, right] = [await aSettledStay(), await aSettledStay()];
  await allocated((await arrived(100_000)).remittanceId, 0, [[wrong, 100_000]]);
  await allocated((await arrived(0)).remittanceId, 0, [
    [wrong, -100_000],
    [right, 100_000],
  ]);
  expect(await balance(right, 'received:medical-assistance')).toBe(100_000);
  expect(await balance(wrong, 'deducted:medical-assistance')).toBe(100_000);
  expect(await waits(wrong)).toEqual(['payer-refused']);
  await allocated((await arrived(100_000)).remittanceId, 0, [[wrong, 100_000]]);
  expect(await balance(wrong, 'received:medical-assistance')).toBe(100_000);
  expect(await balance(wrong, 'deducted:medical-assistance')).toBe(0);
  expect(await waits(wrong)).toEqual([]);
  expect(await findings()).toEqual([]);
});

test('the check names what does not add up: an account, a claim, a share, money without a case', async () => {
  const caseRef = await aSettledStay();
  const { db } = door();
  const now = door().deps.clock.now();
  await sql`WITH entry AS (INSERT INTO ledger_transactions (case_ref, transaction_key, at)
      VALUES (${caseRef}, 'claim/slip', ${now}) RETURNING transaction_id)
    INSERT INTO ledger_postings SELECT transaction_id, line, account, fen FROM entry,
      (VALUES (1, 'received:medical-assistance', 7), (2, 'in-transit:medical-assistance', -7)) AS slip (line, account, fen)`.execute(
    db,
  );
  await sql`UPDATE obligations SET owed_fen = owed_fen + 5 WHERE case_ref = ${caseRef} AND payer = 'basic-insurance'`.execute(
    db,
  );
  const own = (await findings()).filter(({ subject }) => subject === caseRef);
  expect(own.map(({ what, of }) => `${what} ${of}`).toSorted()).toEqual([
    'account in-transit:basic-insurance',
    'account in-transit:medical-assistance',
    'account received:medical-assistance',
    'share basic-insurance',
  ]);
  await sql`UPDATE obligations SET owed_fen = owed_fen - 5 WHERE case_ref = ${caseRef} AND payer = 'basic-insurance'`.execute(
    db,
  );
  expect(await as('operator', 'GET', '/v1/ledger/check')).toMatchObject({
    status: 200,
    findings: expect.arrayContaining([expect.objectContaining({ subject: caseRef })]),
  });
});
