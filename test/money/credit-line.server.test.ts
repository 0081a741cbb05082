import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instant, localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { giveBackDraws } from '../../store/money/credit-refunds.ts';
import { creditUpkeep } from '../../store/money/credit-reports.ts';
import { ledgerCheck } from '../../store/money/ledger-check.ts';
import {
  aDischarge,
  anAdmittedStay,
  aSettlement,
  at,
  byHospital,
  useStore,
} from '../postgres/store-under-test.ts';

const store = useStore();
// Of the own part of 200,000 fen 50,000 lie outside the policy.
const rule = { selfPaidDrawable: false, mostFen: fen(2_000_000) };
const terms = { ...rule, forgottenDays: 3 };
const line = {
  ...{ openedOn: localDate('2026-01-05'), limitFen: fen(1_000_000), availableFen: fen(400_000) },
  ...{ mandateSignedOn: localDate('2026-01-05'), cardBound: true, holds: true, at },
};
let refs = 0;
const ref = () => {
  refs += 1;
  return `B${String(refs).padStart(8, '0')}`;
};

async function settled(
  told: typeof line | (Omit<typeof line, 'mandateSignedOn'> & { mandateSignedOn: null }) = line,
) {
  const { stays } = store();
  const caseRef = await anAdmittedStay(store());
  await stays.recordCreditLine(caseRef, told);
  await stays.orderHold(caseRef, fen(500_000), at);
  await answered(caseRef);
  await stays.acceptDischarge(aDischarge(caseRef));
  await stays.recordDischargeTaken(caseRef, at);
  await stays.recordSettlement(aSettlement(caseRef));
  return caseRef;
}

/** The message to the bank leaves; null: there is nothing to ask. */
async function sent(caseRef: CaseRef) {
  const { stays } = store();
  const order = await stays.nextCreditOrder(caseRef, rule, at);
  if (order !== null) expect(await stays.creditOrderLeaves(caseRef, order, rule, at)).toBe(true);
  return order;
}

/** The bank says yes to the next thing that it is asked; gives what that was. */
async function answered(caseRef: CaseRef) {
  const { stays } = store();
  const order = await sent(caseRef);
  if (order === null) return null;
  const on = localDate('2026-03-10');
  const yes = { bankRef: ref(), on, expiresOn: localDate('2026-03-17'), at };
  await stays.recordBankDid({ caseRef, ...order }, yes);
  // Said again it is done once.
  await stays.recordBankDid({ caseRef, ...order }, { ...yes, bankRef: ref() });
  return { kind: order.kind, fen: order.fen };
}

const refused = async (caseRef: CaseRef, refusal: string, again = false) => {
  const order = await sent(caseRef);
  invariant(order !== null, 'the bank is asked for something');
  await store().stays.recordBankRefused({ caseRef, ...order }, { refusal, again, at });
  return order.kind;
};
const draw = (caseRef: CaseRef, amount?: number) =>
  store().stays.orderDraw(
    { caseRef, basis: 'consent', fen: amount === undefined ? undefined : fen(amount), actor: byHospital, at },
    terms,
  );
const pay = (caseRef: CaseRef, amount: number) =>
  store().stays.recordPatientPayment({
    ...{ caseRef, paymentId: ref(), fen: fen(amount), paidOn: localDate('2026-03-10'), method: 'cash' },
    ...{ receipt: null, actor: byHospital, at },
  });
const credit = async (caseRef: CaseRef) => (await store().stays.wholeStay(caseRef))?.credit;
const owes = async (caseRef: CaseRef) => (await store().stays.patientBalance(caseRef))?.balanceFen;
const findings = async (caseRef: CaseRef) =>
  (await ledgerCheck({ db: store().db }).checkLedger()).findings.filter(({ subject }) => subject === caseRef);
const waits = async (caseRef: CaseRef) =>
  ((await store().stays.wholeStay(caseRef))?.attention ?? []).map(({ code, step }) => `${code} ${step}`);
const signals = async (caseRef: CaseRef) =>
  (await store().db.selectFrom('outbox').select('noticeId').where('caseRef', '=', caseRef).execute()).map(
    ({ noticeId }) => noticeId,
  );

test('a stay in care is held once, as much as is there and as the scheme says; the workflow is told', async () => {
  const { stays } = store();
  const caseRef = await anAdmittedStay(store());
  await stays.orderHold(caseRef, fen(500_000), at);
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
  await stays.recordCreditLine(caseRef, line);
  for (let twice = 0; twice < 2; twice += 1) await stays.orderHold(caseRef, fen(500_000), at);
  expect(await signals(caseRef)).toEqual(['credit/1']);
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'at-bank' });
  expect(await answered(caseRef)).toEqual({ kind: 'hold', fen: 400_000 });
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'unfit' });
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
});

