import { beforeAll, expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { countyParameterStore } from '../../store/register/county-parameters.ts';
import { at } from '../postgres/store-under-test.ts';
import { aBilledStay, findings, play, steps, waitsFor, withdrawn } from '../stays/paper-under-test.ts';
import { as, balance, confirm, door, propose, resolutions } from '../stays/resolutions-under-test.ts';

beforeAll(async () => {
  const store = countyParameterStore(door().db);
  const entered = {
    scheme: 'linhe-2017',
    validFrom: localDate('2017-01-01'),
    source: '合同 1',
    enteredBy: 'c/o',
    enteredAt: at,
  };
  await store.enterCountyParameter({ ...entered, parameter: 'commercialRatio', value: '0.50' });
  await store.enterCountyParameter({ ...entered, parameter: 'redCross', value: {} });
});

/** A bill of 10,000.00: the core's two payers fall 500.01 short of the scheme's 75 %. */
async function underReview(critical: number, basic = 500_000) {
  const caseRef = await aBilledStay({ scheme: 'linhe-2017' });
  const answers = {
    'basic-insurance': { paidFen: basic },
    'critical-illness-insurance': { paidFen: critical },
  };
  const settled = { settlementRef: `L-${caseRef}`, totalFen: 1_000_000, inPolicyFen: 950_000, answers };
  play({ discharge: { kind: 'done', value: null }, settle: { kind: 'done', value: settled } });
  await steps().sweepSettlement({ caseRef });
  expect(await steps().settleStay({ caseRef })).toMatchObject({ kind: 'blocked' });
  expect(await waitsFor(caseRef)).toEqual(['settlement-review settle']);
  return caseRef;
}

const accept = { kind: 'accept-answer', on: 'settle', office: 'civil-affairs' };

test('a core answer below the floor counts on the word of the bureau and of civil affairs, whose fund brings the difference', async () => {
  const { stays } = door().deps;
  const caseRef = await underReview(200_000);
  for (const who of ['finance', 'lead', 'operator', 'fund'])
    expect((await propose(who, caseRef, accept)).status, who).toBe(403);
  // The floor is not given up on the insurer's word alone.
  expect(await propose('bureau', caseRef, { ...accept, office: 'medical-insurance' })).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit', detail: expect.stringContaining('civil-affairs') },
  });
  expect(await propose('bureau', caseRef, accept, '/preview')).toMatchObject({
    status: 200,
    awaits: 'settlement',
    accounts: [
      { account: 'billed', beforeFen: 0, afterFen: -1_000_000 },
      { account: 'receivable:basic-insurance', beforeFen: 0, afterFen: 500_000 },
      { account: 'receivable:critical-illness-insurance', beforeFen: 0, afterFen: 200_000 },
      { account: 'receivable:commercial-supplement', beforeFen: 0, afterFen: 150_000 },
      { account: 'receivable:medical-assistance', beforeFen: 0, afterFen: 50_000 },
      { account: 'receivable:patient', beforeFen: 0, afterFen: 100_000 },
    ],
  });
  const first = await propose('bureau', caseRef, accept);
  expect(first).toMatchObject({ status: 201, state: 'proposed' });
  expect(await withdrawn(caseRef, first.sequence, 'bureau-2')).toMatchObject({ state: 'withdrawn' });
  const { sequence } = await propose('bureau', caseRef, accept);
  expect(await as('bureau', 'GET', resolutions(caseRef))).toMatchObject({ resolutions: [{}, { sequence }] });
  expect((await confirm('bureau-2', caseRef, sequence)).status).toBe(404);
  expect(await confirm('fund', caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect(await waitsFor(caseRef)).toEqual([]);
  expect(await steps().settleStay({ caseRef })).toMatchObject({ kind: 'settled' });
  const settlement = await stays.settlement(caseRef);
  const share = settlement?.shares.find(({ payer }) => payer === 'critical-illness-insurance');
  expect(share).toMatchObject({ fen: 200_000 });
  expect(share?.steps.at(-1)).toMatchObject({
    rule: 'critical-illness-insurance.core-answer-accepted',
    fen: -50_001,
  });
  // The patient's tenth is as it was.
  expect(settlement?.patientFen).toBe(100_000);
  expect(await balance(caseRef, 'receivable:critical-illness-insurance')).toBe(200_000);
  expect(await findings(caseRef)).toEqual([]);
  expect((await stays.events(caseRef)).map(({ kind }) => kind)).toContain('answer-accepted');
  // Nothing waits for the bureau any more, and it sees the stay no longer.
  expect((await as('bureau', 'GET', resolutions(caseRef))).status).toBe(404);
});

test('an answer above what the funds bring is the payer’s own to confirm, by another person of it; one that contradicts the bill is never accepted', async () => {
  const { stays } = door().deps;
  const caseRef = await underReview(0, 950_000);
  expect(await propose('bureau', caseRef, accept)).toMatchObject({ status: 409 });
  const proposed = await propose('bureau', caseRef, { ...accept, office: 'medical-insurance' });
  expect(proposed).toMatchObject({ status: 201 });
  const { sequence } = proposed;
  expect((await confirm('bureau', caseRef, sequence)).status).toBe(403);
  expect(await confirm('bureau-2', caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect(await steps().settleStay({ caseRef })).toMatchObject({ kind: 'settled' });
  expect(await stays.settlement(caseRef)).toMatchObject({ patientFen: 50_000 });
  expect(await findings(caseRef)).toEqual([]);

  const contradicts = await underReview(600_000, 500_001);
  expect(await propose('bureau', contradicts, { ...accept, office: 'medical-insurance' })).toMatchObject({
    ...{ status: 409, detail: expect.stringContaining('reverse-core') },
  });
});
