import { beforeAll, expect, test } from 'vitest';
import { benefitOf } from '../../adapters/medical-insurance/simulator/benefit.ts';
import { benefitRules } from '../../adapters/medical-insurance/simulator/rules.ts';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { addFen, type Fen, fen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { aDischarge, at, byHospital } from '../postgres/store-under-test.ts';
import { aDecidedStay, done, findings, play, sentOf, steps, waitsFor } from '../stays/paper-under-test.ts';
import { confirm, door, hospitalParty, propose } from '../stays/resolutions-under-test.ts';

const scheme = 'linhe-2017';
const by = { actor: byHospital, at };
const always = () => true;

beforeAll(async () => {
  const { db, deps } = door();
  const store = countyParameterStore(db);
  const entered = {
    ...{ scheme, validFrom: localDate('2017-01-01'), source: '合同 1', enteredBy: 'c/o', enteredAt: at },
  };
  await store.enterCountyParameter({ ...entered, parameter: 'commercialRatio', value: '0.50' });
  await store.enterCountyParameter({ ...entered, parameter: 'redCross', value: {} });
  const rule = {
    ...({ institution: hospitalParty as InstitutionId, kind: 'staging', ruleNo: 'ST1' } as const),
    ...{ validFrom: localDate('2017-01-01'), validUntil: localDate('2030-01-01') },
    rule: { what: 'settlement', amountFen: 1, days: null, match: 'any', offered: 'by-person' },
  } as const;
  for (const actor of ['finance', 'lead'])
    await deps.institutionRules.putInstitutionRule(rule, { actor, mayConfirm: actor === 'lead', at });
});

/** What was charged on one day, in fen, and what of it lies outside the policy. */
interface Charged {
  readonly fen: Fen;
  readonly outside: Fen;
}

async function aStayWithVisit(): Promise<CaseRef> {
  const { stays } = door().deps;
  const caseRef = await aDecidedStay({ scheme, admittedOn: '2024-03-01' });
  await stays.recordRegistered({ caseRef, visitRef: `V-${caseRef}`, at });
  await stays.advanceStage(caseRef, 'Admitted', at);
  return caseRef;
}

let lists = 0;
function charge(caseRef: CaseRef, day: number, { fen: some, outside }: Charged) {
  lists += 1;
  const item = { code: 'X1', name: '治疗费', category: 'treatment', quantity: '1' } as const;
  const rest = { signature: null, corrects: null };
  return door().deps.stays.recordCharges({
    ...{ caseRef, listNo: `L${lists}`, day: dayOf(day), estimate: null, bodyDigest: `d${lists}`, at },
    ...{ actor: byHospital, interimDue: always, ownPart: () => zeroFen },
    entries: [
      { ...item, ...rest, policy: 'inside', fen: subtractFen(some, outside) },
      ...(outside > 0 ? ([{ ...item, ...rest, policy: 'outside', fen: outside }] as const) : []),
    ],
  });
}

const dayOf = (day: number) => localDate(`2024-03-0${day}`);
const answersOf = new Map<CaseRef, number>();

/** What the insurer of Linhe works out for all so far, less what it paid before; whatever it is to take back, it does. */
function insurerAnswers(caseRef: CaseRef, sofar: Charged, before: Charged): void {
  const worked = ({ fen: totalFen, outside }: Charged) => {
    const inPolicyFen = subtractFen(totalFen, outside);
    const about = {
      type: '390',
      totalFen,
      inPolicyFen,
      labels: ['5101'],
      assistanceUsedFen: zeroFen,
    } as const;
    const { lines } = benefitOf(benefitRules['150802'] as never, about);
    const [basic = zeroFen, critical = zeroFen] = totalFen === 0 ? [] : lines.map((line) => line.fen);
    return { basic, critical };
  };
  const [now, was] = [worked(sofar), worked(before)];
  const number = (answersOf.get(caseRef) ?? 0) + 1;
  answersOf.set(caseRef, number);
  const totalFen = subtractFen(sofar.fen, before.fen);
  const value = {
    ...{ settlementRef: `${caseRef}-${number}`, totalFen },
    inPolicyFen: subtractFen(totalFen, subtractFen(sofar.outside, before.outside)),
    answers: {
      'basic-insurance': { paidFen: subtractFen(now.basic, was.basic) },
      'critical-illness-insurance': { paidFen: subtractFen(now.critical, was.critical) },
    },
  };
  const yes = { kind: 'done', value: null } as const;
  const gone = { kind: 'done', value: { settled: false } } as const;
  play({ discharge: yes, settle: { kind: 'done', value }, cancelSettlement: yes, settled: gone });
}

function plus(one: Charged, other: Charged): Charged {
  return { fen: addFen(one.fen, other.fen), outside: addFen(one.outside, other.outside) };
}
const nothing: Charged = { fen: zeroFen, outside: zeroFen };

/** The bill so far is settled. */
async function settleSoFar(caseRef: CaseRef, sofar: Charged, before: Charged) {
  const { stays } = door().deps;
  await stays.openInterim({ caseRef, until: null }, by, always);
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'interim' });
  insurerAnswers(caseRef, sofar, before);
  expect((await steps().sweepInterim({ caseRef })).kind).toBe('done');
  expect(await steps().settleInterim({ caseRef })).toMatchObject({ kind: 'settled', obligations: [] });
}

