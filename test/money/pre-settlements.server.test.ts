import { expect, test } from 'vitest';
import type { Exchanged } from '../../activities/exchange/exchange.ts';
import { preSettlementActivity } from '../../activities/money/pre-settlement.ts';
import type { ActivityParts } from '../../activities/parts.ts';
import { medicalInsuranceOverHttp } from '../../adapters/medical-insurance/http.ts';
import { askDuePreSettlements } from '../../api/relay/pre-settlements.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { at } from '../postgres/store-under-test.ts';
import { aDecidedStay } from '../stays/paper-under-test.ts';
import { as, door } from '../stays/resolutions-under-test.ts';

async function inCare(): Promise<CaseRef> {
  const { stays } = door().deps;
  const caseRef = await aDecidedStay({ admittedOn: '2024-03-01' });
  await stays.recordRegistered({ caseRef, visitRef: `V-${caseRef}`, at });
  await stays.advanceStage(caseRef, 'Admitted', at);
  return caseRef;
}

/** One try, with what the insurer answers; `silent` once more than often enough: `last`. */
async function tried(caseRef: CaseRef, said: 'silent' | 'refused' | number, last = false) {
  const { stays, schemes, clock } = door().deps;
  const waiting = {
    kind: 'waiting',
    code: 'agency-wait',
    party: 'medical-insurance',
    since: at,
    overdue: false,
  } as const;
  const answer =
    said === 'refused'
      ? { kind: 'refused', code: 'visit-unknown' }
      : { kind: 'done', value: { answers: { 'basic-insurance': { paidFen: said } } } };
  const lookUp = async () =>
    said === 'silent' ? waiting : ({ kind: 'answered', answer } as Exchanged<never>);
  const insurer = medicalInsuranceOverHttp({} as never);
  const countyParameters = countyParameterStore(door().db);
  const parts = { stays, schemes, clock, insurer, lookUp, countyParameters } as unknown as ActivityParts;
  const [open] = (await stays.askedPreSettlements(100)).filter((one) => one.caseRef === caseRef);
  return preSettlementActivity(parts).preSettle({ caseRef, sequence: open?.sequence ?? 0, last });
}

/** What the tests read of a stay, or of a refusal. */
interface View {
  readonly status: number;
  readonly code?: string;
  readonly errors?: readonly { readonly path: string; readonly code: string }[];
  readonly stage: string;
  readonly settlement: object | null;
  readonly charges: object | null;
  readonly leaving: object | null;
  readonly preSettlement: {
    readonly shares: readonly { readonly payer: string; readonly fen: number }[] | null;
    readonly patientFen: number | null;
  } | null;
}

const told = async (...asked: Parameters<typeof as>) => (await as(...asked)) as unknown as View;
const ask = (caseRef: CaseRef, body: object = {}) =>
  told('window', 'POST', `/v1/stays/${caseRef}/pre-settlements`, body);
const view = (caseRef: CaseRef) => told('window', 'GET', `/v1/stays/${caseRef}`);
const charge = (caseRef: CaseRef, listNo: string, day: string, fen: number) =>
  as('window', 'POST', `/v1/stays/${caseRef}/charges`, {
    ...{ listNo, day },
    entries: [{ code: 'X1', name: '治疗费', category: 'treatment', quantity: '1', fen, policy: 'inside' }],
  });
const bill = { totalFen: 1_000_000, outOfPolicyFen: 50_000 };

test('what the insurer would pay is shown with every other share by the scheme, and settles nothing', async () => {
  const caseRef = await inCare();
  const asked = await ask(caseRef, { bill });
  expect(asked).toMatchObject({
    status: 202,
    preSettlement: { state: 'asked', number: 1, patientFen: null },
  });
  // The same question while one is open is that one.
  expect((await ask(caseRef, { bill })).preSettlement).toMatchObject({ number: 1 });
  expect(await tried(caseRef, 700_000)).toEqual({ kind: 'answered' });
  const { preSettlement, settlement, stage } = await view(caseRef);
  expect(preSettlement).toMatchObject({ state: 'answered', ...bill, code: null });
  const shares = preSettlement?.shares ?? [];
  expect(shares).toContainEqual({ payer: 'basic-insurance', fen: 700_000 });
  expect(shares.reduce((sum, { fen }) => sum + fen, preSettlement?.patientFen ?? 0)).toBe(bill.totalFen);
  expect([settlement, stage]).toEqual([null, 'Admitted']);
});

