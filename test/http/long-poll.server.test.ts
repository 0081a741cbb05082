import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { assemble } from '../../api/assembly.ts';
import { longestWaitSeconds } from '../../api/http/long-poll.ts';
import { buildServer } from '../../api/http/server.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { tellingStays, tellProcesses } from '../../store/stays/told.ts';
import { slack } from '../servers/temporary.ts';
import { anAdmissionBody, doorSetting, tokens, useDoor } from './door-under-test.ts';

const door = useDoor();

async function anAdmission(): Promise<string> {
  const reply = await door().call('hospital', {
    method: 'POST',
    url: '/v1/stays',
    payload: anAdmissionBody(),
  });
  return reply.json<{ caseRef: string }>().caseRef;
}

interface Ask {
  readonly prefer?: string;
  readonly tag?: string;
  readonly end?: string;
}

async function look(caseRef: string, { prefer, tag, end = '' }: Ask = {}) {
  const began = performance.now();
  const headers = {
    ...(prefer === undefined ? {} : { prefer }),
    ...(tag === undefined ? {} : { 'if-none-match': tag }),
  };
  const reply = await door().call('hospital', { url: `/v1/stays/${caseRef}${end}`, headers });
  return { reply, ms: performance.now() - began, tag: String(reply.headers.etag) };
}

/** As a worker of another process moves it. */
async function advance(caseRef: string, to: 'Covered' | 'Admitted'): Promise<void> {
  const { db, deps } = door();
  const stays = tellingStays(deps.stays, tellProcesses(db));
  await stays.advanceStage(caseRef as CaseRef, to, deps.clock.now());
}

test('whoever prefers to wait is answered when the stay has changed, not before and not long after', async () => {
  const caseRef = await anAdmission();
  await expect.poll(() => door().deps.changes.heard(), { timeout: 5_000 * slack }).toBe(true);
  const { tag } = await look(caseRef);
  const waiting = look(caseRef, { prefer: 'wait=20', tag });
  await pause(600);
  await advance(caseRef, 'Covered');
  const { reply, ms } = await waiting;
  expect(reply.statusCode).toBe(200);
  expect(reply.json()).toMatchObject({ stage: 'Covered' });
  expect(reply.headers['preference-applied']).toBe('wait=20');
  expect(ms).toBeGreaterThan(600);
  expect(ms).toBeLessThan(600 + 1_500 * slack);
});

test('without a tag the hub’s own work is waited for, through what changes on the way', async () => {
  const caseRef = await anAdmission();
  const waiting = look(caseRef, { prefer: 'wait=20' });
  await pause(200);
  await advance(caseRef, 'Covered');
  await pause(400);
  await advance(caseRef, 'Admitted');
  expect((await waiting).reply.json()).toMatchObject({ stage: 'Admitted' });
  const { reply, ms } = await look(caseRef, { prefer: 'wait=20' });
  expect(reply.headers['retry-after']).toBeUndefined();
  expect(ms).toBeLessThan(2_000 * slack);
});

test('nothing new: 304 when the wait is over, with when to come again while the hub is at work', async () => {
  const caseRef = await anAdmission();
  const { tag, reply: first } = await look(caseRef);
  expect(first.headers['retry-after']).toBe('2');
  const { reply, ms } = await look(caseRef, { prefer: 'wait=1', tag });
  expect(reply.statusCode).toBe(304);
  expect(reply.body).toBe('');
  expect(reply.headers['retry-after']).toBe('2');
  expect(ms).toBeGreaterThan(990);
  expect(ms).toBeLessThan(1_000 + 1_500 * slack);
  expect((await look(caseRef, { tag })).reply.statusCode).toBe(304);
  expect((await look(caseRef, { prefer: 'wait=20', tag: 'W/"of-another"' })).reply.statusCode).toBe(200);
});

test('the events of a stay can be waited for as well', async () => {
  const caseRef = await anAdmission();
  const { tag } = await look(caseRef, { end: '/events' });
  const waiting = look(caseRef, { end: '/events', prefer: 'wait=20', tag });
  await pause(100);
  await advance(caseRef, 'Covered');
  const { events } = (await waiting).reply.json<{ events: { kind: string }[] }>();
  expect(events.at(-1)).toMatchObject({ kind: 'stage-reached' });
});

test('a change that nobody told is found by looking, and a wait ends though nothing is heard', async () => {
  const caseRef = await anAdmission();
  const { tag } = await look(caseRef);
  const waiting = look(caseRef, { prefer: 'wait=20', tag });
  await pause(200);
  await sql`UPDATE stays SET stage = 'Covered' WHERE case_ref = ${caseRef}`.execute(door().db);
  const { reply, ms } = await waiting;
  expect(reply.json()).toMatchObject({ stage: 'Covered' });
  expect(ms).toBeLessThan(4_000 * slack);
});

test('a credential that is revoked while it waits sees nothing more', async () => {
  const caseRef = await anAdmission();
  const token = 'waits-and-is-revoked-'.padEnd(40, 'w');
  const { deps, server } = door();
  await deps.parties.putCredential('H50015400001', token);
  const headers = { authorization: `Bearer ${token}`, prefer: 'wait=20' };
  const waiting = server.inject({ url: `/v1/stays/${caseRef}`, headers });
  await pause(200);
  await sql`UPDATE credentials SET revoked_at = now() WHERE party = 'H50015400001' AND token_digest = sha256(${token}::bytea)`.execute(
    door().db,
  );
  await pause(1_000);
  await advance(caseRef, 'Covered');
  expect((await waiting).statusCode).toBe(401);
});

test('an api that stops answers whoever waits', async () => {
  const caseRef = await anAdmission();
  const { db, deps } = assemble(doorSetting(door().url));
  onTestFinished(async () => {
    await deps.flow.close();
    await deps.changes.close();
    await db.destroy();
  });
  const server = await buildServer({ ...deps, nudge: () => undefined });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const headers = { authorization: `Bearer ${tokens.operator}`, prefer: 'wait=20' };
  const began = performance.now();
  const waiting = fetch(`${url}/v1/stays/${caseRef}`, { headers });
  await pause(500);
  await server.close();
  expect((await waiting).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(6_000 * slack);
});

test('a wait that is asked for longer than is granted is told how long', async () => {
  const caseRef = await anAdmission();
  await advance(caseRef, 'Covered');
  await advance(caseRef, 'Admitted');
  const { reply } = await look(caseRef, { prefer: 'wait=86400' });
  expect(reply.headers['preference-applied']).toBe(`wait=${longestWaitSeconds}`);
});

test('of very many who wait, those beyond the limit are answered at once and told when to come again', async () => {
  const caseRef = await anAdmission();
  const { tag } = await look(caseRef);
  const all = Array.from({ length: 520 }, () => look(caseRef, { prefer: 'wait=4', tag }));
  const answers = await Promise.all(all);
  const atOnce = answers.filter(({ reply }) => reply.headers['preference-applied'] === undefined);
  expect(atOnce).toHaveLength(20);
  for (const { reply } of atOnce) expect(reply.headers['retry-after']).toBe('2');
  for (const { reply } of answers) expect([304, 503]).toContain(reply.statusCode);
});
