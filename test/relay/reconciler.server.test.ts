import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startReconciler } from '../../api/relay/reconciler.ts';
import { instantFromMillis } from '../../domain/dates.ts';
import {
  type CaseRef,
  reimbursementWorkflowId,
  stayWorkflowId,
  withdrawnClaimWorkflowId,
} from '../../domain/ids.ts';
import { messageLog } from '../../store/messages/log.ts';
import type { Database } from '../../store/postgres/database.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import type { ClaimStart } from '../../store/stays/due-workflows.ts';
import { useDoor } from '../http/door-under-test.ts';
import {
  aDischargedStay,
  admitted,
  anAdmission,
  anAdmittedStay,
  aSettledStay,
  askedAboutClaim,
  at,
  hospital,
} from '../postgres/store-under-test.ts';
import { ScriptedFlow, ScriptedWorkflows } from './scripted-temporal.ts';

const workflows = new ScriptedWorkflows(hospital);
const flow = new ScriptedFlow();
const door = useDoor({ workflows });
const minute = 60_000;
const stayIdOf = (caseRef: CaseRef) => stayWorkflowId(hospital, caseRef);
const claimIdOf = (caseRef: CaseRef, payer: ClaimStart['payer'] = 'basic-insurance') =>
  reimbursementWorkflowId(caseRef, payer, 1);

test('a paused and an ended workflow are said, each by its name; one that visibility does not list yet and a young stay are not; what comes back is cleared', async () => {
  const [paused, ended, unlisted, young] = [await aged(), await aged(), await aged(), await aged(3)];
  workflows.states.set(stayIdOf(paused), 'paused').set(stayIdOf(ended), 'gone').set(stayIdOf(young), 'gone');
  const reconciler = reconcile();
  await soon(async () => expect(await saidOf(paused)).toEqual(['workflow workflow-paused']));
  await soon(async () => expect(await saidOf(ended)).toEqual(['workflow workflow-gone']));
  expect(await saidOf(unlisted)).toEqual([]);
  expect(await saidOf(young)).toEqual([]);
  await age(young, 6);
  reconciler.nudge();
  await soon(async () => expect(await saidOf(young)).toEqual(['workflow workflow-gone']));
  for (const caseRef of [paused, ended, young]) workflows.states.delete(stayIdOf(caseRef));
  reconciler.nudge();
  for (const caseRef of [paused, ended, young])
    await soon(async () => expect(await saidOf(caseRef)).toEqual([]));
});

test('a claim that is gone while its stay lives is said by its payer, and a restart starts that claim alone, after the questions that were asked', async () => {
  const caseRef = await aged(6, aSettledStay);
  workflows.states.set(claimIdOf(caseRef), 'gone');
  reconcile();
  await soon(async () => expect(await saidOf(caseRef)).toEqual(['workflow/basic-insurance/1 workflow-gone']));
  await askedBefore(caseRef, 'follow-2/basic-insurance/1');
  expect(await restart(caseRef)).toMatchObject({ statusCode: 202 });
  expect(workflows.started.at(-1)).toEqual({ payer: 'basic-insurance', claimSequence: 1, enquiries: 3 });
  expect(await saidOf(caseRef)).toEqual([]);
  expect(await restarts(caseRef)).toEqual([
    { step: 'workflow/basic-insurance/1', actor: 'county/operator-1' },
  ]);
  const again = await restart(caseRef);
  expect([again.statusCode, again.json().code]).toEqual([409, 'workflow-lives']);
  expect(await restarts(caseRef)).toHaveLength(1);
});

test('the question what a payer did with a claim that was taken back begins anew by itself when it was cut off, and nobody is told', async () => {
  const caseRef = await aged(6, aSettledStay);
  const asked = await askedAboutClaim(door().db, caseRef);
  const id = withdrawnClaimWorkflowId(caseRef, asked.payer, asked.claimSequence);
  workflows.states.set(id, 'gone');
  reconcile();
  await soon(async () =>
    expect(workflows.started).toContainEqual({ ...asked, enquiries: 0, withdrawn: true }),
  );
  expect(await saidOf(caseRef)).toEqual([]);
});

