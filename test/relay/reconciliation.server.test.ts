import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type RoundParts, reconcile } from '../../api/relay/reconciliation.ts';
import { countyClock } from '../../domain/clock.ts';
import { instant, millisOf } from '../../domain/dates.ts';
import { type CaseRef, reimbursementWorkflowId, stayWorkflowId } from '../../domain/ids.ts';
import type { ReconcilerFinding } from '../../domain/reconciliation.ts';
import { useDoor } from '../http/door-under-test.ts';
import {
  aDischargedStay,
  anAdmittedStay,
  aSettledStay,
  at,
  hospital,
  newCase,
} from '../postgres/store-under-test.ts';
import { ScriptedFlow, ScriptedWorkflows } from './scripted-temporal.ts';

const door = useDoor();
const minute = 60_000;
const stayIdOf = (caseRef: CaseRef) => stayWorkflowId(hospital, caseRef);
type Store = Parameters<typeof anAdmittedStay>[0];

/** A Temporal of its own for each test, an hour after everything happened. */
function county() {
  const workflows = new ScriptedWorkflows(hospital);
  const flow = new ScriptedFlow();
  flow.answer = async () => 'done';
  let nowMs = millisOf(instant(at)) + 60 * minute;
  const clock = countyClock({ realMs: 0, countyMs: 0, speed: 1 }, () => nowMs);
  const parts = (): RoundParts => ({
    ...door().deps,
    workflows,
    flow,
    clock,
    ageMs: 5 * minute,
    secondLookMs: 10,
  });
  return {
    ...{ workflows, flow },
    wait: (ms: number) => {
      nowMs += ms;
    },
    a: (make: (store: Store) => Promise<CaseRef>) => make(door().deps as unknown as Store),
    found: async (caseRef: CaseRef, wish: { dryRun?: boolean; part?: 'books' } = {}) =>
      (await reconcile(parts(), { part: 'workflows', ...wish }))
        .filter(({ subject }) => subject === caseRef)
        .map(inShort),
  };
}

function inShort({ kind, about, repaired }: ReconcilerFinding): string {
  return `${kind} ${about} ${repaired ? 'repaired' : 'open'}`;
}

async function said(caseRef: CaseRef): Promise<readonly string[]> {
  const items = (await door().deps.stays.wholeStay(caseRef))?.attention ?? [];
  return items.map(({ step, code }) => `${step} ${code}`);
}

async function restarts(caseRef: CaseRef) {
  const events = await door().deps.stays.events(caseRef);
  return events.filter(({ kind }) => kind === 'restarted').map(({ detail }) => detail);
}

test('what Temporal does not know at all is started anew by itself, claims and stay; a dry run only says so', async () => {
  const { a, workflows, found } = county();
  const caseRef = await a(aSettledStay);
  const claim = reimbursementWorkflowId(caseRef, 'basic-insurance', 1);
  workflows.states.set(stayIdOf(caseRef), 'lost').set(claim, 'lost');
  const lost = [`workflow-lost ${claim}`, `workflow-lost ${stayIdOf(caseRef)}`];
  expect(await found(caseRef, { dryRun: true })).toEqual(lost.map((one) => `${one} open`));
  expect(workflows.started).toEqual([]);
  expect(await found(caseRef)).toEqual(lost.map((one) => `${one} repaired`));
  expect(workflows.started).toEqual([
    { payer: 'basic-insurance', claimSequence: 1, enquiries: 0 },
    { stage: 'Settled', dischargeAsked: true, attention: null },
  ]);
  expect(await said(caseRef)).toEqual([]);
  expect(await restarts(caseRef)).toEqual([
    { step: 'workflow/basic-insurance/1', actor: 'hub/reconciler' },
    { step: 'workflow', actor: 'hub/reconciler' },
  ]);
  expect(await found(caseRef)).toEqual([]);
});

test('what somebody terminated is said for a person, and stays the person’s when Temporal has forgotten it', async () => {
  const { a, workflows, found } = county();
  const caseRef = await a(anAdmittedStay);
  const gone = `workflow-gone ${stayIdOf(caseRef)} open`;
  workflows.states.set(stayIdOf(caseRef), 'gone');
  expect(await found(caseRef, { dryRun: true })).toEqual([gone]);
  expect(await said(caseRef)).toEqual([]);
  expect(await found(caseRef)).toEqual([gone]);
  workflows.states.set(stayIdOf(caseRef), 'lost');
  expect(await found(caseRef)).toEqual([gone]);
  expect([workflows.started, await said(caseRef)]).toEqual([[], ['workflow workflow-gone']]);
});

