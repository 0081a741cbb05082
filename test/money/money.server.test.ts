import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen } from '../../domain/money.ts';
import type { ObligationProgress } from '../../store/money/obligations.ts';
import type { Connection } from '../../store/postgres/database.ts';
import {
  aDischargedStay,
  aSettledStay,
  aSettlement,
  at,
  borne,
  byHospital,
  settlement,
  useStore,
} from '../postgres/store-under-test.ts';

const store = useStore();
const paidOn = localDate('2026-04-15');
const confirmed = (paidFen: number): ObligationProgress => ({
  state: 'confirmed',
  paidFen: fen(paidFen),
  paidOn,
});

function payment(caseRef: Awaited<ReturnType<typeof aSettledStay>>, paymentId: string, amount: number) {
  return {
    caseRef,
    paymentId,
    fen: fen(amount),
    paidOn,
    method: 'cash' as const,
    receipt: null,
    actor: byHospital,
    at,
  };
}

test('a settlement is written once, with shares, obligations and balanced postings', async () => {
  const caseRef = await aDischargedStay(store());
  const other = { ...settlement, version: 'later' };
  const results = await Promise.all([
    store().stays.recordSettlement(aSettlement(caseRef)),
    store().stays.recordSettlement(aSettlement(caseRef)),
  ]);
  expect(results).toEqual([settlement, settlement]);
  expect(await store().stays.recordSettlement({ ...aSettlement(caseRef), settlement: other })).toEqual(
    settlement,
  );
  expect(await store().stays.settlement(caseRef)).toEqual(settlement);
  expect(await store().stays.balances(caseRef)).toEqual([
    { account: 'billed', fen: -1_000_000 },
    { account: 'receivable:basic-insurance', fen: 700_000 },
    { account: 'receivable:medical-assistance', fen: 100_000 },
    { account: 'receivable:patient', fen: 200_000 },
  ]);
  const owed = await store().stays.obligations(caseRef);
  expect(owed.map(({ payer, owedFen, state }) => [payer, owedFen, state])).toEqual([
    ['basic-insurance', 700_000, 'intended'],
    ['medical-assistance', 100_000, 'intended'],
  ]);
});

test('what the hospital bears of a bill stands in the settlement and is borne: nobody owes it, and there is no claim', async () => {
  const caseRef = await aDischargedStay(store());
  const entry = aSettlement(caseRef);
  const shares = settlement.shares.map((share) =>
    share.payer === 'medical-assistance' ? { ...share, payer: 'hospital' as const } : share,
  );
  const own = { ...settlement, shares };
  const obligations = entry.obligations.filter(({ payer }) => payer !== 'medical-assistance');
  await store().stays.recordSettlement({ ...entry, settlement: own, obligations });
  expect(await store().stays.settlement(caseRef)).toEqual(own);
  expect(await store().stays.balances(caseRef)).toEqual([
    { account: 'billed', fen: -1_000_000 },
    { account: 'borne:hospital', fen: 100_000 },
    { account: 'receivable:basic-insurance', fen: 700_000 },
    { account: 'receivable:patient', fen: 200_000 },
  ]);
  expect((await store().stays.obligations(caseRef)).map(({ payer }) => payer)).toEqual(['basic-insurance']);
});

test('what an article gives is kept beside the steps: version 0.1.0, which may run beside, takes no step that says more', async () => {
  const caseRef = await aDischargedStay(store());
  const entry = aSettlement(caseRef);
  const told = {
    ...settlement,
    shares: settlement.shares.map((share, at) => ({
      ...share,
      steps: share.steps.map((step) => ({
        ...step,
        basis: at === 0 ? ('duty' as const) : ('amount' as const),
      })),
    })),
  };
  await store().stays.recordSettlement({ ...entry, settlement: told });
  expect(await store().stays.settlement(caseRef)).toEqual(told);
  const { rows } = await sql<{ key: string }>`SELECT DISTINCT jsonb_object_keys(step) AS key
    FROM settlement_shares, jsonb_array_elements(steps) AS step WHERE case_ref = ${caseRef}`.execute(
    store().db,
  );
  expect(rows.map(({ key }) => key).toSorted()).toEqual(['article', 'en', 'fen', 'rule', 'zh']);
});

test('a settlement of another total than the bill, or with a share nobody claims, writes nothing', async () => {
  const caseRef = await aDischargedStay(store());
  const entry = aSettlement(caseRef);
  const less = {
    ...settlement,
    totalFen: fen(800_000),
    shares: [],
    patientFen: fen(800_000),
    patientParts: [{ kind: 'cash', fen: fen(800_000) }],
  } as const;
  await expect(
    store().stays.recordSettlement({ ...entry, settlement: less, obligations: [] }),
  ).rejects.toThrow('another total');
  await expect(store().stays.recordSettlement({ ...entry, obligations: [] })).rejects.toThrow(
    'differ in number',
  );
  expect(await store().stays.settlement(caseRef)).toBeUndefined();
  expect(await store().stays.balances(caseRef)).toEqual([]);
});