test('a draw is sent once, is the patient’s payment, and ends the hold', async () => {
  const { stays } = store();
  const caseRef = await settled();
  expect(await credit(caseRef)).toMatchObject({ cardBound: true, mandateSignedOn: '2026-01-05' });
  expect(await draw(caseRef)).toMatchObject({ fen: 150_000 });
  await expect(draw(caseRef)).rejects.toMatchObject({ code: 'draw-under-way' });
  const first = await stays.nextCreditOrder(caseRef, rule, at);
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toEqual(first);
  expect(first).toMatchObject({ kind: 'draw', ofRef: expect.stringMatching(/^B/) });
  expect(await answered(caseRef)).toEqual({ kind: 'draw', fen: 150_000 });
  expect(await owes(caseRef)).toBe(50_000);
  expect((await stays.wholeStay(caseRef))?.payments).toMatchObject([{ method: 'credit-line', fen: 150_000 }]);
  expect((await credit(caseRef))?.orders[0]).toMatchObject({ kind: 'hold', ended: true });
  await expect(draw(caseRef)).rejects.toMatchObject({ code: 'draw-above-own-part' });
  await pay(caseRef, 50_000);
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
  expect(await findings(caseRef)).toEqual([]);
});

test('without an amount no more is drawn than the line bears', async () => {
  const told = { ...line, availableFen: fen(90_000) };
  const caseRef = await settled(told);
  // All of it is held, and the line has nothing else.
  await store().stays.recordCreditLine(caseRef, { ...told, availableFen: fen(0) });
  expect(await draw(caseRef)).toMatchObject({ fen: 90_000 });
});

test('a stay under somebody else’s card gives back what was drawn on the holder’s line', async () => {
  const { stays, db } = store();
  const caseRef = await settled();
  await draw(caseRef);
  await answered(caseRef);
  await db.transaction().execute((tx) => giveBackDraws(tx, { caseRef, resolution: null, at }));
  expect(await owes(caseRef)).toBe(200_000);
  expect(await findings(caseRef)).toEqual([]);
  expect(await answered(caseRef)).toEqual({ kind: 'reverse', fen: 150_000 });
  expect(await findings(caseRef)).toEqual([]);
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
});

test('cash lowers a draw that was not sent yet, and ends it once nothing is owed', async () => {
  const caseRef = await settled();
  await draw(caseRef);
  await pay(caseRef, 120_000);
  expect(await answered(caseRef)).toEqual({ kind: 'draw', fen: 80_000 });
  const other = await settled();
  await draw(other);
  await pay(other, 200_000);
  // The draw is dropped, and what was held goes back.
  expect(await answered(other)).toEqual({ kind: 'release', fen: 400_000 });
  expect((await credit(other))?.orders.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    ...['hold done', 'release done', 'draw dropped'],
  ]);
});

test('cash that comes while the bank is asked goes back to the line', async () => {
  const { stays } = store();
  const caseRef = await settled();
  await draw(caseRef);
  await sent(caseRef);
  await pay(caseRef, 200_000);
  expect(await answered(caseRef)).toEqual({ kind: 'draw', fen: 150_000 });
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'at-bank' });
  expect(await findings(caseRef)).toEqual([]);
  expect(await answered(caseRef)).toEqual({ kind: 'reverse', fen: 150_000 });
  expect(await findings(caseRef)).toEqual([]);
  expect([await owes(caseRef), await waits(caseRef)]).toEqual([0, []]);
});

test('a draw that waits in line follows what is owed: it is lowered, or not sent at all', async () => {
  const { stays } = store();
  const [lowered, dropped] = [await settled(), await settled()];
  await draw(lowered);
  const before = await stays.nextCreditOrder(lowered, rule, at);
  invariant(before !== null, 'a draw is ordered');
  await pay(lowered, 120_000);
  expect(await stays.creditOrderLeaves(lowered, before, rule, at)).toBe(false);
  expect(await answered(lowered)).toEqual({ kind: 'draw', fen: 80_000 });
  await draw(dropped);
  await pay(dropped, 200_000);
  expect(await answered(dropped)).toEqual({ kind: 'release', fen: 400_000 });
});

