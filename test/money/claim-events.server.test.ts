import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { loadPayerRules } from '../../policies/payers/payer-rules.ts';
import type { ClaimEvent } from '../../store/money/claim-events.ts';
import { at } from '../postgres/store-under-test.ts';
import {
  agency,
  aRefusedClaim,
  aSettledStay,
  as,
  assistance,
  balance,
  confirm,
  door,
  owed,
  propose,
  step,
  waits,
} from '../stays/resolutions-under-test.ts';

let entries = 0;

/** As the office of civil affairs books it. */
function says(caseRef: CaseRef, kind: string, more: object = {}) {
  entries += 1;
  const url = `/v1/stays/${caseRef}/claims/medical-assistance/1/events`;
  return as('fund', 'POST', url, { entryNo: `E${entries}`, kind, day: '2024-03-10', ...more });
}

const claimOf = async (caseRef: CaseRef) =>
  (await door().deps.stays.obligations(caseRef)).find(({ payer }) => payer === 'medical-assistance');

const accounts = async (caseRef: CaseRef) =>
  Object.fromEntries(
    (await door().deps.stays.balances(caseRef))
      .filter(({ account }) => account.endsWith(':medical-assistance'))
      .map(({ account, fen: some }) => [account.split(':')[0], some]),
  );

const findings = async () => (await door().deps.stays.checkLedger()).findings;

/** All but the assistance is paid, so that only it keeps the stay open. */
async function closedBut(caseRef: CaseRef): Promise<void> {
  const { stays } = door().deps;
  const paid = { state: 'confirmed', paidFen: fen(700_000), paidOn: localDate('2024-03-10') } as const;
  await stays.recordObligationState({ caseRef, payer: 'basic-insurance', claimSequence: 1 }, paid, at);
  const payment = {
    paymentId: 'P1',
    fen: fen(200_000),
    paidOn: localDate('2024-03-10'),
    method: 'cash' as const,
    receipt: null,
  };
  await stays.recordPatientPayment({ caseRef, ...payment, actor: 'x/y', at });
}

test('parts add up by themselves, each told once, and the last one makes the claim final', async () => {
  const caseRef = await aSettledStay();
  expect((await says(caseRef, 'paid', { fen: 40_000 })).status).toBe(201);
  const again = { entryNo: `E${entries}`, kind: 'paid', day: '2024-03-10', fen: 40_000 };
  const url = `/v1/stays/${caseRef}/claims/medical-assistance/1/events`;
  expect((await as('fund', 'POST', url, again)).status).toBe(201);
  expect(await accounts(caseRef)).toEqual({ 'in-transit': 60_000, received: 40_000 });
  expect(await waits(caseRef)).toEqual([]);
  await says(caseRef, 'paid', { fen: 60_000 });
  expect(await claimOf(caseRef)).toMatchObject({ state: 'confirmed', paidOn: '2024-03-10' });
  expect(await owed(caseRef)).toContainEqual(expect.stringMatching(/^signal claim-event\/\d+\/claim$/));
  expect(await findings()).toEqual([]);
});

test('a payer is answered with what happened to its own claim, and nothing of the others of the stay', async () => {
  const caseRef = await aSettledStay();
  await closedBut(caseRef);
  const told = await says(caseRef, 'paid', { fen: 40_000 });
  expect(told).toMatchObject({
    events: [
      { payer: 'medical-assistance', kind: 'filed' },
      { payer: 'medical-assistance', kind: 'paid', fen: 40_000 },
    ],
  });
  const all = await door().deps.stays.claimEvents(caseRef);
  expect(all.map(({ payer }) => payer)).toContain('basic-insurance');
});

test('paid so much, then refused; a late yes after the no is booked without anybody', async () => {
  const caseRef = await aSettledStay();
  await says(caseRef, 'paid', { fen: 60_000 });
  await says(caseRef, 'refused', { reason: 'papers-missing' });
  expect(await accounts(caseRef)).toEqual({ disputed: 40_000, received: 60_000 });
  expect(await waits(caseRef)).toEqual(['payer-refused']);
  await says(caseRef, 'refusal-withdrawn');
  expect(await accounts(caseRef)).toEqual({ 'in-transit': 40_000, received: 60_000 });
  expect(await waits(caseRef)).toEqual([]);
  expect(await owed(caseRef)).toContain(`start-claim ${step}`);
  await says(caseRef, 'paid', { fen: 40_000 });
  expect(await claimOf(caseRef)).toMatchObject({ state: 'confirmed', reopened: true });
  expect(await findings()).toEqual([]);
});

