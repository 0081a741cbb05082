import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, type Instant, instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { CaseRef, PayerId } from '../../domain/ids.ts';
import { type Fen, fen, subtractFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { ledgerCheck } from '../../store/money/ledger-check.ts';
import { today } from '../http/door-under-test.ts';
import { aSettledStay, confirm, door, owed, propose, waits } from '../stays/resolutions-under-test.ts';

const day = localDate(today);
const noon = (date: LocalDate): Instant => instant(`${date}T12:00:00+08:00`);
const agreement = {
  ...{ template: '本院延期(分期)还款协议书', textVersion: 'deferral-2024-1', signedBy: 'patient' },
  ...{ signerName: '患者甲', signedOn: today, sha256: 'c'.repeat(64) },
};

async function done(caseRef: CaseRef, body: object): Promise<unknown> {
  const { sequence, code } = await propose('finance', caseRef, body);
  if (sequence === undefined) return code;
  const said = await confirm('lead', caseRef, sequence);
  return said.state ?? said.code;
}

/** In so many instalments, a month apart; the last takes what is left. */
function defer(caseRef: CaseRef, open: number, parts: number): Promise<unknown> {
  const each = Math.max(1, Math.floor(open / parts));
  const count = Math.min(parts, open);
  const instalments = Array.from({ length: count }, (_, at) => ({
    dueOn: addDays(day, 30 * (at + 1)),
    fen: at === count - 1 ? open - each * (count - 1) : each,
  }));
  return done(caseRef, { kind: 'defer', on: 'patient-account', agreement, instalments });
}

/** The bill is corrected by so much, all of which the patient bears. */
async function corrected(caseRef: CaseRef, by: number): Promise<void> {
  const { stays } = door().deps;
  const before = (await stays.settlement(caseRef)) as Settlement;
  const totalFen = fen(before.totalFen + by);
  await done(caseRef, { kind: 'amend', on: 'bill', bill: { totalFen, outOfPolicyFen: 0 } });
  const patientFen = fen(before.patientFen + by);
  const patientParts = patientFen > 0 ? [{ kind: 'cash' as const, fen: patientFen }] : [];
  const settlement: Settlement = { ...before, totalFen, patientFen, patientParts };
  const { personRef } = (await stays.stay(caseRef)) ?? {};
  await stays.settleAgain({ caseRef, personRef: personRef as never, year: '2024' }, noon(day), () => ({
    ...{ settlement, request: {}, partyOf: (_: PayerId) => 'medical-insurance' as const },
  }));
}

const balance = async (caseRef: CaseRef) => {
  const found = await door().deps.stays.patientBalance(caseRef);
  if (found === undefined) throw new Error('not settled');
  return found;
};
const findings = async (caseRef: CaseRef) =>
  (await ledgerCheck({ db: door().db }).checkLedger()).findings.filter(({ subject }) => subject === caseRef);
const planOf = async (caseRef: CaseRef) => (await door().deps.stays.repaymentPlans(caseRef)).at(-1);

let serial = 0;
function pay(caseRef: CaseRef, some: Fen) {
  serial += 1;
  return door().deps.stays.recordPatientPayment({
    ...{ caseRef, paymentId: `P${serial}`, fen: some, paidOn: day, method: 'cash', receipt: null },
    ...{ actor: 'desk', at: noon(day) },
  });
}

test('a bill that falls under a plan cuts the last instalments first, and pays back only what was paid', async () => {
  const caseRef = await aSettledStay();
  const { balanceFen: open } = await balance(caseRef);
  await defer(caseRef, open, 2);
  await pay(caseRef, fen(30_000));
  await corrected(caseRef, -60_000);
  expect((await planOf(caseRef))?.instalments).toMatchObject([
    { paidFen: 30_000, cutFen: 0 },
    { paidFen: 0, cutFen: 60_000 },
  ]);
  expect(await waits(caseRef)).toEqual([]);
  await corrected(caseRef, -(open - 60_000 - 10_000));
  expect(await planOf(caseRef)).toMatchObject({ state: 'ended' });
  expect(await waits(caseRef)).toEqual(['refund-due']);
  expect(await balance(caseRef)).toMatchObject({
    owedFen: 10_000,
    paidFen: 10_000,
    balanceFen: 0,
    deferredFen: 0,
  });
  expect(await findings(caseRef)).toEqual([]);
});

test('relief is taken back before anything is paid back: it only fills what the patient could not pay', async () => {
  const caseRef = await aSettledStay();
  const { balanceFen: open } = await balance(caseRef);
  await pay(caseRef, fen(50_000));
  const relief = { approval: '慈善 3', approvedOn: today, on: 'patient-account' };
  await done(caseRef, { kind: 'waive', source: 'charity', fen: open - 60_000, ...relief });
  await done(caseRef, { kind: 'write-off', reliefAskedOn: today, fen: 10_000, ...relief });
  await corrected(caseRef, -(open - 60_000));
  expect(await balance(caseRef)).toMatchObject({
    owedFen: 60_000,
    paidFen: 50_000,
    relievedFen: 10_000,
    balanceFen: 0,
  });
  const accounts = new Map((await door().deps.stays.balances(caseRef)).map((one) => [one.account, one.fen]));
  expect([accounts.get('written-off:patient'), accounts.get('waived:patient')]).toEqual([undefined, 10_000]);
  expect(await waits(caseRef)).toEqual([]);
  expect(await findings(caseRef)).toEqual([]);
});

test('a bill that grows under a plan is asked for at once, beside the plan, until it is paid or a new plan takes it in', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const { balanceFen: open } = await balance(caseRef);
  await defer(caseRef, open, 2);
  await corrected(caseRef, 7_000);
  expect(await balance(caseRef)).toMatchObject({
    balanceFen: open + 7_000,
    deferredFen: open,
    dueFen: 7_000,
  });
  expect(await waits(caseRef)).toEqual(['patient-part-due']);
  expect(await stays.closeStay(caseRef, noon(day))).toMatchObject({ kind: 'open' });
  // Nothing of the plan is due yet: the payment goes to what the plan leaves out.
  await pay(caseRef, fen(2_000));
  expect(await balance(caseRef)).toMatchObject({ deferredFen: open, dueFen: 5_000 });
  expect(await defer(caseRef, open + 5_000, 3)).toBe('applied');
  expect(await balance(caseRef)).toMatchObject({ deferredFen: open + 5_000, dueFen: 0 });
  expect(await waits(caseRef)).toEqual([]);
  expect(await owed(caseRef)).toContain('start-repayment repayment/2');
  expect(await findings(caseRef)).toEqual([]);
});