test('a release that waits in line is dropped once the patient owes again, and ordered anew once that is paid', async () => {
  const { stays, db } = store();
  const caseRef = await settled();
  await pay(caseRef, 200_000);
  const release = await stays.nextCreditOrder(caseRef, rule, at);
  invariant(release?.kind === 'release', 'what is paid is held no more');
  const correctedBy = async (amount: number) =>
    db
      .updateTable('settlements')
      .set((eb) => ({ patientFen: eb('patientFen', '+', fen(amount)) }))
      .where('caseRef', '=', caseRef)
      .execute();
  await correctedBy(70_000);
  expect(await stays.creditOrderLeaves(caseRef, release, rule, at)).toBe(false);
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
  const orders = await db
    .selectFrom('creditOrders')
    .select(['kind', 'state'])
    .where('caseRef', '=', caseRef)
    .orderBy('orderSequence')
    .execute();
  expect(orders).toEqual([
    { kind: 'hold', state: 'done' },
    { kind: 'release', state: 'dropped' },
  ]);
  await pay(caseRef, 70_000);
  expect(await answered(caseRef)).toEqual({ kind: 'release', fen: 400_000 });
});

test('what was forgotten is drawn after the notice and its days, under the mandate', async () => {
  const { stays } = store();
  const caseRef = await settled();
  const mandate = (on: string) =>
    stays.orderDraw(
      { caseRef, basis: 'mandate', actor: byHospital, at: instant(`${on}T00:00:01+08:00`) },
      terms,
    );
  await expect(mandate('2026-04-01')).rejects.toMatchObject({ code: 'draw-too-early' });
  const notice = { on: localDate('2026-03-10'), way: 'phone', actor: byHospital, at } as const;
  expect(await stays.recordDrawNotice(caseRef, notice)).toBe('recorded');
  expect(await stays.recordDrawNotice(caseRef, { ...notice, on: localDate('2026-03-12') })).toBe('repeated');
  await expect(mandate('2026-03-12')).rejects.toMatchObject({ detail: 'from 2026-03-13 on' });
  expect(await mandate('2026-03-13')).toMatchObject({ fen: 150_000 });
});

test('nobody draws without line, mandate or settlement', async () => {
  const { stays } = store();
  const unsigned = await settled({ ...line, mandateSignedOn: null });
  await expect(draw(unsigned)).rejects.toMatchObject({ code: 'draw-without-mandate' });
  const inCare = await anAdmittedStay(store());
  await stays.recordCreditLine(inCare, line);
  await expect(draw(inCare)).rejects.toMatchObject({ code: 'stage-unfit' });
  const caseRef = await settled();
  await expect(draw(caseRef, 150_001)).rejects.toMatchObject({ code: 'draw-above-own-part' });
});

