import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen } from '../../domain/money.ts';
import { knownUnderCaps } from '../../store/money/settlement-reads.ts';
import { at } from '../postgres/store-under-test.ts';
import { aBilledStay, done, findings, play, steps, waitsFor } from '../stays/paper-under-test.ts';
import {
  agency,
  aSettledStay,
  as,
  assistance,
  balance,
  confirm,
  door,
  propose,
  step,
} from '../stays/resolutions-under-test.ts';
import { settledAs } from './settled-as.ts';

const paid = (more: object = {}) => ({
  ...{ kind: 'file-by-hand', on: step, office: agency, paidFen: 100_000 },
  ...{ paidOn: '2024-03-09', receipt: '手报 2024-3', ...more },
});

async function refusedAsPaidOutside() {
  const caseRef = await aSettledStay();
  const no = { state: 'refused', code: 'claimed-outside', partyCode: null } as const;
  await door().deps.stays.recordObligationState({ caseRef, ...assistance }, no, at);
  return caseRef;
}

test('what the fund paid the patient is claimed no more: its share and cap stay, and the patient owes it to the hospital', async () => {
  const { stays } = door().deps;
  const caseRef = await refusedAsPaidOutside();
  expect(await propose('finance', caseRef, paid(), '/preview')).toMatchObject({
    accounts: [
      { account: 'disputed:medical-assistance', beforeFen: 100_000, afterFen: 0 },
      { account: 'receivable:patient', beforeFen: 200_000, afterFen: 300_000 },
    ],
  });
  expect(await propose('finance', caseRef, paid({ paidFen: 100_001 }))).toMatchObject({
    ...{ status: 422, code: 'amount-beyond-claim', detail: '1000.01 / 1000.00' },
  });
  expect(await propose('finance', caseRef, paid({ paidOn: '2024-03-11' }))).toMatchObject({ status: 422 });
  expect(await propose('finance', caseRef, paid({ office: 'medical-insurance' }))).toMatchObject({
    status: 409,
  });
  expect(await propose('window', caseRef, paid())).toMatchObject({ status: 403 });
  const { sequence } = await propose('finance', caseRef, paid());
  for (const who of ['finance', 'lead', 'officer'])
    expect((await confirm(who, caseRef, sequence)).status, who).toBe(403);
  expect(await confirm('fund', caseRef, sequence)).toMatchObject({
    state: 'applied',
    receipt: '手报 2024-3',
  });

  const [, claim] = await stays.obligations(caseRef);
  expect(claim).toMatchObject({
    state: 'refused',
    restIs: 'paid-outside',
    movedFen: 100_000,
    outsideFen: 100_000,
  });
  expect(await waitsFor(caseRef)).toEqual([]);
  expect(await findings(caseRef)).toEqual([]);
  expect((await stays.wholeStay(caseRef))?.patient).toEqual({
    ...{ owedFen: 300_000, paidFen: 0, relievedFen: 0 },
    ...{ balanceFen: 300_000, deferredFen: 0, dueFen: 300_000 },
  });
  // The yearly cap counts it, for the settlement is as it was.
  const { personRef } = (await stays.stay(caseRef)) ?? {};
  const other = { caseRef: 'case_00000000000000000000', personRef, year: '2026' };
  const { used } = await door()
    .db.transaction()
    .execute((tx) => knownUnderCaps(tx, other as never));
  expect(used['medical-assistance']).toBe(100_000);
  expect(await propose('finance', caseRef, { kind: 'resubmit', on: step })).toMatchObject({ status: 409 });

  await stays.recordObligationState(
    { caseRef, payer: 'basic-insurance', claimSequence: 1 },
    { state: 'confirmed', paidFen: fen(700_000), paidOn: localDate('2024-03-10') },
    at,
  );
  const payment = (paymentId: string, some: number) => ({
    ...{
      caseRef,
      paymentId,
      fen: fen(some),
      paidOn: localDate('2024-03-10'),
      method: 'cash' as const,
      receipt: null,
      actor: 'x/y',
      at,
    },
  });
  expect(await stays.recordPatientPayment(payment('P0', 300_001))).toMatchObject({ kind: 'exceeds' });
  await stays.recordPatientPayment(payment('P1', 200_000));
  expect(await stays.closeStay(caseRef, at)).toMatchObject({
    kind: 'open',
    work: [{ kind: 'patient-part', fen: 100_000 }],
  });
  await stays.recordPatientPayment(payment('P2', 100_000));
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed', borneFen: 0 });
  expect(await balance(caseRef, 'received:patient')).toBe(300_000);
  expect(await findings(caseRef)).toEqual([]);
});

