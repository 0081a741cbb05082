import { expect, test } from 'vitest';
import { workOutAgain } from '../../api/money/work-out.ts';
import { localDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, PayerId, SchemeId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { claimStep } from '../../domain/stay.ts';
import { loadSchemes, requireVersion } from '../../policies/schemes.ts';
import { settleByVersion } from '../../policies/settlement/settle.ts';
import { bulkCandidates } from '../../store/stays/bulk-reads.ts';
import { aDischarge, admitted, anAdmission, at, useStore } from '../postgres/store-under-test.ts';

const store = useStore();
const schemes = loadSchemes();
const rules = {
  workOut: workOutAgain(schemes),
  retained: () => null,
  decideAnew: () => Promise.reject(new Error('nothing is decided anew')),
};
const linhe = 'linhe-2017' as SchemeId;
const day = localDate('2026-03-01');
const totalFen = fen(1_000_000);

/** A Linhe stay of 10,000.00 yuan: 5,000 basic, 2,500.01 critical-illness, then supplement, Red Cross, assistance, guarantee. */
async function aLinheStay(): Promise<CaseRef> {
  const { stays } = store();
  const entry = await anAdmission(store(), { scheme: linhe });
  const { caseRef } = entry;
  await stays.acceptAdmission(entry);
  await stays.recordBegun(caseRef, at);
  const insurance = { type: '390', status: 'active', division: '150802' } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, at);
  await stays.recordDecision(caseRef, { ...admitted, scheme: linhe }, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  await stays.acceptDischarge(aDischarge(caseRef));
  await stays.recordDischargeTaken(caseRef, at);
  const version = requireVersion(schemes, linhe, day);
  const request = {
    ...{ day, dischargeDay: localDate('2026-03-09'), bill: { totalFen, outOfPolicyFen: fen(50_000) } },
    answers: {
      'basic-insurance': { paidFen: fen(500_000) },
      'critical-illness-insurance': { paidFen: fen(100_000) },
    },
    parameters: { commercialRatio: '0.20', redCross: { disease: 'cancer', standardFen: fen(10_000) } },
    usedThisYear: {},
  } as const;
  const settlement = settleByVersion(version, request);
  const obligations = settlement.shares
    .filter((share) => share.fen > 0)
    .map(({ payer }) => ({ payer, claimSequence: 1, party: partyOf(payer) }));
  await stays.recordSettlement({ caseRef, settlement, obligations, request, at });
  return caseRef;
}

function partyOf(payer: PayerId) {
  const rule = requireVersion(schemes, linhe, day).payers.find((one) => one.payer === payer);
  if (rule === undefined) throw new Error(payer);
  return rule.party;
}

const open = async (caseRef: CaseRef) =>
  (await store().stays.obligations(caseRef)).filter(({ state }) => state === 'intended' || state === 'sent');

/** Every open claim of a payer is refused, and passed on by whoever then pays more; what nobody takes over stays in dispute. */
async function refusedBy(caseRef: CaseRef, payer: PayerId): Promise<void> {
  const { stays } = store();
  for (const claim of (await open(caseRef)).filter((one) => one.payer === payer)) {
    if (claim.state === 'intended') await stays.recordObligationState(claim, { state: 'sent' }, at);
    const no = { state: 'refused', code: 'not-covered', partyCode: null } as const;
    await stays.recordObligationState(claim, no, at);
    await passedOn(caseRef, claimStep(claim), ['civil-affairs', 'commercial-insurer']);
  }
}

async function passedOn(caseRef: CaseRef, step: string, offices: readonly string[]): Promise<void> {
  const { stays } = store();
  const [office = '', ...more] = offices;
  const wanted = { kind: 'pass-on', evidence: '存档 1' } as const;
  const revision = await stays.revision(caseRef);
  const proposal = {
    caseRef,
    step,
    office,
    wanted,
    revision,
    actor: 'h/finance',
    at,
    kind: 'pass-on',
  } as const;
  try {
    await stays.foresee(proposal, rules);
  } catch (failure) {
    if (!(failure instanceof HubProblem) || more.length === 0) throw failure;
    return passedOn(caseRef, step, more);
  }
  const { sequence } = await stays.propose(proposal);
  await stays.confirm({ caseRef, sequence, revision, actor: `${office}/payer-1`, at }, rules);
}

async function paidAll(caseRef: CaseRef): Promise<void> {
  const { stays } = store();
  for (const claim of await open(caseRef)) {
    if (claim.state === 'intended') await stays.recordObligationState(claim, { state: 'sent' }, at);
    const paid = { state: 'confirmed', paidFen: claim.owedFen, paidOn: day } as const;
    await stays.recordObligationState(claim, paid, at);
  }
}

const refusers = [
  ['commercial-supplement'],
  ['red-cross'],
  ['medical-assistance'],
  ['commercial-supplement', 'medical-assistance'],
  ['medical-assistance', 'commercial-supplement'],
  ['red-cross', 'commercial-supplement', 'medical-assistance'],
  ['medical-assistance', 'red-cross', 'commercial-supplement'],
  ['critical-illness-insurance', 'medical-assistance'],
] as const satisfies readonly (readonly PayerId[])[];

test.each(refusers.flatMap((payers) => [false, true].map((paidBefore) => ({ payers, paidBefore }))))(
  'Linhe ends at nine tenths and one tenth: $payers refuse, the others paid before: $paidBefore',
  async ({ payers, paidBefore }) => {
    const { stays } = store();
    const caseRef = await aLinheStay();
    for (const [at_, payer] of payers.entries()) {
      // The guarantee fund has paid a difference by the time the next one refuses.
      if (paidBefore && at_ > 0) await paidExcept(caseRef, payers.slice(at_));
      await refusedBy(caseRef, payer);
    }
    await paidAll(caseRef);
    const balances = await stays.balances(caseRef);
    const received = balances.filter(({ account }) => account.startsWith('received:'));
    expect(received.reduce((sum, line) => sum + line.fen, 0)).toBe(900_000);
    expect(balances.find(({ account }) => account === 'receivable:patient')?.fen).toBe(100_000);
    expect(balances.filter(({ account }) => /^(disputed|in-transit|borne|suspense)/.test(account))).toEqual(
      [],
    );
    const settlement = await stays.settlement(caseRef);
    for (const share of settlement?.shares ?? [])
      expect(balances.find(({ account }) => account === `received:${share.payer}`)?.fen ?? 0).toBe(share.fen);
    const kept = await store()
      .db.selectFrom('replacedSettlements')
      .select('settlementSequence')
      .where('caseRef', '=', caseRef)
      .execute();
    expect(kept.length).toBeGreaterThan(0);
  },
);

async function paidExcept(caseRef: CaseRef, payers: readonly PayerId[]): Promise<void> {
  const { stays } = store();
  for (const claim of (await open(caseRef)).filter(({ payer }) => !payers.includes(payer))) {
    if (claim.state === 'intended') await stays.recordObligationState(claim, { state: 'sent' }, at);
    const paid = { state: 'confirmed', paidFen: claim.owedFen, paidOn: day } as const;
    await stays.recordObligationState(claim, paid, at);
  }
}

test('what came in before the no stays the payer’s; only the rest is taken over', async () => {
  const { stays } = store();
  const caseRef = await aLinheStay();
  const claim = (await open(caseRef)).find(({ payer }) => payer === 'commercial-supplement');
  if (claim === undefined) throw new Error('the supplement owes');
  await stays.recordObligationState(claim, { state: 'sent' }, at);
  const other = { state: 'confirmed', paidFen: fen(10_000), paidOn: day } as const;
  await stays.recordObligationState(claim, other, at);
  const wanted = { kind: 'book-part', evidence: '存档 1', paidFen: fen(10_000), paidOn: day } as const;
  const revision = await stays.revision(caseRef);
  const step = claimStep(claim);
  const booked = {
    caseRef,
    step,
    office: null,
    wanted,
    revision,
    kind: 'book-part',
    actor: 'h/finance',
    at,
  } as const;
  const { sequence } = await stays.propose(booked);
  await stays.confirm({ caseRef, sequence, revision, actor: 'h/lead', at }, rules);
  await passedOn(caseRef, step, ['civil-affairs']);
  await paidAll(caseRef);
  const share = (await stays.settlement(caseRef))?.shares.find(
    ({ payer }) => payer === 'commercial-supplement',
  );
  expect(share).toMatchObject({ fen: 10_000, steps: [{ zh: expect.stringContaining('此前已付 100.00') }] });
  const received = (await stays.balances(caseRef)).filter(({ account }) => account.startsWith('received:'));
  expect(received.reduce((sum, line) => sum + line.fen, 0)).toBe(900_000);
});

test('only a payer that then pays more may confirm, and a no that the scheme does not pass on stays in dispute', async () => {
  const { stays } = store();
  const caseRef = await aLinheStay();
  const claim = (await open(caseRef)).find(({ payer }) => payer === 'medical-assistance');
  if (claim === undefined) throw new Error('assistance owes');
  await stays.recordObligationState(claim, { state: 'sent' }, at);
  await stays.recordObligationState(claim, { state: 'refused', code: 'not-covered', partyCode: null }, at);
  await expect(passedOn(caseRef, claimStep(claim), ['red-cross'])).rejects.toThrow('resolution-unfit');
  await passedOn(caseRef, claimStep(claim), ['civil-affairs']);
  const guarantee = (await open(caseRef)).find(({ payer }) => payer === 'government-guarantee');
  if (guarantee === undefined) throw new Error('the guarantee owes');
  await stays.recordObligationState(guarantee, { state: 'sent' }, at);
  await stays.recordObligationState(guarantee, { state: 'refused', code: 'x', partyCode: null }, at);
  await expect(passedOn(caseRef, claimStep(guarantee), ['civil-affairs'])).rejects.toThrow(
    'resolution-unfit',
  );
});

test('of a stay that runs without the waiver nothing is passed on: nobody promised to take over what the insurer refuses', async () => {
  const { stays } = store();
  const caseRef = await aLinheStay();
  await stays.recordInsuredStay(caseRef, 'admission', at);
  const claim = (await open(caseRef)).find(({ payer }) => payer === 'critical-illness-insurance');
  if (claim === undefined) throw new Error('the critical-illness insurance owes');
  await stays.recordObligationState(claim, { state: 'sent' }, at);
  await stays.recordObligationState(claim, { state: 'refused', code: 'not-covered', partyCode: null }, at);
  await expect(passedOn(caseRef, claimStep(claim), ['commercial-insurer'])).rejects.toMatchObject({
    ...{ code: 'resolution-unfit', detail: expect.stringContaining('passes nothing on') },
  });
  await stays.raiseAttention(
    caseRef,
    { code: 'payer-refused', blockedOn: 'commercial-insurer', since: at, step: claimStep(claim) },
    at,
  );
  // Stays of other tests wait for the same since the same moment.
  const candidates = await bulkCandidates(store().db, { code: 'payer-refused' });
  const waits = candidates.find((one) => one.caseRef === caseRef);
  expect(waits).toMatchObject({ caseRef, insuredStay: 'admission' });
});

test('a payer that owed nothing before gets a claim whose end the stay is told of', async () => {
  const { stays } = store();
  const caseRef = await aLinheStay();
  expect((await stays.obligations(caseRef)).map(({ payer }) => payer)).not.toContain('government-guarantee');
  await refusedBy(caseRef, 'medical-assistance');
  const guarantee = (await open(caseRef)).find(({ payer }) => payer === 'government-guarantee');
  expect(guarantee).toMatchObject({ claimSequence: 2 });
  await paidAll(caseRef);
  const owed = await store()
    .db.selectFrom('outbox')
    .select('noticeId')
    .where('caseRef', '=', caseRef)
    .execute();
  expect(owed.map(({ noticeId }) => noticeId)).toEqual(
    expect.arrayContaining([
      'reimburse/government-guarantee/2',
      'reimburse/government-guarantee/2/confirmed',
    ]),
  );
});
