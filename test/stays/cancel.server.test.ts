import { expect, test } from 'vitest';
import { anAdmissionBody } from '../http/door-under-test.ts';
import { admitted, at } from '../postgres/store-under-test.ts';
import {
  aBureau,
  aSettledStay,
  aStayInCare,
  as,
  bureau,
  confirm,
  door,
  hospitalParty,
  propose,
  waits,
} from './resolutions-under-test.ts';

const cancel = { kind: 'cancel', on: 'stay' };

test('a stay entered by mistake is cancelled by two people; the store keeps it and gives its number back', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare();
  const { admissionNo } = (await stays.stay(caseRef)) ?? {};
  const { sequence } = await propose('window', caseRef, cancel);
  expect((await confirm('window', caseRef, sequence)).status).toBe(403);
  expect(await propose('window', caseRef, cancel)).toMatchObject({ status: 409, code: 'resolution-open' });
  expect(await confirm('lead', caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Covered', beingCancelled: true });
  // Nothing else is done meanwhile.
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'cancelled' });
  expect(await propose('window', caseRef, cancel)).toMatchObject({ status: 409, code: 'resolution-unfit' });
  await stays.recordCancelled(caseRef, at);
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Cancelled', admissionNo, closedAt: at });
  expect(await waits(caseRef)).toEqual([]);
  const again = { ...anAdmissionBody(), institution: hospitalParty, admissionNo };
  const entered = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload: again });
  expect((entered.json() as { caseRef: string }).caseRef).not.toBe(caseRef);
  expect(await door().deps.dueWorkflows.of(caseRef)).toEqual([]);
});

test('what a person saw before something happened does not cancel; a stay that was refused needs no workflow for it', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare();
  const revision = await stays.revision(caseRef);
  await stays.recordDecision(caseRef, { ...admitted, outcome: 'refuse' }, at);
  await stays.advanceStage(caseRef, 'Refused', at);
  const url = `/v1/stays/${caseRef}/resolutions`;
  expect(await as('window', 'POST', url, { ...cancel, evidence: '存档', revision })).toMatchObject({
    ...{ status: 409, code: 'resolution-stale' },
  });
  const { sequence } = await propose('window', caseRef, cancel);
  await confirm('lead', caseRef, sequence);
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Cancelled' });
});

test('a stay that was settled is not cancelled, and one that is cancelled is not settled', async () => {
  const { stays } = door().deps;
  const settled = await aSettledStay();
  expect(await propose('window', settled, cancel)).toMatchObject({
    ...{ status: 409, code: 'cancel-after-settlement' },
  });
  const caseRef = await aStayInCare();
  const { sequence } = await propose('window', caseRef, cancel);
  await confirm('lead', caseRef, sequence);
  const stay = await stays.stay(caseRef);
  const known = { caseRef, personRef: stay?.personRef ?? ('' as never), year: '2024' };
  expect(await stays.settleUnderCaps(known, () => null)).toBe('cancelled');
});

test('a core answer is taken back by the hospital and the bureau, and stays taken back', async () => {
  const { stays } = door().deps;
  const caseRef = await aStayInCare();
  await stays.recordIdentified({ caseRef, personNo: 'P-1', of: 1, at });
  const core = { settlementRef: 'S-1', messageId: 'M-1', totalFen: 1 as never, inPolicyFen: 1 as never };
  await stays.recordCoreSettlement({ ...core, answers: {}, caseRef, coreSequence: 1, at });
  await stays.raiseAttention(
    caseRef,
    { code: 'settlement-review', blockedOn: 'operator', since: at, step: 'settle' },
    at,
  );
  await aBureau();
  const back = { kind: 'reverse-core', on: 'settle', office: bureau.party };
  // An answer to a question that nobody asks any more takes nothing back that stands.
  await stays.moveCoreSettlement({ caseRef, coreSequence: 1, state: 'reversed', at });
  expect(await stays.lastCoreSettlement(caseRef)).toMatchObject({ state: 'settled' });
  const { sequence } = await propose('finance', caseRef, back);
  expect((await confirm('lead', caseRef, sequence)).status).toBe(403);
  expect(await confirm('bureau-1', caseRef, sequence)).toMatchObject({ state: 'applied' });
  expect(await stays.lastCoreSettlement(caseRef)).toMatchObject({ state: 'reversing' });
  expect(await waits(caseRef)).toEqual([]);
  await stays.moveCoreSettlement({ caseRef, coreSequence: 1, state: 'reversed', at });
  await stays.moveCoreSettlement({ caseRef, coreSequence: 1, state: 'settled', at });
  expect(await stays.lastCoreSettlement(caseRef)).toMatchObject({ state: 'reversed' });
  const events = (await stays.events(caseRef)).filter(({ kind }) => kind === 'reversal-changed');
  expect(events.map(({ detail }) => detail.state)).toEqual(['reversing', 'reversed']);
});
