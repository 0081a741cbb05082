import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '../../api/relay/stays.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { enqueue, outbox, oweNews } from '../../store/messages/outbox.ts';
import { anAdmissionBody, useDoor } from '../http/door-under-test.ts';
import { aDischarge, admitted, aSettledStay, askedAboutClaim } from '../postgres/store-under-test.ts';
import { ScriptedFlow } from './scripted-temporal.ts';

const door = useDoor();

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what()); tries += 1) {
    if (tries > 400) throw new Error('it never came');
    await sleep(25);
  }
}

async function owed(caseRef: string): Promise<readonly { kind: string; lastCode: string | null }[]> {
  return door()
    .db.selectFrom('outbox')
    .select(['kind', 'lastCode'])
    .where('caseRef', '=', caseRef as CaseRef)
    .orderBy('outboxId')
    .execute();
}

async function anAcceptedStay(): Promise<CaseRef> {
  const reply = await door().call('hospital', {
    method: 'POST',
    url: '/v1/stays',
    payload: anAdmissionBody(),
  });
  // The api's own try had its head start: now it is the relay's turn.
  await door().db.updateTable('outbox').set({ dueAt: door().deps.clock.now() }).execute();
  return reply.json().caseRef;
}

async function oweRetry(caseRef: CaseRef, noticeId: string): Promise<void> {
  await enqueue(door().db, { kind: 'signal', caseRef, noticeId, payload: { kind: 'retry-now' } });
}

function relayTo(flow: ScriptedFlow) {
  const { stays, parties, dueWorkflows } = door().deps;
  const parts = {
    outbox: outbox(door().db),
    stays,
    parties,
    flow,
    workflows: {
      startClaim: flow.startClaim,
      startStay: flow.startStay,
      startRepayment: flow.startRepayment,
    },
    dueWorkflows,
    log: { warn: () => undefined },
    pollMs: 20,
  };
  const relay = startRelay(parts);
  onTestFinished(() => relay.stop());
  return relay;
}

test('a start is owed until the stay itself has begun, whatever Temporal says', async () => {
  const caseRef = await anAcceptedStay();
  const flow = new ScriptedFlow();
  flow.answer = async () => 'done';
  relayTo(flow);
  await until(async () => flow.heardBy(caseRef).length >= 2);
  expect(await owed(caseRef)).toEqual([{ kind: 'start-stay', lastCode: 'not-in-store-yet' }]);
  flow.answer = async () => {
    await door().deps.stays.recordBegun(caseRef, door().deps.clock.now());
    return 'deadline';
  };
  await until(async () => (await owed(caseRef)).length === 0);
});

test('a discharge is owed until Temporal has it: what a step of a failed task wrote in the store proves nothing', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, clock.now());
  await stays.recordDecision(caseRef, admitted, clock.now());
  await stays.advanceStage(caseRef, 'Admitted', clock.now());
  await stays.acceptDischarge(aDischarge(caseRef));
  await stays.recordDischargeTaken(caseRef, clock.now());
  await door().db.updateTable('outbox').set({ dueAt: clock.now() }).where('caseRef', '=', caseRef).execute();
  const flow = new ScriptedFlow();
  relayTo(flow);
  const tried = async (): Promise<number> =>
    flow.heardBy(caseRef).filter((call) => call === 'told of the discharge').length;
  await until(async () => (await tried()) >= 2);
  expect(await owed(caseRef)).toContainEqual({ kind: 'discharge', lastCode: 'temporal-unavailable' });
  flow.answer = async () => 'done';
  await until(async () => (await owed(caseRef)).every(({ kind }) => kind !== 'discharge'));
});