async function discharge(caseRef: CaseRef, whole: Charged, before: Charged) {
  const { stays } = door().deps;
  await stays.acceptDischarge({
    ...{ ...aDischarge(caseRef), dischargedOn: dayOf(9), totalFen: whole.fen, outOfPolicyFen: whole.outside },
    bill: { way: 'cured' },
  });
  insurerAnswers(caseRef, whole, before);
  expect((await steps().sweepSettlement({ caseRef })).kind).toBe('done');
  expect(await steps().settleStay({ caseRef })).toMatchObject({ kind: 'settled' });
}

async function sharesOf(caseRef: CaseRef) {
  const settlement = await door().deps.stays.settlement(caseRef);
  return {
    shares: settlement?.shares.map(({ payer, fen: share }) => [payer, share]),
    patientFen: settlement?.patientFen,
  };
}

/** Plays a stay whose charges are cut into bills after the days that are named. */
async function cut(days: readonly Charged[], after: readonly number[]): Promise<CaseRef> {
  const caseRef = await aStayWithVisit();
  let [sofar, before] = [nothing, nothing];
  for (const [at, charged] of days.entries()) {
    await charge(caseRef, at + 1, charged);
    sofar = plus(sofar, charged);
    if (!after.includes(at + 1)) continue;
    await settleSoFar(caseRef, sofar, before);
    before = sofar;
    expect(await findings(caseRef)).toEqual([]);
  }
  await discharge(caseRef, sofar, before);
  return caseRef;
}

const amounts = (...yuan: readonly (readonly [number, number])[]): readonly Charged[] =>
  yuan.map(([some, outside]) => ({ fen: fen(some), outside: fen(outside) }));

test('a stay comes to the same for every payer and the patient, in whatever bills it is cut', async () => {
  // The first bill lies below the deductible, the third brings the guarantee, the last one is a few fen.
  const days = amounts([12_345, 99], [800_001, 33_333], [2_500_000, 0], [77_777, 77_777], [3, 1]);
  const whole = await sharesOf(await cut(days, []));
  for (const after of [
    [1, 2, 3, 4],
    [2, 5],
  ]) {
    const caseRef = await cut(days, after);
    expect(await sharesOf(caseRef), after.join()).toEqual(whole);
    expect(await findings(caseRef)).toEqual([]);
    const { stays } = door().deps;
    const bills = (await stays.interimBills(caseRef)).filter(({ state }) => state !== 'reached');
    const claims = (await stays.obligations(caseRef)).filter(({ owedFen }) => owedFen > 0);
    expect(bills.map(({ state }) => state)).toEqual(after.map(() => 'settled'));
    // Each claim stands under a number of its own, and says of which bill it is; nobody files number 1.
    expect(new Set(claims.map((one) => `${one.payer}/${one.claimSequence}`)).size).toBe(claims.length);
    expect(claims.every(({ claimSequence }) => claimSequence > 1)).toBe(true);
    for (const bill of bills)
      expect(sumFen([...(bill.shares ?? []).map((share) => share.fen), bill.patientFen ?? zeroFen])).toBe(
        bill.totalFen,
      );
  }
});