const stages = [
  ['in review', aReview, { stage: 'Arrived', dischargeAsked: false }],
  ['in care', anAdmittedStay, { stage: 'Admitted', dischargeAsked: false, keepersSilent: true }],
  ['whose bill is in', aDischargedStay, { stage: 'Discharged', dischargeAsked: true }],
  ['that is settled', aSettledStay, { stage: 'Settled', dischargeAsked: true }],
] as const;

test.each(stages)(
  'a stay %s is started anew where it stood, and its events say by whom',
  async (_name, make, carried) => {
    const caseRef = await aged(6, make);
    workflows.states.set(stayIdOf(caseRef), 'gone');
    expect(await restart(caseRef)).toMatchObject({ statusCode: 202 });
    expect(workflows.started.at(-1)).toEqual({ ...carried, attention: null });
    expect(await restarts(caseRef)).toEqual([{ step: 'workflow', actor: 'county/operator-1' }]);
  },
);

test('a stay that is over is not started anew', async () => {
  const caseRef = await aged(6, aReview);
  await door().deps.stays.advanceStage(caseRef, 'Refused', at);
  workflows.states.set(stayIdOf(caseRef), 'gone');
  const refused = await restart(caseRef);
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'stage-unfit']);
  expect(await restarts(caseRef)).toEqual([]);
});

function reconcile() {
  const log = { warn: () => undefined };
  const pace = { everyMs: 50, ageMs: 5 * minute };
  const reconciler = startReconciler({ ...door().deps, workflows, flow, log, ...pace });
  onTestFinished(() => reconciler.stop());
  return reconciler;
}

type Store = Parameters<typeof anAdmittedStay>[0];

/** A stay that began so many minutes ago. */
async function aged(
  minutes = 6,
  make: (store: Store) => Promise<CaseRef> = anAdmittedStay,
): Promise<CaseRef> {
  const { stays, people } = door().deps;
  const caseRef = await make({ stays, people } as Store);
  await age(caseRef, minutes);
  return caseRef;
}

async function age(caseRef: CaseRef, minutes: number): Promise<void> {
  const { db, deps } = door();
  const then = instantFromMillis(deps.clock.nowMillis() - minutes * minute);
  await db.updateTable('stays').set({ begunAt: then }).where('caseRef', '=', caseRef).execute();
  await db.updateTable('obligations').set({ stateAt: then }).where('caseRef', '=', caseRef).execute();
}

/** A stay that a person must decide about. */
async function aReview(store: Store): Promise<CaseRef> {
  const entry = await anAdmission(store);
  const { caseRef } = entry;
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await store.stays.acceptAdmission(entry);
  await store.stays.recordBegun(caseRef, at);
  await store.stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, at);
  await store.stays.recordDecision(caseRef, { ...admitted, outcome: 'review' }, at);
  return caseRef;
}

/** The payer was asked, and answered. */
async function askedBefore(caseRef: CaseRef, step: string): Promise<void> {
  const key = { current: 'k1', keys: { k1: randomBytes(32) } };
  const log = messageLog<{ readonly text: string }>({ db: door().db as Database, sealer: sealer(key) });
  const name = `${caseRef}/${step}`;
  const begun = await log.beginMessage({
    ...{ key: name, party: 'medical-insurance', operation: 'followClaim', caseRef, at },
    ...{ institution: hospital, makeBody: async () => 'body' },
  });
  if (begun.kind !== 'send') throw new Error('the message is new');
  const reply = { text: 'not yet' };
  await log.recordReply({ key: name, token: begun.token, reply, outcome: 'final', at });
}

async function saidOf(caseRef: CaseRef): Promise<readonly string[]> {
  const items = (await door().deps.stays.wholeStay(caseRef))?.attention ?? [];
  return items.map(({ step, code }) => `${step} ${code}`);
}

async function restarts(caseRef: CaseRef) {
  const events = await door().deps.stays.events(caseRef);
  return events.filter(({ kind }) => kind === 'restarted').map(({ detail }) => detail);
}

function restart(caseRef: CaseRef) {
  return door().call('operator', { method: 'POST', url: `/v1/stays/${caseRef}/restart`, payload: {} });
}

function soon(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 50 });
}