test('a discharge of a workflow that ended or is gone is owed no more once it was taken: the reconciler finds the gone', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  await stays.acceptDischarge(aDischarge(caseRef));
  await door().db.updateTable('outbox').set({ dueAt: clock.now() }).where('caseRef', '=', caseRef).execute();
  const flow = new ScriptedFlow();
  flow.answer = async () => 'workflow-absent';
  relayTo(flow);
  await until(async () => flow.heardBy(caseRef).includes('told of the discharge'));
  await until(async () => (await owed(caseRef)).some(({ lastCode }) => lastCode === 'workflow-absent'));
  await stays.recordDischargeTaken(caseRef, clock.now());
  await until(async () => (await owed(caseRef)).every(({ kind }) => kind !== 'discharge'));
});

test('what could not be delivered keeps its reason and is tried again', async () => {
  const caseRef = await anAcceptedStay();
  const flow = new ScriptedFlow();
  relayTo(flow);
  await until(async () => flow.heardBy(caseRef).length >= 3);
  expect(await owed(caseRef)).toMatchObject([{ kind: 'start-stay', lastCode: 'temporal-unavailable' }]);
});

test('a notice is delivered once taken, and an ended stay hears nothing more', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const flow = new ScriptedFlow();
  flow.answer = async () => 'done';
  const relay = relayTo(flow);
  await oweRetry(caseRef, 'retry/1');
  relay.nudge();
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef)).toEqual(['retry-now']);

  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, clock.now());
  await stays.advanceStage(caseRef, 'Refused', clock.now());
  await oweRetry(caseRef, 'retry/2');
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef)).toEqual(['retry-now']);
});

test('two relays deliver a notice once', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const flow = new ScriptedFlow();
  flow.answer = async () => {
    await sleep(100);
    return 'done';
  };
  relayTo(flow);
  relayTo(flow);
  await oweRetry(caseRef, 'retry/1');
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef)).toEqual(['retry-now']);
});

test('a stopping relay finishes what is in hand', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const flow = new ScriptedFlow();
  flow.answer = async () => {
    await sleep(150);
    return 'done';
  };
  const relay = relayTo(flow);
  await oweRetry(caseRef, 'retry/1');
  await until(async () => flow.heardBy(caseRef).length > 0);
  await relay.stop();
  expect(await owed(caseRef)).toEqual([]);
});

test('a claim that was filed anew is started, and hears what concerns it; one that has ended needs no news', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const claim = 'reimburse/red-cross/2';
  await enqueue(door().db, { kind: 'start-claim', caseRef, noticeId: claim });
  await enqueue(door().db, {
    ...{ kind: 'signal', caseRef, noticeId: 'resolution/1/claim' },
    payload: { kind: 'resolved', claim },
  });
  const flow = new ScriptedFlow();
  flow.answer = async (call) => (call.startsWith('start') ? 'done' : 'workflow-absent');
  relayTo(flow);
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef).toSorted()).toEqual([`resolved ${claim}`, `start ${claim}`]);
});

test.each(['Closed', 'Cancelled'] as const)(
  'the run that is started for a claim that was taken back asks its payer what it did; the news of its end reach whoever follows it though the stay is %s',
  async (stage) => {
    const caseRef = await aSettledStay(door().deps as never);
    const { stays, clock } = door().deps;
    await askedAboutClaim(door().db, caseRef);
    await door()
      .db.updateTable('stays')
      .set({ stage, closedAt: clock.now() })
      .where('caseRef', '=', caseRef)
      .execute();
    await door().db.deleteFrom('outbox').where('caseRef', '=', caseRef).execute();
    const flow = new ScriptedFlow();
    flow.answer = async () => 'done';
    relayTo(flow);
    const step = 'reimburse/basic-insurance/1';
    await enqueue(door().db, { kind: 'start-claim', caseRef, noticeId: step });
    await oweNews(door().db, { caseRef, noticeId: 'claim-event/1/claim', kind: 'resolved', claim: step });
    await until(async () => (await owed(caseRef)).length === 0);
    expect(flow.heardBy(caseRef).toSorted()).toEqual([`ask about ${step}`, `resolved ${step}`]);
    expect(await stays.stay(caseRef)).toMatchObject({ stage });
  },
);
