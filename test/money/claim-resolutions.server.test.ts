import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen } from '../../domain/money.ts';
import { lockStay } from '../../store/stays/locks.ts';
import { at } from '../postgres/store-under-test.ts';
import {
  aRefusedClaim,
  aSettledStay,
  as,
  assistance,
  balance,
  confirm,
  door,
  hospitalParty,
  owed,
  propose,
  raise,
  step,
  waits,
} from '../stays/resolutions-under-test.ts';

test('what a payer refused stays open until a second person lets the hospital bear it; then the stay closes', async () => {
  const { stays } = door().deps;
  const caseRef = await aRefusedClaim();
  const paid = { state: 'confirmed', paidFen: 700_000, paidOn: '2024-03-10' } as const;
  await stays.recordObligationState(
    { caseRef, payer: 'basic-insurance', claimSequence: 1 },
    paid as never,
    at,
  );
  const payment = {
    caseRef,
    paymentId: 'P1',
    fen: 200_000,
    paidOn: '2024-03-10',
    method: 'cash' as const,
    receipt: null,
  };
  await stays.recordPatientPayment({ ...payment, actor: 'x/y', at } as never);
  expect(await stays.closeStay(caseRef, at)).toMatchObject({
    kind: 'open',
    work: [{ kind: 'dispute', fen: 100_000 }],
  });

  const bear = { kind: 'bear', on: step, approval: '院财〔2024〕7号' };
  expect(await propose('finance', caseRef, bear, '/preview')).toMatchObject({
    status: 200,
    confirms: ['hospital-lead'],
    accounts: [
      { account: 'disputed:medical-assistance', beforeFen: 100_000, afterFen: 0 },
      { account: 'borne:medical-assistance', beforeFen: 0, afterFen: 100_000 },
    ],
  });
  expect(await balance(caseRef, 'disputed:medical-assistance')).toBe(100_000);
  const proposed = await propose('finance', caseRef, bear);
  expect(proposed).toMatchObject({ status: 201, state: 'proposed', proposedBy: `${hospitalParty}/finance` });
  expect(await balance(caseRef, 'disputed:medical-assistance')).toBe(100_000);
  expect(await propose('finance', caseRef, bear)).toMatchObject({ code: 'resolution-open' });

  for (const who of ['finance', 'window', 'operator'])
    expect((await confirm(who, caseRef, proposed.sequence)).status, who).toBe(403);
  expect(await confirm('otherHospital', caseRef, proposed.sequence)).toMatchObject({ code: 'not-allowed' });
  const done = await confirm('lead', caseRef, proposed.sequence);
  expect(done).toMatchObject({ status: 200, state: 'applied', decidedBy: `${hospitalParty}/lead` });
  expect(await confirm('lead', caseRef, proposed.sequence)).toMatchObject({ code: 'resolution-over' });

  expect(await balance(caseRef, 'borne:medical-assistance')).toBe(100_000);
  expect(await waits(caseRef)).toEqual([]);
  expect(await owed(caseRef)).toContain(`signal resolution/${proposed.sequence}`);
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'closed', borneFen: 100_000 });
  const { receivables } = (await as('finance', 'GET', `/v1/stays/${caseRef}`)) as {
    receivables?: { disputed: unknown[]; borne: unknown[] };
  };
  expect(receivables).toMatchObject({ disputed: [], borne: [{ payer: 'medical-assistance' }] });
});

test('a claim that was put right is claimed anew for what is missing, and the stay hears of its end', async () => {
  const { stays } = door().deps;
  const caseRef = await aRefusedClaim();
  const done = await propose('finance', caseRef, { kind: 'resubmit', on: step });
  expect(done).toMatchObject({ status: 201, state: 'applied', confirms: null });
  expect(await owed(caseRef)).toContain('start-claim reimburse/medical-assistance/2');
  expect((await stays.obligations(caseRef)).map((one) => [one.claimSequence, one.state, one.restIs])).toEqual(
    [
      [1, 'sent', null],
      [1, 'refused', 'resubmitted'],
      [2, 'intended', null],
    ],
  );
  expect(await propose('finance', caseRef, { kind: 'resubmit', on: step })).toMatchObject({
    code: 'resolution-unfit',
  });
  const second = { caseRef, ...assistance, claimSequence: 2 };
  await stays.recordObligationState(second, { state: 'sent' }, at);
  const paid = { state: 'confirmed', paidFen: 100_000, paidOn: '2024-03-10' } as const;
  await stays.recordObligationState(second, paid as never, at);
  expect(await owed(caseRef)).toContain('signal reimburse/medical-assistance/2/confirmed');
  expect(await balance(caseRef, 'received:medical-assistance')).toBe(100_000);
});