test('PostgreSQL refuses what does not balance, what is added later, and every change', async () => {
  const caseRef = await aSettledStay(store());
  const { db } = store();
  const addLine = (tx: Connection, place: readonly [transactionId: number, line: number], amount: number) => {
    const [transactionId, line] = place;
    const posting = { transactionId, line, account: 'billed', fen: fen(amount) } as const;
    return tx.insertInto('ledgerPostings').values(posting).execute();
  };
  const write = (key: string, ...amounts: readonly number[]) =>
    db.transaction().execute(async (tx) => {
      const { transactionId } = await tx
        .insertInto('ledgerTransactions')
        .values({ caseRef, transactionKey: key, at })
        .returning('transactionId')
        .executeTakeFirstOrThrow();
      for (const [line, amount] of amounts.entries()) await addLine(tx, [transactionId, line + 1], amount);
      return transactionId;
    });
  await expect(write('unbalanced', 100, -99)).rejects.toThrow('does not balance');
  await expect(write('one-line', 100)).rejects.toThrow('does not balance');
  await expect(write('no-line')).rejects.toThrow('does not balance');
  const complete = await write('balanced', 100, -100);
  await expect(write('balanced', 100, -100)).rejects.toThrow('unique');
  const late = db.transaction().execute(async (tx) => {
    await addLine(tx, [complete, 3], 5);
    await addLine(tx, [complete, 4], -5);
  });
  await expect(late).rejects.toThrow('is complete');
  await expect(sql`UPDATE ledger_postings SET fen = 1`.execute(db)).rejects.toThrow('append-only');
  await expect(sql`DELETE FROM ledger_transactions`.execute(db)).rejects.toThrow('append-only');
  await expect(sql`TRUNCATE ledger_postings`.execute(db)).rejects.toThrow('append-only');
});

test('a patient never pays more than is owed, however many windows take money at once', async () => {
  const caseRef = await aSettledStay(store());
  const taken = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      store().stays.recordPatientPayment(payment(caseRef, `p${index}`, 50_000)),
    ),
  );
  expect(taken.filter((one) => one.kind === 'recorded')).toHaveLength(4);
  expect(taken.filter((one) => one.kind === 'exceeds')).toHaveLength(4);
  expect(await store().stays.patientBalance(caseRef)).toEqual({
    ...{ owedFen: 200_000, paidFen: 200_000, relievedFen: 0 },
    ...{ balanceFen: 0, deferredFen: 0, dueFen: 0 },
  });
  const signals = await store()
    .db.selectFrom('outbox')
    .select('kind')
    .where('caseRef', '=', caseRef)
    .execute();
  expect(signals.filter((one) => one.kind === 'signal')).toHaveLength(4);
});

test('the same payment twice is one; its id with another amount is a conflict; before the settlement one names its receipt', async () => {
  const caseRef = await aSettledStay(store());
  const { stays } = store();
  const once = await Promise.all(
    [1, 2, 3].map(() => stays.recordPatientPayment(payment(caseRef, 'p', 1_000))),
  );
  expect(once.map((one) => one.kind).toSorted()).toEqual(['recorded', 'repeated', 'repeated']);
  expect((await stays.recordPatientPayment(payment(caseRef, 'p', 2_000))).kind).toBe('conflict');
  expect((await stays.patientBalance(caseRef))?.paidFen).toBe(1_000);
  const early = await aDischargedStay(store());
  expect(await stays.recordPatientPayment(payment(early, 'p', 1))).toEqual({ kind: 'no-receipt' });
});

test('what was paid in cash and comes again by transfer is taken and owed back, once; more of the same kind is refused', async () => {
  const caseRef = await aSettledStay(store());
  const { stays } = store();
  const half = payment(caseRef, 'cash', 100_000);
  const again = { ...half, paymentId: 'bank', method: 'transfer' as const };
  expect((await stays.recordPatientPayment({ ...half, method: 'cash' as const })).kind).toBe('recorded');
  // What falls on what is open is no second payment.
  expect((await stays.recordPatientPayment(again)).kind).toBe('recorded');
  expect((await stays.recordPatientPayment({ ...again, paymentId: 'bank-2' })).kind).toBe('twice');
  expect((await stays.recordPatientPayment({ ...again, paymentId: 'bank-2' })).kind).toBe('repeated');
  expect((await stays.recordPatientPayment({ ...again, paymentId: 'bank-3' })).kind).toBe('exceeds');
  expect(await stays.patientBalance(caseRef)).toMatchObject({ paidFen: 200_000, balanceFen: 0 });
  expect((await stays.patientEntries(caseRef)).at(-1)).toMatchObject({
    kind: 'refund-due',
    evidence: 'twice/bank-2',
  });
  expect(await stays.balances(caseRef)).toContainEqual({ account: 'refund:patient', fen: -100_000 });
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'open', shown: { code: 'refund-due' } });
});