test('a workflow that is behind the store is told of the discharge and of news, once an hour and not each minute', async () => {
  const { a, workflows, flow, found, wait } = county();
  const caseRef = await a(aDischargedStay);
  workflows.visible.set(stayIdOf(caseRef), { stage: 'Admitted', attention: null });
  const behind = `workflow-behind ${stayIdOf(caseRef)}`;
  expect(await found(caseRef)).toEqual([`${behind} repaired`]);
  expect(flow.heardBy(caseRef)).toEqual(['told of the discharge', 'list-changed']);
  wait(minute);
  expect(await found(caseRef)).toEqual([`${behind} open`]);
  expect(flow.heardBy(caseRef)).toHaveLength(2);
  wait(60 * minute);
  expect(await found(caseRef)).toEqual([`${behind} repaired`]);
  workflows.visible.set(stayIdOf(caseRef), { stage: 'Discharged', attention: null });
  expect(await found(caseRef)).toEqual([]);
});

test('a workflow that could not be told is not called repaired, and is told by the next round', async () => {
  const { a, workflows, flow, found } = county();
  const caseRef = await a(aDischargedStay);
  workflows.visible.set(stayIdOf(caseRef), { stage: 'Admitted', attention: null });
  flow.answer = async () => 'deadline';
  expect(await found(caseRef)).toEqual([`workflow-behind ${stayIdOf(caseRef)} open`]);
  flow.answer = async () => 'done';
  expect(await found(caseRef)).toEqual([`workflow-behind ${stayIdOf(caseRef)} repaired`]);
});

test('a workflow that is ahead of the store is ended and starts anew where the store stands', async () => {
  const { a, workflows, found } = county();
  const caseRef = await a(anAdmittedStay);
  workflows.visible.set(stayIdOf(caseRef), { stage: 'Settled', attention: null });
  const ahead = `workflow-ahead ${stayIdOf(caseRef)}`;
  expect(await found(caseRef, { dryRun: true })).toEqual([`${ahead} open`]);
  expect(workflows.ended).toEqual([]);
  expect(await found(caseRef)).toEqual([`${ahead} repaired`]);
  expect(workflows.ended).toEqual([stayIdOf(caseRef)]);
  expect(workflows.started).toEqual([
    { stage: 'Admitted', dischargeAsked: false, attention: null, keepersSilent: true },
  ]);
});

test('a claim that the store has sent and its workflow has not is told; one that is over too; one without a row is a person’s', async () => {
  const { a, workflows, flow, found } = county();
  const caseRef = await a(aSettledStay);
  const idOf = (payer: 'basic-insurance' | 'medical-assistance' | 'red-cross') =>
    reimbursementWorkflowId(caseRef, payer, 1);
  const { stays } = door().deps;
  const news = { state: 'sent' } as const;
  for (const payer of ['basic-insurance', 'medical-assistance'] as const)
    await stays.recordObligationState({ caseRef, payer, claimSequence: 1 }, news, at);
  const no = { state: 'refused', code: 'not-covered', partyCode: null, evidence: 'm' } as const;
  await stays.recordObligationState({ caseRef, payer: 'medical-assistance', claimSequence: 1 }, no, at);
  for (const payer of ['basic-insurance', 'medical-assistance', 'red-cross'] as const)
    workflows.visible.set(idOf(payer), { stage: 'intended', attention: null });
  const lostCase = newCase();
  workflows.visible.set(stayIdOf(lostCase), { stage: 'Admitted', attention: null });
  expect(await found(caseRef)).toEqual([
    `workflow-behind ${idOf('basic-insurance')} repaired`,
    `workflow-over ${idOf('medical-assistance')} repaired`,
    `workflow-without-row ${idOf('red-cross')} open`,
  ]);
  expect(flow.heardBy(caseRef).toSorted()).toEqual([
    'list-changed reimburse/basic-insurance/1',
    'list-changed reimburse/medical-assistance/1',
  ]);
  expect(await found(lostCase)).toEqual([`workflow-without-row ${stayIdOf(lostCase)} open`]);
});