test('what is deducted is borne by the hospital and offered nothing else; the stay closes only then', async () => {
  const caseRef = await aSettledStay();
  await closedBut(caseRef);
  await says(caseRef, 'paid', { fen: 80_000 });
  await says(caseRef, 'deducted', { fen: 20_000, reason: 'overcharged', answerUntil: '2024-04-09' });
  expect(await accounts(caseRef)).toEqual({ deducted: 20_000, received: 80_000 });
  const { attention } = (await as('finance', 'GET', `/v1/stays/${caseRef}`)) as unknown as {
    attention: readonly object[];
  };
  expect(attention).toMatchObject([
    {
      refusalKind: { kind: 'deducted' },
      detail: { refusal: 'overcharged', answerUntil: '2024-04-09' },
      resolutions: [{ kind: 'bear' }],
    },
  ]);
  for (const kind of ['resubmit', 'ask-again'])
    expect(await propose('finance', caseRef, { kind, on: step })).toMatchObject({ code: 'resolution-unfit' });
  expect(await door().deps.stays.closeStay(caseRef, at)).toMatchObject({
    kind: 'open',
    work: [{ kind: 'dispute', fen: 20_000 }],
  });
  const bear = { kind: 'bear', on: step, approval: '院财〔2024〕7号' };
  await confirm('lead', caseRef, (await propose('finance', caseRef, bear)).sequence);
  expect(await accounts(caseRef)).toEqual({ borne: 20_000, received: 80_000 });
  expect(await door().deps.stays.closeStay(caseRef, at)).toEqual({ kind: 'closed', borneFen: 20_000 });
  expect(await findings()).toEqual([]);
});

