import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { supervisor } from '../../county/servers/supervisor.ts';
import type { StayView } from '../../county/stay-view.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { hubAt } from './at-terminal.ts';
import { addressesOfAll, type ComposeWorker, composeWorker } from './compose-worker.ts';
import {
  type CountyUnderTest,
  institution,
  startCountyUnderTest,
  until,
  workflowIdOf,
} from './county-under-test.ts';
import { admitted, bill, closed, discharged } from './hospitalizations.ts';
import { older } from './older.ts';
import { breaches } from './oracle.ts';

/** What waits because the hub itself is not well, or speaks to somebody no more, caused and ended in a running county by what OPERATIONS names: `hub`, the Temporal UI, the workers. */
let county: CountyUnderTest;
/** Speaks to the parties; the other worker runs the workflows. */
let partyWorker: ComposeWorker;
const keeper = supervisor(() => undefined);

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 0, hasty: true });
  await composeWorker(county, keeper, 'flow-worker', {});
  partyWorker = await composeWorker(county, keeper, 'party-worker', addressesOfAll(county));
});
afterAll(async () => {
  await keeper.stopAll();
  await county?.end();
});

const hub = (...words: readonly string[]) => hubAt(county, words);
const shows = (caseRef: CaseRef, code: string, withinMs = 120_000) =>
  until(
    `${code} is shown`,
    async () => {
      const text = await hub('attention', 'show', caseRef);
      return text.includes(code) && text;
    },
    withinMs,
  );
const gone = (caseRef: CaseRef, code: string) =>
  until(`${code} is gone`, async () => !(await hub('attention', 'show', caseRef)).includes(code));

/** Whatever was done to it: closed, and nothing twice. */
async function endsWell(caseRef: CaseRef): Promise<void> {
  const stay: StayView = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
}

test('worker-absent: the worker is started again, and the stays go on', async () => {
  const caseRef = await admitted(county);
  const back = await partyWorker.process.away();
  await discharged(county, caseRef);
  await shows(caseRef, 'worker-absent');
  expect(await hub('attention')).toContain('worker-absent');
  back();
  await gone(caseRef, 'worker-absent');
  await endsWell(caseRef);
});

test('hub-fault: what was damaged is restored, and the stay is asked to look again', async () => {
  const caseRef = await admitted(county);
  const sealed = await county.sql<{ arrivalSealed: Buffer }>(
    'SELECT arrival_sealed AS "arrivalSealed" FROM stays WHERE case_ref = $1',
    [caseRef],
  );
  await county.sql(`UPDATE stays SET arrival_sealed = '\\x00'::bytea || arrival_sealed WHERE case_ref = $1`, [
    caseRef,
  ]);
  await county.hospital
    .post(`/v1/stays/${caseRef}/discharge`, { dischargedOn: county.today(), way: 'cured', bill })
    .catch(() => undefined);
  expect(await shows(caseRef, 'hub-fault')).toContain('seal-broken');
  await county.sql('UPDATE stays SET arrival_sealed = $2 WHERE case_ref = $1', [
    caseRef,
    sealed[0]?.arrivalSealed,
  ]);
  // Meanwhile it may have gone on by itself: then nothing is left to ask for.
  await hub('resolve', caseRef, 'ask-again', '--on', 'settle', '--evidence', '备份 2024-11').catch(
    (refused) => expect(String(refused)).toContain('resolution-unfit'),
  );
  await gone(caseRef, 'hub-fault');
  await endsWell(caseRef);
});

test('workflow-gone: what somebody terminated is started anew at the stage that the store knows', async () => {
  const caseRef = await admitted(county);
  await county.temporal.workflow.getHandle(workflowIdOf(caseRef)).terminate('by hand');
  await older(county);
  await shows(caseRef, 'workflow-gone', 180_000);
  await hub('stay', 'restart', caseRef);
  await gone(caseRef, 'workflow-gone');
  await discharged(county, caseRef);
  await endsWell(caseRef);
});

test('workflow-paused: it is unpaused in the UI, and takes what came meanwhile', async () => {
  const caseRef = await admitted(county);
  const named = { namespace: 'default', workflowId: workflowIdOf(caseRef), identity: 'by hand', reason: '' };
  await county.temporal.workflowService.pauseWorkflowExecution(named);
  await discharged(county, caseRef);
  await older(county);
  // It ends with another code than 0: what somebody paused is not repaired by the hub.
  await expect(hub('reconcile')).rejects.toThrow('Command failed');
  await shows(caseRef, 'workflow-paused');
  await county.temporal.workflowService.unpauseWorkflowExecution(named);
  await endsWell(caseRef);
  expect(await hub('attention', 'show', caseRef)).not.toContain('workflow-paused');
});

test('party-on-hold: once the party is back the hold is lifted, and what waited in line goes out by itself', async () => {
  const caseRef = await admitted(county);
  await hub('party', 'hold', 'medical-insurance', '--reason', '系统升级');
  await discharged(county, caseRef);
  const waits = () => hub('attention');
  await until('its call waits in line', async () => /in line: [1-9]/.test(await hub('party', 'holds')));
  expect(await waits()).toContain('[party-on-hold]');
  // The party is on the list, not each of its stays.
  expect(await hub('attention', 'show', caseRef)).not.toContain('medical-insurance');
  await hub(...offered(await waits(), 'hub party release').split(' '), 'medical-insurance');
  await until('it is over', async () => !(await waits()).includes('[party-on-hold]'));
  await endsWell(caseRef);
});

test('webhook-off: the address is mended, registered again by its hospital, and told what happened meanwhile', async () => {
  const heard: string[] = [];
  let status = 503;
  const endpoint = createServer((request, reply) => {
    if (status === 204) heard.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => reply.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  try {
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
    const as = ['--as', `${institution}/hospital-lead`];
    await hub('webhook', 'put', 'his', url, '--topics', 'stage', ...as);
    const caseRef = await admitted(county);
    await until('it fails', async () => /his +on +[1-9]/.test(await hub('webhook', 'list')));
    // Five days later.
    await county.sql(
      `UPDATE webhooks SET failing_since = failing_since - interval '5 days', due_at = clock_timestamp()`,
    );
    await county.sql('UPDATE webhook_deliveries SET due_at = clock_timestamp()');
    await until('it is off', async () => (await hub('attention')).includes('[webhook-off]'));
    expect(await hub('webhook', 'list', ...as)).toContain('http-503');
    status = 204;
    expect(await hub('webhook', 'ping', 'his', ...as)).toContain('taken');
    const pinged = heard.length;
    await hub(...offered(await hub('attention'), 'hub webhook put').split(' '), 'his', url, ...as);
    await until('it is over', async () => !(await hub('attention')).includes('[webhook-off]'));
    await until('it hears', async () => heard.length > pinged);
    await discharged(county, caseRef);
    await endsWell(caseRef);
  } finally {
    endpoint.close();
  }
});

/** The words of a command that what waits names, without `hub`. */
function offered(shown: string, command: string): string {
  expect(shown).toContain(command);
  return command.replace('hub ', '');
}
