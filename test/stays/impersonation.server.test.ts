import { beforeAll, expect, test } from 'vitest';
import { addDays, localDate } from '../../domain/dates.ts';
import type { CaseRef, PayerId } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { voidSettlement } from '../../policies/settlement/void-settlement.ts';
import type { ClaimEvent } from '../../store/money/claim-events.ts';
import { ledgerCheck } from '../../store/money/ledger-check.ts';
import { anAdmissionBody, hospitals, today } from '../http/door-under-test.ts';
import { aDischarge, admitted, at } from '../postgres/store-under-test.ts';
import {
  aBureau,
  agency,
  aRefusedClaim,
  aSettledStay,
  aStayInCare,
  as,
  assistance,
  balance,
  bureau,
  confirm,
  door,
  owed,
  propose,
  step,
  waits,
} from './resolutions-under-test.ts';

beforeAll(aBureau);

const anothersCard = { kind: 'impersonation', on: 'person', office: bureau.party, foundOn: '2024-03-01' };

async function voided(caseRef: CaseRef): Promise<number> {
  const { sequence } = await propose('window', caseRef, anothersCard);
  expect(await confirm(bureau.actor, caseRef, sequence)).toMatchObject({ state: 'applied' });
  return Number(sequence);
}

/** What the workflow does once the insurer has taken all back. */
async function settledVoid(caseRef: CaseRef) {
  const { stays } = door().deps;
  await stays.recordUnregistered(caseRef, at);
  const { personRef } = (await stays.stay(caseRef)) ?? {};
  const known = { caseRef, personRef: personRef as never, year: '2026' };
  return stays.settleAgain(known, at, (_used, _refused, before) => ({
    settlement: voidSettlement({
      ...{ scheme: before.scheme, version: before.version, totalFen: before.totalFen },
      payers: before.shares.map(({ payer }) => payer),
    }),
    ...{ request: {}, partyOf: () => 'medical-insurance', withdrawn: true },
  }));
}

const findings = async (caseRef: CaseRef) =>
  (await ledgerCheck({ db: door().db }).checkLedger()).findings.filter(({ subject }) => subject === caseRef);

async function paid(caseRef: CaseRef, payer: PayerId): Promise<void> {
  const { stays } = door().deps;
  const own = (await stays.obligations(caseRef)).find((one) => one.payer === payer);
  const news = { state: 'confirmed', paidFen: own?.owedFen as Fen, paidOn: '2024-03-20' as never } as const;
  await stays.recordObligationState({ caseRef, payer, claimSequence: 1 }, news, at);
}

async function patientPays(caseRef: CaseRef, paymentId: string): Promise<void> {
  const { stays } = door().deps;
  const { balanceFen } = (await stays.patientBalance(caseRef)) ?? { balanceFen: fen(0) };
  const payment = {
    paymentId,
    fen: balanceFen,
    paidOn: '2024-03-12' as never,
    method: 'cash' as const,
    receipt: null,
  };
  await stays.recordPatientPayment({ ...payment, caseRef, actor: 'desk', at });
}

test('a closed stay under somebody else’s card is void: payers get all back, the patient owes the whole', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  await paid(caseRef, 'basic-insurance');
  await paid(caseRef, 'medical-assistance');
  await patientPays(caseRef, 'P-1');
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed' });
  const { totalFen, patientFen } = (await stays.settlement(caseRef)) as Settlement;

  expect(await propose('window', caseRef, anothersCard, '/preview')).toMatchObject({ awaits: 'settlement' });
  const sequence = await voided(caseRef);
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Settled', impersonated: 'registered' });
  expect(await owed(caseRef)).toContain('reopen-stay ');
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'amended' });
  const told = (await stays.events(caseRef)).find(({ kind }) => kind === 'impersonation-found');
  expect(told?.detail).toEqual({ sequence, foundOn: '2024-03-01', office: bureau.party });

  expect(await settledVoid(caseRef)).toBe('settled');
  expect(await balance(caseRef, 'refund:basic-insurance')).toBe(-700_000);
  expect(await balance(caseRef, 'refund:medical-assistance')).toBe(-100_000);
  expect(await balance(caseRef, 'receivable:patient')).toBe(totalFen - patientFen);
  expect(await balance(caseRef, 'billed')).toBe(-totalFen);
  expect(await waits(caseRef)).toEqual(['refund-due', 'refund-due']);
  expect(await findings(caseRef)).toEqual([]);
  const settlement = (await stays.settlement(caseRef)) as Settlement;
  expect(settlement.patientFen).toBe(totalFen);
  for (const { fen: share, steps } of settlement.shares)
    expect([share, steps.map(({ rule }) => rule)]).toEqual([0, ['impersonation']]);
  expect(await as('window', 'GET', `/v1/stays/${caseRef}`)).toMatchObject({
    waiver: { state: 'lost', reasons: [{ code: 'impersonation' }] },
  });
  for (const debtor of ['basic-insurance', 'medical-assistance']) {
    const back = { kind: 'refund', on: `refund/${debtor}/1`, refundedOn: '2024-03-05', receipt: 'R-7' };
    const done = await propose('finance', caseRef, back);
    await confirm('lead', caseRef, done.sequence);
  }
  await patientPays(caseRef, 'P-2');
  expect(await findings(caseRef)).toEqual([]);
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed' });
});