const [first, second] = amounts([800_001, 33_333], [2_500_000, 0]) as readonly [Charged, Charged];

test('the patient’s part of a bill is due at once; money on account pays it, and what is left waits for the next bill', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayWithVisit();
  await charge(caseRef, 1, first);
  const pay = (paymentId: string, amount: number) =>
    stays.recordPatientPayment({
      ...{ caseRef, paymentId, fen: fen(amount), paidOn: dayOf(1), method: 'cash', receipt: `R${paymentId}` },
      ...by,
    });
  expect(await pay('A', 500_000)).toEqual({ kind: 'on-account' });
  await settleSoFar(caseRef, first, nothing);
  const [bill] = await stays.interimBills(caseRef);
  const owed = bill?.patientFen ?? zeroFen;
  expect(owed).toBeGreaterThan(0);
  const balances = async () =>
    Object.fromEntries((await stays.balances(caseRef)).map((one) => [one.account, one.fen]));
  expect(await balances()).toMatchObject({ 'on-account:patient': owed - 500_000 });
  expect(await balances()).not.toHaveProperty('receivable:patient');
  expect(await stays.patientBalance(caseRef)).toMatchObject({ owedFen: owed, paidFen: owed, dueFen: 0 });
  // Nothing more was charged: more would be a deposit.
  expect(await pay('B', 1)).toEqual({ kind: 'exceeds' });
  await charge(caseRef, 2, second);
  expect(await pay('B', 1)).toEqual({ kind: 'on-account' });
  expect(await findings(caseRef)).toEqual([]);
  await settleSoFar(caseRef, plus(first, second), first);
  expect(await findings(caseRef)).toEqual([]);
  await discharge(caseRef, plus(first, second), plus(first, second));
  expect(await findings(caseRef)).toEqual([]);
  // Nothing was left for the last bill, so the insurer heard of the end of the visit only.
  expect(sentOf(caseRef)).toEqual(['settle-interim-1-1', 'settle-interim-2-2', 'discharge']);
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Settled' });
});

test('what cannot be settled so far is named; late charges come with the next bill', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayWithVisit();
  const open = (until: number | null, due = always as () => boolean) =>
    stays
      .openInterim({ caseRef, until: until === null ? null : dayOf(until) }, by, due)
      .then(() => 'opened')
      .catch((failure: { readonly code?: string }) => failure.code);
  expect(await open(null)).toBe('interim-empty');
  await charge(caseRef, 3, first);
  expect(await open(null, () => false)).toBe('interim-not-reached');
  expect(await open(2)).toBe('interim-empty');
  await settleSoFar(caseRef, first, nothing);
  expect(await open(null)).toBe('interim-empty');
  const late = { fen: fen(1_000), outside: zeroFen };
  await charge(caseRef, 2, late);
  expect(await open(2)).toBe('interim-empty');
  expect(await open(null)).toBe('opened');
  expect(await open(null)).toBe('interim-open');
  expect((await stays.interimBills(caseRef))[1]).toMatchObject({
    fromDay: dayOf(3),
    toDay: dayOf(3),
    totalFen: 1_000,
  });
  const other = await aDecidedStay({ scheme, admittedOn: '2024-03-01' });
  await expect(stays.openInterim({ caseRef: other, until: null }, by, always)).rejects.toMatchObject({
    code: 'stage-unfit',
  });
});