test.each([
  // [the fund's share by the corrected bill, what it gave the patient and the patient owes, what it is claimed for beside]
  [60_000, 60_000, 0],
  [100_000, 100_000, 0],
  [130_000, 100_000, 30_000],
])(
  'a bill is corrected after a fund paid the patient: of a share of %d fen the patient owes %d',
  async (share, outside, claimed) => {
    const { stays } = door().deps;
    const caseRef = await refusedAsPaidOutside();
    const byHand = await propose('finance', caseRef, paid());
    await confirm('fund', caseRef, byHand.sequence);
    const bill = { totalFen: 900_000, outOfPolicyFen: 0 };
    const { sequence } = await propose('finance', caseRef, { kind: 'amend', on: 'bill', bill });
    expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied' });
    const shares = { 'basic-insurance': 600_000, 'medical-assistance': share };
    expect(await settledAs(caseRef, 900_000, shares)).toBe('settled');
    expect((await stays.patientBalance(caseRef))?.owedFen).toBe(900_000 - 600_000 - share + outside);
    const claims = (await stays.obligations(caseRef)).filter(({ payer }) => payer === 'medical-assistance');
    expect(claims.map(({ state, outsideFen, owedFen }) => [state, outsideFen, owedFen])).toEqual([
      ['refused', outside, 100_000],
      ...(claimed === 0 ? [] : [['intended', 0, claimed]]),
    ]);
    expect(await findings(caseRef)).toEqual([]);
  },
);

test('a claim that was not filed yet is not filed; one that its payer has in hand, and an amount in part, are told apart', async () => {
  const { stays } = door().deps;
  const { settleStay, sweepSettlement, sweepReimbursement } = steps();
  const caseRef = await aBilledStay();
  const answers = { 'basic-insurance': { paidFen: 700_000 }, 'medical-assistance': { paidFen: 100_000 } };
  const settled = { settlementRef: `O-${caseRef}`, totalFen: 1_000_000, inPolicyFen: 950_000, answers };
  play({ discharge: { kind: 'done', value: null }, settle: { kind: 'done', value: settled } });
  await sweepSettlement({ caseRef });
  await settleStay({ caseRef });
  const { offered } = (await as('finance', 'GET', `/v1/stays/${caseRef}`)) as unknown as {
    readonly offered: readonly { readonly kind: string; readonly on: string }[];
  };
  const byHand = offered.filter(({ kind }) => kind === 'file-by-hand').map(({ on }) => on);
  expect(byHand).toEqual(['reimburse/basic-insurance/1', 'reimburse/medical-assistance/1']);
  const office = { office: 'medical-insurance' };
  expect(await done(caseRef, paid({ ...office, paidFen: 60_000 }))).toMatchObject({ state: 'applied' });
  // What is left is still to be dealt with.
  expect(await waitsFor(caseRef)).toEqual([`payer-refused ${step}`]);
  expect(await balance(caseRef, 'disputed:medical-assistance')).toBe(40_000);
  await done(caseRef, paid({ ...office, paidFen: 40_000 }));
  expect(await waitsFor(caseRef)).toEqual([]);
  const claim = { caseRef, ...assistance, enquiry: 0 };
  expect(await sweepReimbursement(claim)).toMatchObject({ value: { kind: 'final' } });
  const key = { caseRef, payer: 'basic-insurance', claimSequence: 1 } as const;
  await stays.recordObligationState(key, { state: 'sent' }, at);
  expect(await done(caseRef, paid({ ...office, on: 'reimburse/basic-insurance/1' }))).toMatchObject({
    ...{ status: 409, detail: expect.stringContaining('refuses it first') },
  });
  expect(await findings(caseRef)).toEqual([]);
  expect((await stays.wholeStay(caseRef))?.patient?.balanceFen).toBe(300_000);
});