test('what was filed and not paid is taken back, and what comes all the same is owed back', async () => {
  const { stays } = door().deps;
  const caseRef = await aRefusedClaim();
  await voided(caseRef);
  expect(await settledVoid(caseRef)).toBe('settled');
  const claims = await stays.obligations(caseRef);
  expect(claims.map(({ state, restIs, movedFen }) => [state, restIs, movedFen])).toEqual([
    ['refused', 'withdrawn', 700_000],
    ['refused', 'withdrawn', 100_000],
  ]);
  // Who had not answered is asked what became of it; a no was an answer.
  expect(claims.map(({ askedUntil }) => askedUntil !== null)).toEqual([true, false]);
  expect((await owed(caseRef)).filter((one) => one.startsWith('start-claim'))).toEqual([
    'start-claim reimburse/basic-insurance/1',
  ]);
  // The refusal has nothing left to say, the claims end, and nobody is owed a refund of what never came.
  expect(await waits(caseRef)).toEqual([]);
  expect((await owed(caseRef)).filter((one) => one.endsWith('/claim'))).toHaveLength(1);
  expect(await findings(caseRef)).toEqual([]);
  await stays.recordClaimEvents(
    { caseRef, payer: 'basic-insurance', claimSequence: 1 },
    [
      {
        ...{ kind: 'paid', told: 'said', fen: fen(700_000), day: '2024-04-01' as never, evidence: 'late' },
        ...{ code: null, answerUntil: null, actor: null },
      },
    ],
    at,
  );
  expect(await balance(caseRef, 'suspense:basic-insurance')).toBe(-700_000);
  // The answer to a question that was on its way when the claim was taken back.
  const late = { state: 'confirmed', paidFen: fen(100_000), paidOn: '2024-04-02' as never } as const;
  const assistance = { caseRef, payer: 'medical-assistance', claimSequence: 1 } as const;
  expect(await stays.recordObligationState(assistance, late, at)).toMatchObject({ kind: 'recorded' });
  expect(await balance(caseRef, 'suspense:medical-assistance')).toBe(-100_000);
  expect(await waits(caseRef)).toEqual([]);
  expect(await findings(caseRef)).toEqual([]);
});

test('what a fund gave the patient and a plan deferred is asked for once: the patient owes the bill, no more', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const no = { state: 'refused', code: 'claimed-outside', partyCode: null } as const;
  await stays.recordObligationState({ caseRef, ...assistance }, no, at);
  const outside = { kind: 'file-by-hand', on: step, office: agency };
  const byHand = { ...outside, paidFen: 100_000, paidOn: '2024-03-09', receipt: '手报 2024-3' };
  const filed = await propose('finance', caseRef, byHand);
  expect(await confirm('fund', caseRef, filed.sequence)).toMatchObject({ state: 'applied' });
  const { totalFen, patientFen } = (await stays.settlement(caseRef)) as Settlement;
  const instalments = [{ dueOn: addDays(localDate(today), 30), fen: patientFen + 100_000 }];
  const agreement = {
    ...{ template: '本院延期(分期)还款协议书', textVersion: 'deferral-2024-1', signedBy: 'patient' },
    ...{ signerName: '患者甲', signedOn: today, sha256: 'c'.repeat(64) },
  };
  const plan = { kind: 'defer', on: 'patient-account', agreement, instalments };
  const deferred = await propose('finance', caseRef, plan);
  expect(await confirm('lead', caseRef, deferred.sequence)).toMatchObject({ state: 'applied' });

  await voided(caseRef);
  expect(await settledVoid(caseRef)).toBe('settled');
  expect(await stays.patientBalance(caseRef)).toMatchObject({
    ...{ owedFen: totalFen, paidFen: 0, balanceFen: totalFen, deferredFen: patientFen + 100_000 },
  });
  expect(
    (await stays.obligations(caseRef)).map(({ movedFen, outsideFen }) => [movedFen, outsideFen]),
  ).toEqual([
    [700_000, 0],
    [100_000, 0],
  ]);
  expect(await balance(caseRef, 'refund:medical-assistance')).toBe(0);
  expect(await findings(caseRef)).toEqual([]);
});