test('a refused draw waits for the hospital until it is drawn otherwise or paid', async () => {
  const caseRef = await settled();
  await draw(caseRef);
  expect(await refused(caseRef, 'credit-line-frozen')).toBe('draw');
  expect(await waits(caseRef)).toEqual(['draw-refused credit-draw']);
  await draw(caseRef, 100_000);
  expect(await waits(caseRef)).toEqual([]);
  expect(await refused(caseRef, 'credit-line-frozen')).toBe('draw');
  await pay(caseRef, 200_000);
  expect(await waits(caseRef)).toEqual([]);
  expect(await refused(caseRef, 'credit-hold-unknown')).toBe('release');
  expect(await store().stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
});

test('a reversal that the bank does not take is paid back by the hospital; one that was not carried out is asked anew', async () => {
  const caseRef = await settled();
  await draw(caseRef);
  await sent(caseRef);
  await pay(caseRef, 100_000);
  await answered(caseRef);
  expect(await refused(caseRef, 'not-carried-out', true)).toBe('reverse');
  expect(await refused(caseRef, 'credit-line-frozen')).toBe('reverse');
  expect(await waits(caseRef)).toEqual(['refund-due refund/patient/1']);
  expect(await findings(caseRef)).toEqual([]);
});

test('the bank’s money is matched once, and how a draw is repaid is only shown', async () => {
  const { stays } = store();
  const caseRef = await settled();
  const { draw: sequence } = await draw(caseRef);
  const found = {
    fen: fen(150_000),
    arrivedOn: localDate('2026-03-11'),
    adviceNo: ref(),
    actor: byHospital,
    at,
  };
  const name = { caseRef, draw: sequence };
  await expect(stays.recordDisbursement(name, found)).rejects.toMatchObject({ code: 'draw-unknown' });
  await answered(caseRef);
  const conflict = { code: 'disbursement-conflict' };
  await expect(stays.recordDisbursement(name, { ...found, fen: fen(1) })).rejects.toMatchObject(conflict);
  const early = { ...found, arrivedOn: localDate('2026-03-09') };
  await expect(stays.recordDisbursement(name, early)).rejects.toMatchObject(conflict);
  expect(await stays.recordDisbursement(name, found)).toBe('recorded');
  expect(await stays.recordDisbursement(name, found)).toBe('repeated');
  await expect(stays.recordDisbursement(name, { ...found, adviceNo: ref() })).rejects.toMatchObject(conflict);
  const drawRef = (await credit(caseRef))?.orders.find(({ kind }) => kind === 'draw')?.bankRef ?? '';
  const on = localDate('2026-05-20');
  const overdue = { repayment: 'overdue', outstandingFen: fen(150_000), on, at } as const;
  await stays.recordDrawRepayment(drawRef, overdue);
  expect((await credit(caseRef))?.orders).toContainEqual(expect.objectContaining({ repayment: 'overdue' }));
  expect(await waits(caseRef)).toEqual([]);
  await expect(stays.recordDrawRepayment('D-nobody', overdue)).rejects.toMatchObject({
    code: 'draw-unknown',
  });
  const more = { ...overdue, outstandingFen: fen(150_001) };
  expect(await stays.recordDrawRepayment(drawRef, more)).toBe('exceeds');
});

test('a hold is renewed before its last day, is given back once the part is paid, and lapses', async () => {
  const { stays, db } = store();
  const { orderDue } = creditUpkeep(db);
  const caseRef = await settled();
  const kinds = async () => (await credit(caseRef))?.orders.map(({ kind, state }) => `${kind} ${state}`);
  await db.deleteFrom('outbox').execute();
  await orderDue(instant('2026-03-14T12:00:00+08:00'), 100);
  expect(await kinds()).toEqual(['hold done']);
  await orderDue(instant('2026-03-15T12:00:00+08:00'), 100);
  expect(await kinds()).toEqual(['hold done', 'renew due']);
  expect(await answered(caseRef)).toEqual({ kind: 'renew', fen: 400_000 });
  await pay(caseRef, 200_000);
  await db.deleteFrom('outbox').execute();
  await orderDue(instant('2026-03-15T13:00:00+08:00'), 100);
  expect(await signals(caseRef)).toEqual([expect.stringMatching(/^credit\/paid/)]);
  await orderDue(instant('2026-03-18T12:00:00+08:00'), 100);
  expect((await credit(caseRef))?.orders[0]).toMatchObject({ ended: true });
  expect(await stays.nextCreditOrder(caseRef, rule, at)).toBeNull();
});

test('whatever people and the bank do in whatever order: each fen has one owner, and no draw exceeds the own part', async () => {
  const act = fc.oneof(
    fc.record({ kind: fc.constant('draw' as const), amount: fc.integer({ min: 1, max: 220_000 }) }),
    fc.record({ kind: fc.constant('pay' as const), amount: fc.integer({ min: 1, max: 120_000 }) }),
    fc.record({
      kind: fc.constantFrom('sent' as const, 'yes' as const, 'no' as const),
      amount: fc.constant(0),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 12 }), async (acts) => {
      const { stays } = store();
      const caseRef = await settled();
      for (const { kind, amount } of acts) {
        if (kind === 'draw') await draw(caseRef, amount).catch(() => undefined);
        if (kind === 'pay') await pay(caseRef, amount);
        const order = kind === 'draw' || kind === 'pay' ? null : await sent(caseRef);
        if (kind === 'yes' && order !== null) await answered(caseRef);
        if (kind === 'no' && order?.kind === 'draw') await refused(caseRef, 'credit-limit-exceeded');
      }
      const left = (await owes(caseRef)) ?? 0;
      if (left > 0) await pay(caseRef, left);
      while ((await answered(caseRef)) !== null);
      const whole = await stays.wholeStay(caseRef);
      const draws = (whole?.credit?.orders ?? []).filter(
        ({ kind, state }) => kind === 'draw' && state === 'done',
      );
      const back = (whole?.refunds ?? []).reduce((sum, one) => sum + one.owedFen, 0);
      const paid = (whole?.payments ?? []).reduce((sum, one) => sum + one.fen, 0);
      expect(paid - back).toBe(200_000);
      expect(draws.reduce((sum, one) => sum + one.fen, 0) - back).toBeLessThanOrEqual(150_000);
      expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'open' });
      expect(whole?.work.map(({ kind }) => kind)).toEqual(['claim', 'claim']);
      expect(await findings(caseRef)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
