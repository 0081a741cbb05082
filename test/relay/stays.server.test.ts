import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startRelay } from '../../api/relay/stays.ts';
import type { FollowCode, StayAddress, StayFlow, Taken } from '../../api/stays/flow.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { outbox } from '../../store/messages/outbox.ts';
import { anAdmissionBody, useDoor } from '../http/door-under-test.ts';

const door = useDoor();

/** A Temporal that does what the test says, and remembers what it was told. */
class ScriptedFlow implements StayFlow {
  /** Other tests' stays are in the same outbox: every test asks for its own. */
  readonly heardBy = (caseRef: CaseRef) =>
    this.#calls.filter((call) => call.caseRef === caseRef).map((call) => call.what);
  readonly #calls: { readonly what: string; readonly caseRef: CaseRef }[] = [];
  answer: (call: string, stay: StayAddress) => Promise<FollowCode | 'done'> = async () =>
    'temporal-unavailable';
  #hear = async <Value>(call: string, stay: StayAddress, value: Value): Promise<Taken<Value>> => {
    this.#calls.push({ what: call, caseRef: stay.caseRef });
    const code = await this.answer(call, stay);
    return code === 'done' ? { kind: 'done', value } : { kind: 'follows', code };
  };
  admit = (stay: StayAddress) => this.#hear('admit', stay, { outcome: 'admit' } as const);
  discharge = (stay: StayAddress) => this.#hear('discharge', stay, { stage: 'Settled' } as const);
  notify = (stay: StayAddress, what: { kind: string }) => this.#hear(what.kind, stay, null);
  reachable = async () => true;
  close = async () => undefined;
}

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

function relayTo(flow: StayFlow) {
  const { stays, parties } = door().deps;
  const parts = {
    outbox: outbox(door().db),
    stays,
    parties,
    flow,
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

test('what could not be delivered keeps its reason and is tried again', async () => {
  const caseRef = await anAcceptedStay();
  const flow = new ScriptedFlow();
  relayTo(flow);
  await until(async () => flow.heardBy(caseRef).length >= 3);
  expect(await owed(caseRef)).toMatchObject([{ kind: 'start-stay', lastCode: 'temporal-unavailable' }]);
});

test('a notice is delivered once taken, and an ended stay hears nothing more', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, stayNotices, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const flow = new ScriptedFlow();
  flow.answer = async () => 'done';
  const relay = relayTo(flow);
  await stayNotices.oweNotice({ caseRef, noticeId: 'retry/1', kind: 'retry-now', at: clock.now() });
  relay.nudge();
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef)).toEqual(['retry-now']);

  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, clock.now());
  await stays.advanceStage(caseRef, 'Refused', clock.now());
  await stayNotices.oweNotice({ caseRef, noticeId: 'retry/2', kind: 'retry-now', at: clock.now() });
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef)).toEqual(['retry-now']);
});

test('two relays deliver a notice once', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, stayNotices, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const flow = new ScriptedFlow();
  flow.answer = async () => {
    await sleep(100);
    return 'done';
  };
  relayTo(flow);
  relayTo(flow);
  await stayNotices.oweNotice({ caseRef, noticeId: 'retry/1', kind: 'retry-now', at: clock.now() });
  await until(async () => (await owed(caseRef)).length === 0);
  expect(flow.heardBy(caseRef)).toEqual(['retry-now']);
});

test('a stopping relay finishes what is in hand', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, stayNotices, clock } = door().deps;
  await stays.recordBegun(caseRef, clock.now());
  const flow = new ScriptedFlow();
  flow.answer = async () => {
    await sleep(150);
    return 'done';
  };
  const relay = relayTo(flow);
  await stayNotices.oweNotice({ caseRef, noticeId: 'retry/1', kind: 'retry-now', at: clock.now() });
  await until(async () => flow.heardBy(caseRef).length > 0);
  await relay.stop();
  expect(await owed(caseRef)).toEqual([]);
});

test('a decision by hand is audited, replaces the review, and reaches the stay', async () => {
  const caseRef = await anAcceptedStay();
  const { stays, clock } = door().deps;
  const url = `/v1/stays/${caseRef}/interventions`;
  const payload = { kind: 'decide', outcome: 'admit', evidence: '民政局电话核实,记录存档 2024-17' };
  const early = await door().call('operator', { method: 'POST', url, payload });
  expect(early.json()).toMatchObject({ status: 409, code: 'stage-unfit' });
  const open = { scheme: 'kaizhou-2024', version: '2024-01-28', outcome: 'review', reasons: [] } as const;
  await stays.recordDecision(
    caseRef,
    { ...open, conditions: [], missing: ['categories'], assumed: [] },
    clock.now(),
  );
  const reply = await door().call('operator', { method: 'POST', url, payload });
  expect(reply.statusCode).toBe(202);
  expect(reply.json().decision).toMatchObject({
    outcome: 'admit',
    missing: [],
    reasons: [{ code: 'decided-by-hand', zh: payload.evidence }],
  });
  expect((await owed(caseRef)).map(({ kind }) => kind)).toEqual(['start-stay', 'signal']);
  const audit = await door()
    .db.selectFrom('auditEntries')
    .selectAll()
    .where('subject', '=', caseRef)
    .execute();
  expect(audit).toMatchObject([{ actor: 'county/operator-1', action: 'decide-by-hand', reason: 'admit' }]);
  expect(JSON.stringify(audit)).not.toContain('民政局');
});