test('what a payer stated to have paid, and nobody had compared, is booked when its claim is taken back', async () => {
  const { stays } = door().deps;
  const caseRef = await aRefusedClaim();
  const claim = { caseRef, payer: 'basic-insurance', claimSequence: 1 } as const;
  const stated = { state: 'confirmed', paidFen: fen(12_345), paidOn: '2024-03-04' as never } as const;
  expect(await stays.recordObligationState(claim, stated, at)).toMatchObject({ kind: 'mismatch' });
  await voided(caseRef);
  expect(await settledVoid(caseRef)).toBe('settled');
  expect(await balance(caseRef, 'received:basic-insurance')).toBe(12_345);
  expect(await waits(caseRef)).toEqual(['refund-due']);
  expect(await findings(caseRef)).toEqual([]);
});

test('a payer that said it has the claim already is asked what it did, though its no was final', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const claim = { caseRef, payer: 'medical-assistance', claimSequence: 1 } as const;
  const no = { state: 'refused', code: 'claim-already-filed', partyCode: null } as const;
  await stays.recordObligationState(claim, no, at);
  await voided(caseRef);
  expect(await settledVoid(caseRef)).toBe('settled');
  const asked = (await stays.obligations(caseRef)).find(({ payer }) => payer === claim.payer);
  expect(asked?.askedUntil).not.toBeNull();
  await stays.endAsking(claim);
  expect(await findings(caseRef)).toEqual([]);
});

test('money of a claim that never left the hub counts as of one that was sent, and goes back with the rest', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay({}, 'intended');
  const claim = { caseRef, payer: 'basic-insurance', claimSequence: 1 } as const;
  const arrived: ClaimEvent = {
    ...{ kind: 'paid', told: 'arrived', fen: fen(400_000), day: '2024-03-20' as never, evidence: 'bank/1' },
    ...{ code: null, answerUntil: null, actor: null },
  };
  await stays.recordClaimEvents(claim, [arrived], at);
  expect((await stays.obligations(caseRef))[0]).toMatchObject({ state: 'sent', partPaidFen: 400_000 });
  await voided(caseRef);
  expect(await settledVoid(caseRef)).toBe('settled');
  expect(await balance(caseRef, 'refund:basic-insurance')).toBe(-400_000);
  expect(await waits(caseRef)).toEqual(['refund-due']);
  expect(await findings(caseRef)).toEqual([]);
});

test('a stay that is not settled yet is settled on the patient alone; the holder’s next stay finds nothing of it', async () => {
  const { stays } = door().deps;
  const body = { ...anAdmissionBody(), institution: hospitals[0] };
  const enter = async (payload: object) =>
    (
      (await door().call('hospital', { method: 'POST', url: '/v1/stays', payload })).json() as {
        readonly caseRef: CaseRef;
      }
    ).caseRef;
  const caseRef = await enter(body);
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, at);
  await stays.recordDecision(caseRef, admitted, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  const own = { ...body, admissionNo: `${body.admissionNo}-2`, admittedOn: '2024-03-10' };
  await stays.acceptDischarge({ ...aDischarge(caseRef), dischargedOn: '2024-03-09' as never });
  await stays.recordDischargeTaken(caseRef, at);
  const before = await enter(own);
  await stays.flagOtherStays(before, at);
  expect(await waits(caseRef)).toEqual(['unsettled-stay']);

  await voided(caseRef);
  expect(await waits(caseRef)).toEqual([]);
  await stays.recordUnregistered(caseRef, at);
  const { personRef } = (await stays.stay(caseRef)) ?? {};
  const known = { caseRef, personRef: personRef as never, year: '2024' };
  const settlement = voidSettlement({
    ...{ scheme: 'kaizhou-2024', version: '2024-01-28', totalFen: fen(1_000_000), payers: [] },
  });
  await stays.settleUnderCaps(known, () => ({ caseRef, at, settlement, obligations: [], request: {} }));
  expect(await balance(caseRef, 'receivable:patient')).toBe(1_000_000);
  expect(await findings(caseRef)).toEqual([]);
  // Decided as if it had never been: nothing flagged, nothing used of the year.
  await stays.flagOtherStays(before, at);
  expect(await waits(before)).toEqual([]);
  expect(await waits(caseRef)).toEqual([]);
  let used: object | undefined;
  await stays.settleUnderCaps({ ...known, caseRef: before }, (usedThisYear) => {
    used = usedThisYear;
    return null;
  });
  expect(Object.values(used ?? {}).filter((one) => one !== 0)).toEqual([]);
});