test('what is due while nobody acts and nothing says why is told; in care, and waiting for payers, nobody is idle', async () => {
  const { a, workflows, flow, found, wait } = county();
  const [idle, inCare, waits] = [await a(aDischargedStay), await a(anAdmittedStay), await a(aSettledStay)];
  // The relay has delivered what it owed.
  await door().db.deleteFrom('outbox').execute();
  const stages = [
    [idle, 'Discharged'],
    [inCare, 'Admitted'],
    [waits, 'Settled'],
  ] as const;
  for (const [caseRef, stage] of stages) workflows.visible.set(stayIdOf(caseRef), { stage, attention: null });
  expect(await found(idle)).toEqual([`nobody-acts ${stayIdOf(idle)} repaired`]);
  expect(flow.heardBy(idle)).toEqual(['told of the discharge', 'list-changed']);
  wait(minute);
  expect([...(await found(inCare)), ...(await found(waits))]).toEqual([]);
  const { stays } = door().deps;
  const attention = { code: 'settlement-review', blockedOn: 'operator', since: at, step: 'settle' } as const;
  await stays.raiseAttention(idle, attention, at);
  expect(await found(idle)).toEqual([`attention-differs ${stayIdOf(idle)} repaired`]);
});

test('a message whose sender died is found beyond its lease, and its workflow is told to ask', async () => {
  const { a, workflows, flow, found } = county();
  const caseRef = await a(anAdmittedStay);
  workflows.visible.set(stayIdOf(caseRef), { stage: 'Admitted', attention: null });
  await inFlight(caseRef, '1 minute');
  expect(await found(caseRef)).toEqual([]);
  await door().db.deleteFrom('messages').where('caseRef', '=', caseRef).execute();
  await inFlight(caseRef, '6 minutes');
  expect(await found(caseRef)).toEqual([`message-in-flight ${caseRef}/admit repaired`]);
  expect(flow.heardBy(caseRef)).toEqual(['list-changed']);
});

test('attention without its cause is taken back, and money without an owner is said for people', async () => {
  const { a, found } = county();
  const [over, settled] = [await a(anAdmittedStay), await a(aSettledStay)];
  const { db, deps } = door();
  const attention = {
    code: 'agency-wait',
    blockedOn: 'medical-insurance',
    since: at,
    step: 'admit',
  } as const;
  await deps.stays.raiseAttention(over, attention, at);
  await db.updateTable('stays').set({ stage: 'Closed' }).where('caseRef', '=', over).execute();
  await db
    .updateTable('obligations')
    .set({ owedFen: 1 as never })
    .where('caseRef', '=', settled)
    .execute();
  expect(await found(over, { part: 'books' })).toEqual(['attention-without-cause admit repaired']);
  expect(await said(over)).toEqual([]);
  const off = await found(settled, { part: 'books' });
  expect(off).toContain('ledger-off share basic-insurance open');
  const reply = await door().call('operator', { url: '/v1/reconciliation' });
  const { rounds, findings } = reply.json<{
    rounds: { part: string }[];
    findings: { subject: string; todo: { zh: string } }[];
  }>();
  expect(rounds.map(({ part }) => part)).toContain('books');
  expect(findings.find(({ subject }) => subject === settled)?.todo.zh).toContain('hub ledger check');
});

test('a stay that closed though money is owed on it is said for people, with what is left', async () => {
  const { a, found } = county();
  const [caseRef, over] = [await a(aSettledStay), await a(anAdmittedStay)];
  const { db } = door();
  expect(await found(caseRef, { part: 'books' })).toEqual([]);
  await db.updateTable('stays').set({ stage: 'Closed' }).where('caseRef', 'in', [caseRef, over]).execute();
  expect(await found(caseRef, { part: 'books' })).toEqual([
    'closed-with-work claim basic-insurance/1, claim medical-assistance/1, patient-part open',
  ]);
  expect(await found(over, { part: 'books' })).toEqual([]);
});

async function inFlight(caseRef: CaseRef, since: string): Promise<void> {
  const { db } = door();
  await sql`INSERT INTO messages (message_key, party, operation, institution, case_ref, message_id, written_at, body_sealed,
      leased_at, leased_until)
    VALUES (${`${caseRef}/admit`}, 'medical-insurance', 'admit', ${hospital}, ${caseRef}, ${caseRef}, clock_timestamp(), '',
      clock_timestamp(), clock_timestamp() - ${since}::interval)`.execute(db);
}