test('a payer that takes back what it paid opens the closed stay again', async () => {
  const caseRef = await aSettledStay();
  await closedBut(caseRef);
  await says(caseRef, 'paid', { fen: 100_000 });
  expect(await door().deps.stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed' });
  await says(caseRef, 'recovered', { fen: 30_000, reason: 'payment-recovered' });
  expect(await door().deps.stays.stay(caseRef)).toMatchObject({ stage: 'Settled', closedAt: null });
  expect(await owed(caseRef)).toContain('reopen-stay ');
  expect(await accounts(caseRef)).toEqual({ deducted: 30_000, received: 70_000 });
  expect(await waits(caseRef)).toEqual(['payer-refused']);
  expect(await findings()).toEqual([]);
  await says(caseRef, 'paid', { fen: 30_000 });
  expect(await accounts(caseRef)).toEqual({ received: 100_000 });
  expect(await waits(caseRef)).toEqual([]);
  expect(await findings()).toEqual([]);
});

test('what a payer keeps back by its own rule is no mismatch; less than the rule is a case for a person', async () => {
  const { stays } = door().deps;
  const retained = loadPayerRules().retained('medical-insurance', '2024-03-10');
  const basic = { payer: 'basic-insurance', claimSequence: 1 } as const;
  const total = (paidFen: number) =>
    ({ state: 'confirmed', paidFen: fen(paidFen), paidOn: localDate('2024-03-10'), retained }) as const;
  const caseRef = await aSettledStay();
  expect(await stays.recordObligationState({ caseRef, ...basic }, total(650_000), at)).toMatchObject({
    kind: 'recorded',
    obligation: { state: 'confirmed', retainedFen: 50_000 },
  });
  expect(await balance(caseRef, 'retained:basic-insurance')).toBe(50_000);
  expect(await balance(caseRef, 'received:basic-insurance')).toBe(650_000);
  const returned = {
    kind: 'returned',
    told: 'said',
    fen: fen(50_000),
    day: localDate('2024-12-31'),
    evidence: 'payer/Y1',
    code: null,
    answerUntil: null,
    actor: null,
  } as const satisfies ClaimEvent;
  await stays.recordClaimEvents({ caseRef, ...basic }, [returned], at);
  expect(await balance(caseRef, 'retained:basic-insurance')).toBe(0);
  expect(await balance(caseRef, 'received:basic-insurance')).toBe(700_000);
  const other = await aSettledStay();
  const less = await stays.recordObligationState({ caseRef: other, ...basic }, total(600_000), at);
  expect(less.kind).toBe('mismatch');
  expect(await findings()).toEqual([]);
});

const offers = [
  ['papers-missing', ['resubmit', 'bear']],
  ['claim-already-filed', ['ask-again']],
  ['not-covered', ['resubmit', 'bear']],
  ['filed-late', ['bear']],
  ['claimed-outside', ['file-by-hand', 'bear']],
  ['no-reason-given', ['resubmit', 'file-by-hand', 'bear']],
] as const;

test.each(offers)(
  'of a claim that was refused as %s just %j is offered, and just that is taken',
  async (reason, fit) => {
    const caseRef = await aSettledStay();
    const no = { state: 'refused', code: reason, partyCode: null } as const;
    await door().deps.stays.recordObligationState({ caseRef, ...assistance }, no, at);
    const { attention } = (await as('finance', 'GET', `/v1/stays/${caseRef}`)) as unknown as {
      attention: readonly { resolutions: readonly { kind: string }[] }[];
    };
    expect(attention[0]?.resolutions.map(({ kind }) => kind)).toEqual(fit);
    const asked = {
      'ask-again': {},
      resubmit: {},
      'pass-on': { office: agency },
      bear: { approval: '院财〔2024〕7号' },
      'file-by-hand': { office: agency, paidFen: 1, paidOn: '2024-03-09', receipt: 'R1' },
    };
    for (const [kind, more] of Object.entries(asked)) {
      const told = await propose('finance', caseRef, { kind, on: step, ...more }, '/preview');
      const offered = fit.some((one) => one === kind);
      expect([told.status, told.code], kind).toEqual(
        offered ? [200, undefined] : [expect.any(Number), expect.anything()],
      );
    }
  },
);

test('a claim that the payer has already is asked about and followed again, never filed', async () => {
  const { stays } = door().deps;
  const caseRef = await aSettledStay();
  const no = { state: 'refused', code: 'claim-already-filed', partyCode: null } as const;
  await stays.recordObligationState({ caseRef, ...assistance }, no, at);
  expect(await propose('finance', caseRef, { kind: 'ask-again', on: step })).toMatchObject({
    state: 'applied',
  });
  expect(await claimOf(caseRef)).toMatchObject({ state: 'sent', filedBefore: true, reopened: true });
  expect(await stays.obligations(caseRef)).toHaveLength(2);
  expect(await owed(caseRef)).toContain(`start-claim ${step}`);
  expect(await waits(caseRef)).toEqual([]);
  expect(await findings()).toEqual([]);
});

test('a payer books only its own claims, and only what makes sense', async () => {
  const caseRef = await aRefusedClaim();
  const url = (payer: string) => `/v1/stays/${caseRef}/claims/${payer}/1/events`;
  const paid = { entryNo: 'X1', kind: 'paid', fen: 1, day: '2024-03-10' };
  expect(await as('fund', 'POST', url('basic-insurance'), paid)).toMatchObject({ code: 'case-unknown' });
  for (const wrong of [
    { ...paid, fen: 0 },
    { ...paid, kind: 'deducted' },
    { ...paid, reason: 'not-covered' },
    { ...paid, day: '2999-01-01' },
  ])
    expect(await as('fund', 'POST', url('medical-assistance'), wrong)).toMatchObject({
      code: 'request-invalid',
    });
  const back = { ...paid, kind: 'recovered', fen: 5, reason: 'payment-recovered' };
  expect(await as('fund', 'POST', url('medical-assistance'), back)).toMatchObject({ code: 'claim-unfit' });
});

test('a claim that is paid as it was filed is booked, whatever was withdrawn or deducted of it meanwhile', async () => {
  const { stays } = door().deps;
  const about = { day: localDate('2024-03-09'), evidence: 'then', answerUntil: null, actor: null } as const;
  const meanwhile: readonly (readonly [Pick<ClaimEvent, 'kind' | 'code'>, object])[] = [
    [
      { kind: 'withdrawn', code: null },
      { received: 100_000, suspense: -40_000 },
    ],
    [{ kind: 'deducted', code: 'audit-deduction' }, { received: 100_000 }],
  ];
  for (const [what, stands] of meanwhile) {
    const caseRef = await aSettledStay();
    const key = { caseRef, payer: 'medical-assistance', claimSequence: 1 } as const;
    await stays.recordObligationState(key, { state: 'sent' }, at);
    const event: ClaimEvent = { ...about, ...what, told: 'said', fen: fen(40_000) };
    await stays.recordClaimEvents(key, [event], at);
    const paid = { state: 'confirmed', paidFen: fen(100_000), paidOn: localDate('2024-03-10') } as const;
    expect(await stays.recordObligationState(key, paid, at)).toMatchObject({ kind: 'recorded' });
    const left = Object.entries(await accounts(caseRef)).filter(([, some]) => some !== 0);
    expect(Object.fromEntries(left)).toEqual(stands);
    expect(await waits(caseRef)).toEqual([]);
  }
});
