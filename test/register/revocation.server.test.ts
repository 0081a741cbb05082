import { afterAll, beforeAll, expect, test } from 'vitest';
import { assemble } from '../../api/assembly.ts';
import { buildServer } from '../../api/http/server.ts';
import { doorSetting, hospitals, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const [party] = hospitals;
const secret = (name: string): string => `${name}-`.padEnd(40, 'z');

/** Another copy of the api on the same store. */
let copy: Awaited<ReturnType<typeof anotherCopy>>;
beforeAll(async () => {
  copy = await anotherCopy();
});
afterAll(() => copy.close());

async function anotherCopy() {
  const { db, deps } = assemble(doorSetting(door().url));
  const server = await buildServer({ ...deps, nudge: () => undefined });
  const close = async (): Promise<void> => {
    await server.close();
    await deps.flow.close();
    await deps.changes.close();
    await db.destroy();
  };
  return { server, close };
}

async function issue(token: string) {
  const payload = { role: 'hospital', name: '开州区人民医院', institution: party, token };
  return door().call('security', { method: 'PUT', url: `/v1/parties/${party}`, payload });
}

const revoke = (payload: object, id: string = party) =>
  door().call('operator', { method: 'POST', url: `/v1/parties/${id}/revocations`, payload });

/** What every copy of the api says to the bearer. */
async function heard(token: string): Promise<readonly number[]> {
  const ask = { url: '/v1/stays', headers: { authorization: `Bearer ${token}` } };
  const replies = await Promise.all([door().server.inject(ask), copy.server.inject(ask)]);
  return replies.map(({ statusCode }) => statusCode);
}

test('a leaked credential is refused by every copy of the api from the next request on; the others of its caller work', async () => {
  const [leaked, other] = [secret('leaked'), secret('other')];
  await issue(leaked);
  await issue(other);
  expect(await heard(leaked)).toEqual([200, 200]);
  const reply = await revoke({ token: leaked, reason: 'leaked' });
  // The one that the tests began with, and the other.
  expect(reply.json()).toEqual({ id: party, revoked: 1, left: 2 });
  expect(reply.body).not.toContain(leaked);
  expect(await heard(leaked)).toEqual([401, 401]);
  expect(await heard(other)).toEqual([200, 200]);
  expect((await revoke({ token: leaked, reason: 'leaked' })).json()).toMatchObject({ revoked: 0, left: 2 });
});

test('all credentials of a caller end at once, nobody else’s; a new one works', async () => {
  const token = secret('one-of-all');
  await issue(token);
  expect((await revoke({ all: true, reason: 'left' })).json()).toMatchObject({ left: 0 });
  expect(await heard(token)).toEqual([401, 401]);
  expect((await door().call('hospital', { url: '/v1/stays' })).statusCode).toBe(401);
  expect((await door().call('otherHospital', { url: '/v1/stays' })).statusCode).toBe(200);
  await issue(secret('new'));
  expect(await heard(secret('new'))).toEqual([200, 200]);
});

test('a revoked credential never comes back', async () => {
  const token = secret('never-again');
  await issue(token);
  await revoke({ token, reason: 'replaced' });
  expect((await issue(token)).json()).toMatchObject({
    ...{ code: 'request-invalid', errors: [{ path: '/token', code: 'credential-revoked' }] },
  });
  expect(await heard(token)).toEqual([401, 401]);
});

test('the credential of another caller, or an unknown caller, is not found', async () => {
  const reason = 'leaked';
  for (const reply of [
    await revoke({ token: secret('nobody-has-this'), reason }),
    await revoke({ token: 'hospital-two-'.padEnd(40, '0'), reason }),
    await revoke({ all: true, reason }, 'nobody'),
  ])
    expect(reply.json()).toMatchObject({ status: 404, code: 'credential-unknown' });
  for (const payload of [{ reason }, { all: true }, { all: true, token: secret('x'), reason }])
    expect((await revoke(payload)).json()).toMatchObject({ code: 'request-invalid' });
});

test('every revocation is audited with its reason, and the trail holds no credential', async () => {
  const entries = await door()
    .db.selectFrom('auditEntries')
    .select(['actor', 'action', 'subject', 'reason'])
    .where('action', '=', 'revoke-credential')
    .orderBy('auditSequence')
    .execute();
  expect(entries.slice(0, 2)).toEqual(
    Array(2).fill({
      actor: 'county/operator-1',
      action: 'revoke-credential',
      subject: `${party}/machine`,
      reason: 'leaked',
    }),
  );
  expect(entries.map(({ reason, subject }) => [reason, subject])).toEqual([
    ['leaked', `${party}/machine`],
    ['leaked', `${party}/machine`],
    ['left', party],
    ['replaced', `${party}/machine`],
  ]);
});
