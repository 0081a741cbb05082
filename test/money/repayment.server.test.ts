import { expect, test } from 'vitest';
import { addDays, type Instant, instant, localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import { ledgerCheck } from '../../store/money/ledger-check.ts';
import { today } from '../http/door-under-test.ts';
import {
  aSettledStay,
  as,
  balance,
  confirm,
  door,
  owed,
  propose,
  waits,
} from '../stays/resolutions-under-test.ts';

const day = localDate(today);
const noon = (date: string): Instant => instant(`${date}T12:00:00+08:00`);
const step = 'repayment/1';

const agreement = {
  ...{ template: '本院延期(分期)还款协议书', textVersion: 'deferral-2024-1', signedBy: 'family' },
  ...{ signerName: '家属甲', signedOn: today, sha256: 'a'.repeat(64) },
};
/** Instalments of these amounts, a month apart. */
const monthly = (...fens: readonly number[]) =>
  fens.map((some, at) => ({ dueOn: addDays(day, 30 * (at + 1)), fen: some }));

const openOf = async (caseRef: CaseRef): Promise<Fen> =>
  (await door().deps.stays.patientBalance(caseRef))?.balanceFen ?? fen(0);

/** Both payers paid: only the patient keeps the stay open. */
async function aStayOfThePatient(): Promise<{ readonly caseRef: CaseRef; readonly open: Fen }> {
  const caseRef = await aSettledStay();
  for (const { payer, owedFen } of await door().deps.stays.obligations(caseRef)) {
    const news = { state: 'confirmed', paidFen: owedFen, paidOn: day } as const;
    await door().deps.stays.recordObligationState({ caseRef, payer, claimSequence: 1 }, news, noon(today));
  }
  return { caseRef, open: await openOf(caseRef) };
}

async function agreed(
  caseRef: CaseRef,
  instalments: readonly object[],
  on = 'patient-account',
): Promise<void> {
  const done = await propose('window', caseRef, { kind: 'defer', on, agreement, instalments });
  expect(done).toMatchObject({ status: 201, state: 'proposed' });
  expect(await confirm('lead', caseRef, done.sequence)).toMatchObject({ state: 'applied' });
}

const pay = (caseRef: CaseRef, paymentId: string, some: number) =>
  as('finance', 'POST', `/v1/stays/${caseRef}/patient-payments`, {
    ...{ paymentId, fen: some, paidOn: today, method: 'cash', receiptNo: `R-${paymentId}` },
  });

const follow = (caseRef: CaseRef, date: string, plan = 1) =>
  door().deps.stays.followPlan({ caseRef, plan }, noon(date));

const findings = async (caseRef: CaseRef) =>
  (await ledgerCheck({ db: door().db }).checkLedger()).findings.filter(({ subject }) => subject === caseRef);

const told = async (caseRef: CaseRef, kind: string) =>
  (await door().deps.stays.events(caseRef)).filter((one) => one.kind === kind).map(({ detail }) => detail);

test('a plan is agreed by two people, the balance is handed to it, and the stay can close', async () => {
  const { stays } = door().deps;
  const { caseRef, open } = await aStayOfThePatient();
  expect(await stays.closeStay(caseRef, noon(today))).toMatchObject({ kind: 'open' });
  const plan = { kind: 'defer', on: 'patient-account', agreement, instalments: monthly(open - 100, 100) };
  expect(await propose('finance', caseRef, plan, '/preview')).toMatchObject({
    accounts: [
      { account: 'receivable:patient', beforeFen: open, afterFen: 0 },
      { account: 'deferred:patient', beforeFen: 0, afterFen: open },
    ],
  });
  const { sequence } = await propose('finance', caseRef, plan);
  expect((await confirm('finance', caseRef, sequence)).status).toBe(403);
  const applied = await confirm('lead', caseRef, sequence);
  expect(applied).toMatchObject({ state: 'applied', instalments: plan.instalments });
  expect(JSON.stringify(applied)).not.toContain('家属甲');
  expect(await owed(caseRef)).toContain('start-repayment repayment/1');
  expect(await stays.closeStay(caseRef, noon(today))).toMatchObject({ kind: 'closed' });
  expect(await stays.patientBalance(caseRef)).toMatchObject({
    balanceFen: open,
    deferredFen: open,
    dueFen: 0,
  });
  expect(await findings(caseRef)).toEqual([]);
  // A payment of the closed stay goes to the oldest instalment, and wakes the plan.
  expect(await pay(caseRef, 'P-1', 300)).toMatchObject({ status: 201 });
  expect(await told(caseRef, 'instalment-paid')).toEqual([{ plan: 1, instalment: 1, fen: 300 }]);
  expect((await owed(caseRef)).some((one) => one.startsWith('signal repayment/1/'))).toBe(true);
  expect(await pay(caseRef, 'P-2', open)).toMatchObject({ status: 422 });
  expect(await pay(caseRef, 'P-3', open - 300)).toMatchObject({ status: 201 });
  expect(await follow(caseRef, today)).toEqual({ kind: 'over' });
  expect(await told(caseRef, 'plan-ended')).toEqual([{ plan: 1, because: 'even' }]);
  expect(await balance(caseRef, 'received:patient')).toBe(open);
  expect(await findings(caseRef)).toEqual([]);
  const account = await as('finance', 'GET', `/v1/stays/${caseRef}/patient-account`);
  expect(account).toMatchObject({
    balance: { owedFen: open, paidFen: open, balanceFen: 0 },
    plans: [{ plan: 1, state: 'ended', replaces: null, template: agreement.template, instalments: [{}, {}] }],
  });
});

test('all that is wrong with a plan is told at once; a scheme without plans says so', async () => {
  const { caseRef, open } = await aStayOfThePatient();
  const bad = {
    ...{ kind: 'defer', on: 'patient-account', agreement: { ...agreement, signedOn: addDays(day, 1) } },
    instalments: [
      { dueOn: addDays(day, 60), fen: open },
      { dueOn: today, fen: 1 },
      { dueOn: addDays(day, 800), fen: 1 },
    ],
  };
  const { errors } = (await propose('finance', caseRef, bad)) as unknown as {
    readonly errors: readonly { readonly path: string; readonly code: string }[];
  };
  expect(errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
    '/instalments plan-sum-differs',
    '/instalments/1/dueOn plan-day-past',
    '/instalments/1/dueOn plan-days-not-ascending',
    '/instalments/2/dueOn plan-too-long',
    '/agreement/signedOn day-in-future',
  ]);
  await door()
    .db.updateTable('stays')
    .set({ scheme: 'zaoqiang-2021' as never })
    .where('caseRef', '=', caseRef)
    .execute();
  const none = { kind: 'defer', on: 'patient-account', agreement, instalments: monthly(open) };
  expect(await propose('finance', caseRef, none)).toMatchObject({
    status: 409,
    code: 'deferral-not-offered',
  });
});

