import { expect, test } from 'vitest';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, fen, subtractFen, sumFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { ledgerCheck } from '../../store/money/ledger-check.ts';
import { at } from '../postgres/store-under-test.ts';
import {
  aRefusedClaim,
  aSettledStay,
  as,
  balance,
  confirm,
  door,
  owed,
  propose,
  waits,
} from '../stays/resolutions-under-test.ts';
import { settledAs } from './settled-as.ts';

const lower = { totalFen: 900_000, outOfPolicyFen: 0 };

async function amended(caseRef: CaseRef, bill: object = lower): Promise<void> {
  const { sequence } = await propose('finance', caseRef, { kind: 'amend', on: 'bill', bill });
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied' });
}

const ledgerOf = async (caseRef: CaseRef) =>
  Object.fromEntries(
    (await door().deps.stays.balances(caseRef)).map(({ account, fen: of }) => [account, of]),
  );

/** What the check of the ledger finds of the stay. */
const findings = async (caseRef: CaseRef) =>
  (await ledgerCheck({ db: door().db }).checkLedger()).findings.filter(({ subject }) => subject === caseRef);

const confirmedClaims = async (caseRef: CaseRef) => {
  for (const payer of ['basic-insurance', 'medical-assistance'] as const) {
    const [own] = (await door().deps.stays.obligations(caseRef)).filter((one) => one.payer === payer);
    const news = { state: 'confirmed', paidFen: own?.owedFen as Fen, paidOn: '2024-03-20' as never } as const;
    await door().deps.stays.recordObligationState({ caseRef, payer, claimSequence: 1 }, news, at);
  }
};

test('a closed stay whose bill was too high is open again; what was paid too much goes back, each with its receipt', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  await confirmedClaims(caseRef);
  const owedFen = (await stays.patientBalance(caseRef))?.owedFen as Fen;
  const paid = {
    paymentId: 'P-1',
    fen: owedFen,
    paidOn: '2024-03-12' as never,
    method: 'cash' as const,
    receipt: null,
  };
  await stays.recordPatientPayment({ ...paid, caseRef, actor: 'desk', at });
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed' });

  await amended(caseRef);
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Settled', closedAt: null, beingAmended: true });
  expect(await owed(caseRef)).toContain('reopen-stay ');
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'amended' });
  expect(
    await propose('finance', caseRef, { kind: 'amend', on: 'bill', bill: { ...lower, totalFen: 1 } }),
  ).toMatchObject({ status: 409, code: 'amendment-open' });

  const patientFen = owedFen - 50_000;
  const basic = 900_000 - 100_000 - patientFen;
  const before = await ledgerOf(caseRef);
  expect(await settledAs(caseRef, 900_000, { 'basic-insurance': basic, 'medical-assistance': 100_000 })).toBe(
    'settled',
  );
  const after = await ledgerOf(caseRef);
  expect(after.billed).toBe(-900_000);
  expect(after['refund:basic-insurance']).toBe(basic - (before['received:basic-insurance'] ?? 0));
  expect(after['refund:patient']).toBe(-50_000);
  expect(await waits(caseRef)).toEqual(['refund-due', 'refund-due']);
  expect((await stays.stay(caseRef))?.discharge).toMatchObject(lower);
  expect(await stays.patientBalance(caseRef)).toEqual({
    ...{ owedFen: patientFen, paidFen: patientFen, relievedFen: 0 },
    ...{ balanceFen: 0, deferredFen: 0, dueFen: 0 },
  });
  expect(await findings(caseRef)).toEqual([]);
  // Twice is once.
  expect(await settledAs(caseRef, 900_000, {})).toBe('none');
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'open' });

  for (const debtor of ['basic-insurance', 'patient']) {
    const back = { kind: 'refund', on: `refund/${debtor}/1`, refundedOn: '2024-03-05', receipt: 'R-7' };
    const { sequence } = await propose('finance', caseRef, back);
    expect((await confirm('finance', caseRef, sequence)).status).toBe(403);
    expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied', receipt: 'R-7' });
    expect(await balance(caseRef, `refund:${debtor}`)).toBe(0);
  }
  expect(await balance(caseRef, 'received:basic-insurance')).toBe(basic);
  expect(await findings(caseRef)).toEqual([]);
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed' });
});