test('a bill that the insurer refuses waits for people, and is taken back; the discharge settles the whole', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayWithVisit();
  await charge(caseRef, 1, first);
  await stays.openInterim({ caseRef, until: null }, by, always);
  play({ settle: { kind: 'refused', code: 'bill-does-not-add-up', partyCode: 'E2306' } });
  expect(await steps().sweepInterim({ caseRef })).toMatchObject({ value: { kind: 'refused' } });
  expect(await waitsFor(caseRef)).toEqual(['settlement-refused interim']);
  expect(await stays.withdrawInterim({ caseRef, interimSequence: 1 }, by)).toBe('withdrawn');
  expect(await stays.withdrawInterim({ caseRef, interimSequence: 1 }, by)).toBe('repeated');
  await steps().sweepInterim({ caseRef });
  await steps().settleInterim({ caseRef });
  expect(await waitsFor(caseRef)).toEqual([]);
  expect(await stays.interimBills(caseRef)).toMatchObject([{ state: 'withdrawn', core: null }]);
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'unfit', stage: 'Admitted' });
  await discharge(caseRef, first, nothing);
  expect(sentOf(caseRef)).toEqual(['settle-interim-1-1', 'discharge', 'settle']);
  expect(await findings(caseRef)).toEqual([]);
});

test('settled bills are taken back newest first, at the insurer and in the ledger; then the stay may be cancelled', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayWithVisit();
  await charge(caseRef, 1, first);
  await settleSoFar(caseRef, first, nothing);
  await charge(caseRef, 2, second);
  await settleSoFar(caseRef, plus(first, second), first);
  const cancel = { kind: 'cancel', on: 'stay' };
  expect(await propose('window', caseRef, cancel)).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit', detail: expect.stringContaining('newest first') },
  });
  await expect(stays.withdrawInterim({ caseRef, interimSequence: 1 }, by)).rejects.toMatchObject({
    code: 'interim-not-newest',
  });
  await expect(stays.withdrawInterim({ caseRef, interimSequence: 7 }, by)).rejects.toMatchObject({
    code: 'interim-unknown',
  });
  for (const interimSequence of [2, 1]) {
    await stays.withdrawInterim({ caseRef, interimSequence }, by);
    const gone = { kind: 'done', value: { settled: false } } as const;
    play({ cancelSettlement: { kind: 'done', value: null }, settled: gone });
    expect((await steps().sweepInterim({ caseRef })).kind).toBe('done');
    await steps().settleInterim({ caseRef });
    expect(await findings(caseRef)).toEqual([]);
  }
  expect(await stays.balances(caseRef)).toEqual([]);
  expect((await stays.obligations(caseRef)).map(({ state }) => state)).toEqual(
    expect.arrayContaining(['reversed']),
  );
  expect(sentOf(caseRef).slice(2)).toEqual([
    ...['cancel-settlement-2-1', 'settled-2-1', 'cancel-settlement-1-1', 'settled-1-1'],
  ]);
  const { sequence } = await propose('window', caseRef, cancel);
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied' });
});

test('a bill that is withdrawn while the insurer settles it is taken back there before it is over', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayWithVisit();
  await charge(caseRef, 1, first);
  await stays.openInterim({ caseRef, until: null }, by, always);
  insurerAnswers(caseRef, first, nothing);
  await steps().sweepInterim({ caseRef });
  await stays.withdrawInterim({ caseRef, interimSequence: 1 }, by);
  expect(await steps().settleInterim({ caseRef })).toEqual({ kind: 'again' });
  expect(await stays.interimBills(caseRef)).toMatchObject([{ state: 'withdrawing', core: 'settled' }]);
  await steps().sweepInterim({ caseRef });
  expect(await steps().settleInterim({ caseRef })).toMatchObject({ kind: 'settled' });
  expect(await stays.interimBills(caseRef)).toMatchObject([{ state: 'withdrawn', core: 'reversed' }]);
  expect(sentOf(caseRef)).toEqual(['settle-interim-1-1', 'cancel-settlement-1-1', 'settled-1-1']);
});