const acts = fc.oneof(
  fc.record({ kind: fc.constant('pay' as const), permille: fc.integer({ min: 1, max: 1_000 }) }),
  fc.record({ kind: fc.constant('waive' as const), permille: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ kind: fc.constant('write-off' as const), permille: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ kind: fc.constant('defer' as const), permille: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('correct' as const), permille: fc.integer({ min: -900, max: 300 }) }),
);

test('whatever people do, paid + waived + written off + what is open is the own part, and each fen has one place', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 5, maxLength: 8 }), async (all) => {
      const caseRef = await aSettledStay();
      for (const { kind, permille } of all) {
        const { owedFen, balanceFen: open } = await balance(caseRef);
        const some = fen(Math.ceil((open * permille) / 1_000));
        const approved = { on: 'patient-account', fen: some, approval: 'A', approvedOn: today };
        if (kind === 'correct') await corrected(caseRef, Math.floor((owedFen * permille) / 1_000) || 1);
        if (open === 0) continue;
        if (kind === 'pay') await pay(caseRef, some);
        if (kind === 'defer') await defer(caseRef, open, permille);
        if (kind === 'waive') await done(caseRef, { kind, source: 'charity', ...approved });
        if (kind === 'write-off') await done(caseRef, { kind, reliefAskedOn: today, ...approved });
        const now = await balance(caseRef);
        expect(now.owedFen).toBe(now.paidFen + now.relievedFen + now.balanceFen);
        expect(now.balanceFen).toBe(now.deferredFen + now.dueFen);
        for (const sum of Object.values(now)) expect(sum).toBeGreaterThanOrEqual(0);
        const plan = (await planOf(caseRef))?.instalments ?? [];
        const rests = plan.map((one) => subtractFen(subtractFen(one.fen, one.paidFen), one.cutFen));
        if (now.deferredFen > 0) expect(rests.reduce((sum, rest) => sum + rest, 0)).toBe(now.deferredFen);
      }
      expect(await findings(caseRef)).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 3) },
  );
}, 120_000);