test('the estimate of the lists goes by the insurer’s figures, and by the hospital’s own once those are newer', async () => {
  const caseRef = await inCare();
  await charge(caseRef, 'D1', '2024-03-08', 1_000_000);
  await ask(caseRef);
  await tried(caseRef, 700_000);
  const own = (await view(caseRef)).preSettlement?.patientFen ?? 0;
  expect((await view(caseRef)).charges).toMatchObject({
    estimate: {
      source: 'insurer',
      totalFen: 1_000_000,
      patient: { atLeastFen: own, atMostFen: own },
    },
  });
  const left = await told('window', 'POST', `/v1/stays/${caseRef}/discharge`, {
    ...{ dischargedOn: '2024-03-10', way: 'cured', bill: { totalFen: 1_000_000, outOfPolicyFen: 0 } },
  });
  expect(left.leaving).toMatchObject({ basis: 'pre-settlement', payFen: own });
  expect((await ask(caseRef, { bill })).code).toBe('stage-unfit');
});

test('an insurer that stays silent, or says no, ends the question; it can be asked again', async () => {
  const caseRef = await inCare();
  await ask(caseRef, { bill });
  expect(await tried(caseRef, 'silent')).toEqual({ kind: 'waiting' });
  expect((await view(caseRef)).preSettlement).toMatchObject({ state: 'asked' });
  expect(await tried(caseRef, 'silent', true)).toEqual({ kind: 'answered' });
  expect(await view(caseRef)).toMatchObject({
    ...{ preSettlement: { state: 'silent', code: 'agency-wait' }, attention: [] },
  });
  expect((await ask(caseRef, { bill })).preSettlement).toMatchObject({ number: 2, state: 'asked' });
  await tried(caseRef, 'refused');
  expect((await view(caseRef)).preSettlement).toMatchObject({ state: 'refused', code: 'visit-unknown' });
});

test('nothing that was charged, a part above the whole, and a bill above the county’s ceiling are named', async () => {
  const caseRef = await inCare();
  const fault = async (body: object) => (await ask(caseRef, body)).errors;
  expect(await fault({})).toMatchObject([{ path: '/bill', code: 'nothing-to-try' }]);
  expect(await fault({ bill: { totalFen: 1, outOfPolicyFen: 2 } })).toMatchObject([
    { path: '/bill/outOfPolicyFen', code: 'out-of-policy-above-total' },
  ]);
  const ceiling = door().deps.settings.billCeilingFen;
  expect(await fault({ bill: { totalFen: ceiling + 1, outOfPolicyFen: 0 } })).toMatchObject([
    { path: '/bill/totalFen', code: 'bill-above-ceiling' },
  ]);
});

test('by itself it asks once a day, of stays whose lists came to more, where the insurer tries bills', async () => {
  const caseRef = await inCare();
  const { deps } = door();
  const due = async () => {
    await askDuePreSettlements(deps);
    return (await deps.stays.askedPreSettlements(1_000)).filter((one) => one.caseRef === caseRef).length;
  };
  expect(await due()).toBe(0);
  await charge(caseRef, 'D1', '2024-03-08', 500_000);
  const nowhere = { ...deps, regions: { on: () => undefined } };
  expect(await askDuePreSettlements(nowhere)).toBe(0);
  expect(await due()).toBe(1);
  await tried(caseRef, 350_000);
  await charge(caseRef, 'D2', '2024-03-09', 500_000);
  expect(await due()).toBe(0);
});