test('the insurer takes a bill back no more: it stays as it was', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayWithVisit();
  await charge(caseRef, 1, first);
  await settleSoFar(caseRef, first, nothing);
  await stays.withdrawInterim({ caseRef, interimSequence: 1 }, by);
  play({
    cancelSettlement: { kind: 'refused', code: 'period-cleared', partyCode: 'E2307' },
    settled: { kind: 'done', value: { settled: true } },
  });
  await steps().sweepInterim({ caseRef });
  expect(await waitsFor(caseRef)).toEqual(['reversal-not-possible interim']);
  expect(await done(caseRef, { kind: 'keep-settlement', on: 'interim' })).toMatchObject({ state: 'applied' });
  expect(await stays.interimBills(caseRef)).toMatchObject([{ state: 'settled', core: 'settled' }]);
  expect(await waitsFor(caseRef)).toEqual([]);
  await charge(caseRef, 2, second);
  await discharge(caseRef, plus(first, second), first);
  expect(await findings(caseRef)).toEqual([]);
});

test('a corrected bill takes back the last settlement, and of those before it as many as it must', async () => {
  const { stays } = door().deps;
  const caseRef = await cut([first, second], [1]);
  const whole = plus(first, second);
  const amend = async (bill: Charged) => {
    const body = { kind: 'amend', on: 'bill', bill: { totalFen: bill.fen, outOfPolicyFen: bill.outside } };
    const { sequence } = await propose('finance', caseRef, body);
    expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied' });
  };
  const settled = async (bill: Charged, before: Charged) => {
    insurerAnswers(caseRef, bill, before);
    expect((await steps().sweepSettlement({ caseRef })).kind).toBe('done');
    expect(await steps().settleStay({ caseRef })).toMatchObject({ kind: 'settled' });
    expect(await findings(caseRef)).toEqual([]);
    expect(await stays.settlement(caseRef)).toMatchObject({ totalFen: bill.fen });
  };
  const more = plus(whole, amounts([100, 0])[0] as Charged);
  await amend(more);
  await settled(more, first);
  expect((await stays.interimBills(caseRef))[0]).toMatchObject({ core: 'settled' });
  // Less than the first bill alone: that one is taken back too.
  const less = { fen: fen(500_000), outside: zeroFen };
  await amend(less);
  await settled(less, nothing);
  expect((await stays.interimBills(caseRef))[0]).toMatchObject({ core: 'reversed' });
  expect(sentOf(caseRef).filter((step) => step.startsWith('cancel-settlement'))).toEqual([
    ...['cancel-settlement-2-1', 'cancel-settlement-3-1', 'cancel-settlement-1-1'],
  ]);
});

test('a discharge overtakes a bill that was never asked for, and brings one that was to its end', async () => {
  const { stays } = door().deps;
  const never = await aStayWithVisit();
  await charge(never, 1, first);
  await stays.openInterim({ caseRef: never, until: null }, by, always);
  await discharge(never, first, nothing);
  expect(await stays.interimBills(never)).toMatchObject([{ state: 'withdrawn' }]);
  expect(sentOf(never)).toEqual(['discharge', 'settle']);
  const caseRef = await aStayWithVisit();
  await charge(caseRef, 1, first);
  await stays.openInterim({ caseRef, until: null }, by, always);
  insurerAnswers(caseRef, first, nothing);
  // The process died before it was written who pays what.
  await steps().sweepInterim({ caseRef });
  await charge(caseRef, 2, second);
  await discharge(caseRef, plus(first, second), first);
  expect(await stays.interimBills(caseRef)).toMatchObject([{ state: 'settled' }]);
  expect(sentOf(caseRef)).toEqual(['settle-interim-1-1', 'discharge', 'settle-of-2']);
  expect(await findings(caseRef)).toEqual([]);
});