test('a bill that was too low makes further claims of the difference, and the patient owes the rest', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  await confirmedClaims(caseRef);
  const { patientFen, shares, totalFen } = (await stays.settlement(caseRef)) as Settlement;
  const [basic = fen(0)] = shares.map((share) => share.fen);
  await amended(caseRef, { totalFen: totalFen + 70_000, outOfPolicyFen: 0 });
  await settledAs(caseRef, totalFen + 70_000, {
    'basic-insurance': basic + 60_000,
    'medical-assistance': 100_000,
  });
  const claims = await stays.obligations(caseRef);
  const more = claims.find(({ payer, claimSequence }) => payer === 'basic-insurance' && claimSequence === 2);
  expect(more).toMatchObject({ owedFen: 60_000, state: 'intended' });
  expect(await owed(caseRef)).toContain('start-claim reimburse/basic-insurance/2');
  expect(await stays.patientBalance(caseRef)).toMatchObject({ balanceFen: patientFen + 10_000 });
  expect(sumFen((await stays.balances(caseRef)).map((line) => line.fen))).toBe(0);
  // Once more and lower: what was not sent yet is withdrawn, only the rest goes back.
  await amended(caseRef, { totalFen: totalFen - 20_000, outOfPolicyFen: 0 });
  await settledAs(caseRef, totalFen - 20_000, {
    'basic-insurance': basic - 20_000,
    'medical-assistance': 100_000,
  });
  const withdrawn = (await stays.obligations(caseRef)).find(({ claimSequence }) => claimSequence === 2);
  expect(withdrawn?.state).toBe('reversed');
  expect(await balance(caseRef, 'receivable:basic-insurance')).toBe(0);
  expect(await balance(caseRef, 'refund:basic-insurance')).toBe(-20_000);
  expect(await balance(caseRef, 'receivable:patient')).toBe(patientFen);
  expect(await findings(caseRef)).toEqual([]);
  const kept = await door()
    .db.selectFrom('replacedBills')
    .select(['billSequence', 'totalFen'])
    .where('caseRef', '=', caseRef)
    .orderBy('billSequence')
    .execute();
  expect(kept).toEqual([
    { billSequence: 1, totalFen },
    { billSequence: 2, totalFen: subtractFen(totalFen, fen(-70_000)) },
  ]);
});

test('bad corrections are refused by name', async () => {
  const caseRef = await aSettledStay();
  const { totalFen } = (await door().deps.stays.settlement(caseRef)) as Settlement;
  const { discharge } = (await door().deps.stays.stay(caseRef)) ?? {};
  const amend = { kind: 'amend', on: 'bill' };
  expect(
    await propose('finance', caseRef, { ...amend, bill: { totalFen: 1, outOfPolicyFen: 2 } }),
  ).toMatchObject({ status: 422, code: 'request-invalid' });
  const same = { totalFen, outOfPolicyFen: discharge?.outOfPolicyFen };
  expect(await propose('finance', caseRef, { ...amend, bill: same })).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit' },
  });
  expect(await propose('operator', caseRef, { ...amend, bill: lower })).toMatchObject({ status: 403 });
  const revision = await door().deps.stays.revision(caseRef);
  const url = `/v1/stays/${caseRef}/amendments`;
  const stale = { bill: lower, evidence: '存档', revision: revision - 1 };
  expect(await as('finance', 'POST', url, stale)).toMatchObject({ status: 409, code: 'resolution-stale' });
  const preview = await propose('finance', caseRef, { ...amend, bill: lower }, '/preview');
  expect(preview).toMatchObject({ status: 200, awaits: 'settlement' });
  const refused = await aRefusedClaim();
  expect(await propose('finance', refused, { ...amend, bill: lower })).toMatchObject({
    ...{ status: 409, code: 'amend-claim-disputed' },
    ...{ todo: { en: expect.stringContaining('resubmit, pass-on or bear') } },
  });
  // As 0.1.0 left it.
  const old = await aSettledStay();
  await door()
    .db.updateTable('settlements')
    .set({ requestSealed: null })
    .where('caseRef', '=', old)
    .execute();
  expect(await propose('finance', old, { ...amend, bill: lower })).toMatchObject({
    ...{ status: 409, code: 'amend-inputs-missing' },
  });
});