test('reminders are owed before the day and on it, once; a missed instalment waits for people until it is made up', async () => {
  const { stays } = door().deps;
  const { caseRef, open } = await aStayOfThePatient();
  await agreed(caseRef, monthly(1_000, open - 1_000));
  await stays.closeStay(caseRef, noon(today));
  const [first, second] = [addDays(day, 30), addDays(day, 60)];
  expect(await follow(caseRef, today)).toMatchObject({ waits: null, nextOn: addDays(first, -3) });
  // Two workers at once, as after one was cut off and its task given to another: each reminder is written once.
  for (const date of [addDays(first, -3), addDays(first, -2), first])
    await Promise.all([follow(caseRef, date), follow(caseRef, date), follow(caseRef, date)]);
  expect(await told(caseRef, 'reminder-owed')).toMatchObject([
    { instalment: 1, fen: 1_000, when: 'before' },
    { instalment: 1, fen: 1_000, when: 'on-the-day' },
  ]);
  const late = await follow(caseRef, addDays(first, 1));
  expect(late).toMatchObject({ waits: { code: 'instalment-missed', step }, nextOn: addDays(second, -3) });
  await follow(caseRef, addDays(first, 2));
  expect(await told(caseRef, 'instalment-missed')).toHaveLength(1);
  expect(await waits(caseRef)).toEqual(['instalment-missed']);
  await stays.recordPatientPayment({
    ...{
      caseRef,
      paymentId: 'late',
      fen: fen(400),
      paidOn: addDays(first, 3),
      method: 'cash',
      receipt: null,
    },
    ...{ actor: 'desk', at: noon(addDays(first, 3)) },
  });
  expect((await stays.wholeStay(caseRef))?.attention[0]?.detail).toMatchObject({
    overdueFen: 600,
    dueOn: first,
  });
  await stays.recordPatientPayment({
    ...{
      caseRef,
      paymentId: 'rest',
      fen: fen(600),
      paidOn: addDays(first, 4),
      method: 'cash',
      receipt: null,
    },
    ...{ actor: 'desk', at: noon(addDays(first, 4)) },
  });
  expect(await waits(caseRef)).toEqual([]);
  expect(await follow(caseRef, addDays(first, 5))).toMatchObject({
    waits: null,
    nextOn: addDays(second, -3),
  });
});