test('money moves only on evidence', async () => {
  const caseRef = await aSettledStay(store());
  const key = { caseRef, payer: 'basic-insurance', claimSequence: 1 } as const;
  const tell = async (news: ObligationProgress) =>
    (await store().stays.recordObligationState(key, news, at)).kind;
  const balance = async (account: string) =>
    (await store().stays.balances(caseRef)).find((line) => line.account === `${account}:basic-insurance`)
      ?.fen ?? 0;
  expect(await tell(confirmed(700_000))).toBe('unfit');
  expect(await tell({ state: 'sent' })).toBe('recorded');
  expect(await tell({ state: 'sent' })).toBe('repeated');
  expect(await balance('in-transit')).toBe(700_000);
  expect(await tell(confirmed(699_999))).toBe('mismatch');
  expect(await balance('received')).toBe(0);
  expect(await tell(confirmed(700_000))).toBe('recorded');
  expect(await tell(confirmed(700_000))).toBe('repeated');
  expect(await tell(confirmed(1))).toBe('mismatch');
  expect(await tell({ state: 'refused', code: 'late', partyCode: null })).toBe('unfit');
  expect([await balance('received'), await balance('in-transit')]).toEqual([700_000, 0]);
});

test('100 confirmations at once are one posting', async () => {
  const caseRef = await aSettledStay(store());
  const key = { caseRef, payer: 'medical-assistance', claimSequence: 1 } as const;
  await store().stays.recordObligationState(key, { state: 'sent' }, at);
  const told = await Promise.all(
    Array.from({ length: 100 }, () => store().stays.recordObligationState(key, confirmed(100_000), at)),
  );
  expect(told.filter((one) => one.kind === 'recorded')).toHaveLength(1);
  expect(told.filter((one) => one.kind === 'repeated')).toHaveLength(99);
  const lines = await store().stays.balances(caseRef);
  expect(lines).toContainEqual({ account: 'received:medical-assistance', fen: 100_000 });
});

test('a stay closes when every obligation is final, the hospital bears what was refused and the patient has paid, not before', async () => {
  const caseRef = await aSettledStay(store());
  const { stays } = store();
  expect(await stays.closeStay(caseRef, at)).toEqual({
    kind: 'open',
    work: [
      { kind: 'claim', payer: 'basic-insurance', claimSequence: 1, fen: 700_000 },
      { kind: 'claim', payer: 'medical-assistance', claimSequence: 1, fen: 100_000 },
      { kind: 'patient-part', fen: 200_000 },
    ],
    shown: null,
  });
  const [basic, assistance] = await stays.obligations(caseRef);
  if (basic === undefined || assistance === undefined) throw new Error('two obligations expected');
  for (const key of [basic, assistance]) await stays.recordObligationState(key, { state: 'sent' }, at);
  await stays.recordObligationState(basic, confirmed(700_000), at);
  await stays.recordObligationState(
    assistance,
    { state: 'refused', code: 'not-eligible', partyCode: null },
    at,
  );
  expect(await stays.closeStay(caseRef, at)).toMatchObject({
    kind: 'open',
    work: [
      { kind: 'dispute', fen: 100_000 },
      { kind: 'patient-part', fen: 200_000 },
    ],
    shown: { code: 'payer-refused' },
  });
  await stays.recordPatientPayment(payment(caseRef, 'all', 200_000));
  expect(await stays.closeStay(caseRef, at)).toMatchObject({
    kind: 'open',
    work: [{ kind: 'dispute', fen: 100_000 }],
  });
  await borne(store(), caseRef, 'reimburse/medical-assistance/1');
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'closed', borneFen: 100_000 });
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'closed', borneFen: 100_000 });
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Closed', closedAt: at });
  expect(await stays.balances(caseRef)).toContainEqual({ account: 'borne:medical-assistance', fen: 100_000 });
});

test('obligations are listed page by page and by party and state', async () => {
  const filter = { party: 'medical-insurance', state: 'intended', limit: 2 } as const;
  const seen: string[] = [];
  let page = await store().stays.listObligations(filter);
  while (page.length > 0) {
    seen.push(...page.map((one) => `${one.caseRef}/${one.payer}`));
    const after = page.at(-1);
    page = await store().stays.listObligations({ ...filter, ...(after && { after }) });
  }
  expect(new Set(seen).size).toBe(seen.length);
  const all = await store().stays.listObligations({ ...filter, limit: 1_000 });
  expect(seen).toEqual(all.map((one) => `${one.caseRef}/${one.payer}`));
  expect(await store().stays.listObligations({ party: 'bank', limit: 5 })).toEqual([]);
});

test('over all cases the ledger sums to nothing', async () => {
  const { rows } = await sql<{
    sum: string;
  }>`SELECT coalesce(sum(fen), 0) AS sum FROM ledger_postings`.execute(store().db);
  expect(rows).toEqual([{ sum: '0' }]);
});