test('a cap that the voided stay held is free once its settlement is replaced, not before', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const { personRef } = (await stays.stay(caseRef)) ?? {};
  const usedOf = async () => {
    let used: Readonly<Record<string, number>> = {};
    const other = { caseRef: 'case_00000000000000000000' as CaseRef, personRef: personRef as never };
    await stays.settleUnderCaps({ ...other, year: '2026' }, (usedThisYear) => {
      used = usedThisYear as typeof used;
      return null;
    });
    return used['medical-assistance'];
  };
  expect(await usedOf()).toBe(100_000);
  await voided(caseRef);
  expect(await usedOf()).toBe(100_000);
  await settledVoid(caseRef);
  expect(await usedOf()).toBe(0);
});

test('before the admission it is cancelled; in care it goes on without the insurer; twice is refused', async () => {
  const { stays } = door().deps;
  const early = await aStayInCare();
  await voided(early);
  expect(await stays.stay(early)).toMatchObject({ beingCancelled: true, impersonated: 'registered' });

  const caseRef = await aStayInCare();
  await stays.recordDecision(caseRef, admitted, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  expect(await propose('finance', caseRef, { ...anothersCard, foundOn: '2099-01-01' })).toMatchObject({
    ...{ status: 422, code: 'request-invalid' },
  });
  expect(await propose('operator', caseRef, anothersCard)).toMatchObject({
    status: 403,
    code: 'not-allowed',
  });
  const { sequence } = await propose('window', caseRef, anothersCard);
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({
    status: 403,
    code: 'second-person-needed',
  });
  expect(await confirm(bureau.actor, caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'void' });
  await stays.recordUnregistered(caseRef, at);
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'unfit', stage: 'Admitted' });
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Admitted', impersonated: 'unregistered' });
  const { offered } = (await as('window', 'GET', `/v1/stays/${caseRef}`)) as unknown as {
    readonly offered: readonly { readonly kind: string }[];
  };
  expect(offered).toEqual([]);
  for (const body of [anothersCard, { kind: 'cancel', on: 'stay' }])
    expect(await propose('window', caseRef, body)).toMatchObject({ status: 409, code: 'resolution-unfit' });
});

test('where the insurer takes it back no more, the bureau takes it out by hand, and the stay goes on', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  await voided(caseRef);
  await stays.raiseAttention(
    caseRef,
    { code: 'reversal-not-possible', blockedOn: 'medical-insurance', since: at, step: 'cancel' },
    at,
  );
  const keep = { kind: 'keep-settlement', on: 'cancel', office: bureau.party };
  const { sequence } = await propose('finance', caseRef, keep);
  expect(await confirm(bureau.actor, caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect(await stays.stay(caseRef)).toMatchObject({ impersonated: 'unregistered', beingAmended: true });
  expect(await waits(caseRef)).toEqual([]);
});

test('while a corrected bill is on its way it waits for that', async () => {
  const caseRef = await aSettledStay();
  const bill = { totalFen: 900_000, outOfPolicyFen: 0 };
  const amended = await propose('finance', caseRef, { kind: 'amend', on: 'bill', bill });
  await confirm('lead', caseRef, amended.sequence);
  expect(await propose('window', caseRef, anothersCard)).toMatchObject({
    status: 409,
    code: 'amendment-open',
  });
});