test('a new plan takes the place of the old one, whose workflow ends', async () => {
  const { stays } = door().deps;
  const { caseRef, open } = await aStayOfThePatient();
  await agreed(caseRef, monthly(1_000, open - 1_000));
  await stays.closeStay(caseRef, noon(today));
  await follow(caseRef, addDays(day, 31));
  await agreed(caseRef, monthly(open - 1, 1), step);
  expect(await follow(caseRef, addDays(day, 31))).toEqual({ kind: 'over' });
  expect(await waits(caseRef)).toEqual([]);
  expect(await told(caseRef, 'plan-agreed')).toMatchObject([{ plan: 1 }, { plan: 2, replaces: 1 }]);
  expect(await owed(caseRef)).toContain('start-repayment repayment/2');
  expect(await stays.patientBalance(caseRef)).toMatchObject({ deferredFen: open, dueFen: 0 });
  expect(await findings(caseRef)).toEqual([]);
});

test('named money and the hospital’s write-off take the place of the patient’s, never more than is open', async () => {
  const { stays } = door().deps;
  const { caseRef, open } = await aStayOfThePatient();
  const waive = {
    ...{ kind: 'waive', on: 'patient-account', fen: 700, source: 'charity' },
    ...{ approval: '慈善〔2024〕3号', approvedOn: today },
  };
  expect(await propose('finance', caseRef, { ...waive, fen: open + 1 })).toMatchObject({
    ...{ status: 422, errors: [{ path: '/fen', code: 'relief-beyond-balance' }] },
  });
  const { sequence } = await propose('finance', caseRef, waive);
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied', source: 'charity' });
  await agreed(caseRef, monthly(500, open - 1_200));
  const rest = {
    ...{ kind: 'write-off', on: 'patient-account', fen: open - 700, approval: '院办〔2024〕9号' },
    ...{ approvedOn: today, reliefAskedOn: today },
  };
  const second = await propose('finance', caseRef, rest);
  expect(await confirm('lead', caseRef, second.sequence)).toMatchObject({ state: 'applied' });
  expect(await balance(caseRef, 'waived:patient')).toBe(700);
  expect(await balance(caseRef, 'written-off:patient')).toBe(open - 700);
  expect(await told(caseRef, 'plan-ended')).toHaveLength(1);
  expect(await findings(caseRef)).toEqual([]);
  expect(await stays.closeStay(caseRef, noon(today))).toMatchObject({ kind: 'closed' });
});

test('hardship that the township confirms moves nothing; a death ends reminders, and the open part is the estate’s', async () => {
  const { stays } = door().deps;
  const { caseRef, open } = await aStayOfThePatient();
  await agreed(caseRef, monthly(open));
  await stays.closeStay(caseRef, noon(today));
  const hardship = {
    kind: 'confirm-hardship',
    on: 'patient-account',
    township: '临江镇',
    paper: 'K-7',
    confirmedOn: today,
  };
  expect(await propose('window', caseRef, hardship)).toMatchObject({ state: 'applied' });
  expect(await openOf(caseRef)).toBe(open);
  const death = { kind: 'record-death', on: 'patient-account', diedOn: today };
  expect(await propose('window', caseRef, death)).toMatchObject({ state: 'applied' });
  expect(await propose('window', caseRef, death)).toMatchObject({ status: 409, code: 'resolution-unfit' });
  const due = addDays(day, 30);
  for (const date of [addDays(due, -3), due, addDays(due, 1)])
    expect(await follow(caseRef, date)).toMatchObject({
      ...{
        nextOn: null,
        waits: { code: 'patient-part-due', step, detail: { kind: 'estate', balanceFen: open } },
      },
    });
  expect(await told(caseRef, 'reminder-owed')).toEqual([]);
  expect(await told(caseRef, 'instalment-missed')).toEqual([]);
});

test('two payments at once never pay more than is open; a plan that a payment outran is not confirmed', async () => {
  const { caseRef, open } = await aStayOfThePatient();
  await agreed(caseRef, monthly(open));
  const both = await Promise.all([pay(caseRef, 'A', open), pay(caseRef, 'B', open)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 422]);
  const other = await aStayOfThePatient();
  const plan = { kind: 'defer', on: 'patient-account', agreement, instalments: monthly(other.open) };
  const { sequence } = await propose('finance', other.caseRef, plan);
  await pay(other.caseRef, 'C', 1);
  expect(await confirm('lead', other.caseRef, sequence)).toMatchObject({
    status: 409,
    code: 'resolution-unfit',
  });
  expect(await findings(other.caseRef)).toEqual([]);
});