const amounts = [
  ['less than claimed', 60_000, { received: 60_000, disputed: 40_000, suspense: 0 }, ['payer-refused']],
  ['all of it after all', 100_000, { received: 100_000, disputed: 0, suspense: 0 }, []],
  ['more than claimed', 130_000, { received: 130_000, disputed: 0, suspense: -30_000 }, []],
] as const;

test.each(amounts)('another amount is booked as what it is: %s', async (_, paidFen, accounts, left) => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const news = { state: 'confirmed', paidFen: 99_000, paidOn: '2024-03-10' } as const;
  expect(await stays.recordObligationState({ caseRef, ...assistance }, news as never, at)).toMatchObject({
    kind: 'mismatch',
  });
  const book = { kind: 'book-part', on: step, paidFen, paidOn: '2024-03-10' };
  const { sequence } = await propose('finance', caseRef, book);
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied', paidFen });
  for (const [account, fen] of Object.entries(accounts))
    expect(await balance(caseRef, `${account}:medical-assistance`), account).toBe(fen);
  expect(await waits(caseRef)).toEqual(left);
  expect(await owed(caseRef)).toContainEqual(expect.stringMatching(/^signal claim-event\/\d+\/claim$/));
});

test('a part, then the rest borne; or a late yes after the no: every fen has one owner', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const other = { state: 'confirmed', paidFen: 60_000, paidOn: '2024-03-10' } as const;
  await stays.recordObligationState({ caseRef, ...assistance }, other as never, at);
  const part = await propose('finance', caseRef, { kind: 'book-part', on: step, ...other });
  expect(part.code).toBe('request-invalid');
  const book = { kind: 'book-part', on: step, paidFen: 60_000, paidOn: '2024-03-10' };
  await confirm('lead', caseRef, (await propose('finance', caseRef, book)).sequence);
  // The payer sends the rest after all: its answer does not fit the claim any more, so a person books it.
  await stays.recordObligationState({ caseRef, ...assistance }, { ...other, paidFen: 100_000 } as never, at);
  expect(await waits(caseRef)).toEqual(['payment-mismatch']);
  await confirm('lead', caseRef, (await propose('finance', caseRef, { ...book, paidFen: 100_000 })).sequence);
  expect(await waits(caseRef)).toEqual([]);
  const balances = await stays.balances(caseRef);
  expect(balances.reduce((sum, { fen }) => sum + fen, 0)).toBe(0);
  expect(await balance(caseRef, 'received:medical-assistance')).toBe(100_000);
});

test('asking again wakes the stay and each open claim', async () => {
  const caseRef = await aSettledStay();
  await raise(caseRef, { code: 'agency-wait', blockedOn: 'medical-insurance', step });
  const { sequence } = await propose('operator', caseRef, { kind: 'ask-again', on: step });
  expect(await owed(caseRef)).toEqual(
    expect.arrayContaining([
      `signal resolution/${sequence}`,
      `signal resolution/${sequence}/reimburse/basic-insurance/1`,
      `signal resolution/${sequence}/reimburse/medical-assistance/1`,
    ]),
  );
  expect((await door().deps.stays.events(caseRef)).map(({ kind }) => kind)).toContain('retry-now');
});

test('a claim that a person opens again while the stay closes keeps it open', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  for (const { payer, owedFen } of await stays.obligations(caseRef)) {
    const paid = { state: 'confirmed', paidFen: owedFen, paidOn: localDate('2024-03-10') } as const;
    await stays.recordObligationState({ caseRef, payer, claimSequence: 1 }, paid, at);
  }
  const balanceFen = (await stays.patientBalance(caseRef))?.balanceFen ?? fen(0);
  const payment = {
    paymentId: 'window-1',
    fen: balanceFen,
    paidOn: localDate('2024-03-10'),
    method: 'cash' as const,
    receipt: null,
  };
  await stays.recordPatientPayment({ caseRef, ...payment, actor: 'h/window', at });
  let closing: ReturnType<typeof stays.closeStay> | undefined;
  await door()
    .db.transaction()
    .execute(async (tx) => {
      await lockStay(tx, caseRef);
      const changed = { state: 'refused', refusalCode: 'part-paid', partPaidFen: fen(60_000) } as const;
      await tx
        .updateTable('obligations')
        .set(changed)
        .where((eb) => eb.and({ caseRef, ...assistance }))
        .execute();
      closing = stays.closeStay(caseRef, at);
      // It has looked once, and waits for the stay's row.
      await expect
        .poll(async () => {
          const { rows } = await sql<{ readonly waiting: number }>`SELECT count(*)::int AS waiting
            FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`.execute(
            door().db,
          );
          return rows[0]?.waiting;
        })
        .toBeGreaterThan(0);
    });
  expect(await closing).toMatchObject({ kind: 'open', work: [{ kind: 'dispute', fen: 40_000 }] });
});
