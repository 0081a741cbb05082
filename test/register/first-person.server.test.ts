import { expect, test } from 'vitest';
import { tokens, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const secret = (name: string): string => `${name}-`.padEnd(40, 'z');
const url = '/v1/parties/county/actors/security-9';
const security = { kind: 'person', role: 'security', name: '测试人员', token: secret('ninth') } as const;
const put = (payload: object, at: string = url) =>
  door().call('bootstrap', { method: 'PUT', url: at, payload });
const refused = { status: 403, code: 'not-allowed' };

test('the configured token lets nobody in while somebody gives credentials', async () => {
  expect((await put(security)).json()).toMatchObject(refused);
  // Nor does it help itself to a credential of whoever does.
  const url = '/v1/parties/county/actors/security-1';
  expect((await put(security, url)).json()).toMatchObject(refused);
});

test('when no such credential works any more it lets in one person again, with that role only, and nobody after', async () => {
  const all = { all: true, actor: 'security-1', reason: 'leaked' };
  const revocations = '/v1/parties/county/revocations';
  const ended = await door().call('security', { method: 'POST', url: revocations, payload: all });
  expect(ended.json()).toMatchObject({ revoked: 1 });
  for (const role of ['operator', 'auditor', 'health-commission'])
    expect((await put({ ...security, role })).json(), role).toMatchObject(refused);
  expect((await put(security)).json()).toEqual({ id: 'county', actor: 'security-9' });
  expect((await put({ ...security, token: secret('tenth') })).json()).toMatchObject(refused);
  const trail = await door().deps.audit.auditEntries({ limit: 1 });
  expect(trail).toMatchObject([
    {
      actor: 'operator/bootstrap',
      action: 'register-actor',
      subject: 'county/security-9',
      reason: 'security',
    },
  ]);
  expect(JSON.stringify(trail)).not.toContain(security.name);
});

test('it registers an office of the county without a credential, and no other organisation', async () => {
  const party = (payload: object) =>
    door().call('bootstrap', { method: 'PUT', url: '/v1/parties/another', payload });
  expect((await party({ role: 'operator', name: '卫健委' })).json()).toEqual({ id: 'another' });
  expect((await party({ role: 'operator', name: '卫健委', token: tokens.bootstrap })).json()).toMatchObject(
    refused,
  );
  expect((await party({ role: 'agency', name: '民政局' })).json()).toMatchObject(refused);
});

test('nobody gives powers to oneself, and a role fits its organisation', async () => {
  const ninth = (at: string, payload: object) =>
    door().server.inject({
      ...{ method: 'PUT', url: `/v1/parties/${at}`, payload },
      headers: { authorization: `Bearer ${secret('ninth')}` },
    });
  expect((await ninth('county/actors/security-9', { ...security, role: 'operator' })).json()).toMatchObject(
    refused,
  );
  expect((await ninth('civil-affairs/actors/desk-1', { ...security, role: 'window' })).json()).toMatchObject({
    code: 'request-invalid',
    errors: [{ path: '/role' }],
  });
  expect((await ninth('nobody/actors/desk-1', { ...security, role: 'window' })).json()).toMatchObject({
    code: 'party-unknown',
  });
});

test('a name is sealed at rest, and shown to whoever gives credentials', async () => {
  const { rows } = { rows: await door().db.selectFrom('actors').select('nameSealed').execute() };
  for (const { nameSealed } of rows) expect(nameSealed?.toString('utf8') ?? '').not.toContain('测试');
  const reply = await door().server.inject({
    ...{ url: '/v1/parties/county/actors' },
    headers: { authorization: `Bearer ${secret('ninth')}` },
  });
  expect(reply.json().actors).toContainEqual({
    ...{ actor: 'security-9', role: 'security', kind: 'person', name: '测试人员', credentials: 1 },
  });
});

test('a credential known as somebody else’s is refused to another person and another organisation', async () => {
  const token = secret('ninth');
  const as = { headers: { authorization: `Bearer ${token}` } };
  const person = { kind: 'person', role: 'agency-officer', name: '测试人员', token };
  for (const [path, payload] of [
    ['civil-affairs/actors/officer-1', person],
    ['civil-affairs', { role: 'agency', name: '民政局', token }],
  ] as const) {
    const reply = await door().server.inject({ ...as, method: 'PUT', url: `/v1/parties/${path}`, payload });
    expect([reply.statusCode, reply.json().code]).toEqual([409, 'credential-taken']);
  }
  expect(await door().deps.parties.bearer(token)).toMatchObject({ party: 'county', actor: 'security-9' });
});
