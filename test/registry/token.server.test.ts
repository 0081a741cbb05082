import { expect, test, vi } from 'vitest';
import { hospitals, tokens } from '../http/door-under-test.ts';
import { people } from '../lists/people.ts';
import { byNumber, envelope, search, useRegistry } from './registry-under-test.ts';
import { faultsOf, tokenRefusalShape, tokenShape } from './standard.ts';

const registry = useRegistry();
const [person] = people(1);
const url = '/dci/v1.0.0/oauth2/client/token';

/** Asks for a token; what comes back has the standard's form, whatever it says. */
async function ask(
  form: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string>> = {},
) {
  const payload = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const reply = await registry().server.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...type, ...headers },
  });
  const shape = reply.statusCode === 200 ? tokenShape : tokenRefusalShape;
  expect(faultsOf(shape, reply.json())).toEqual([]);
  expect(reply.headers['cache-control']).toBe('no-store');
  return { status: reply.statusCode, headers: reply.headers, body: reply.json() };
}

const grant = { grant_type: 'client_credentials' };
const own = () => ({ ...grant, client_id: registry().listId, client_secret: tokens.agency });
const bearing = async (token: string, path = '/dci/v1.0.0/registry/sync/search') =>
  registry().server.inject({
    ...{ method: 'POST', url: path, headers: { authorization: `Bearer ${token}` } },
    payload: envelope(registry().listId, 'sync/search', search(byNumber(person?.idNumber ?? ''))),
  });

test('a credential gives a token that may do what it may, below /dci only, and ends with it', async () => {
  const { status, body } = await ask(own());
  expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', '3600']);
  const found = await bearing(body.access_token);
  expect([found.statusCode, found.json().header.status]).toEqual([200, 'succ']);
  // A token buys no further one, and opens no other door.
  expect((await ask({ ...own(), client_secret: body.access_token })).status).toBe(401);
  expect((await bearing(body.access_token, '/v1/stays')).statusCode).toBe(401);
  const at = registry().deps.clock.now();
  const party = registry().listId;
  await registry().hub.register.putCredential(party, 'another-credential'.padEnd(40, '0'));
  const another = { ...own(), client_secret: 'another-credential'.padEnd(40, '0') };
  const second = (await ask(another)).body.access_token;
  // The door hears of a new credential a moment later where the machine is busy.
  await vi.waitFor(async () => expect((await bearing(second)).statusCode).toBe(200), 10_000);
  await registry().hub.register.revokeCredentials({ party, actor: null, token: another.client_secret, at });
  await vi.waitFor(async () => expect((await bearing(second)).statusCode).toBe(401), 10_000);
  expect((await ask(another)).status).toBe(401);
  expect((await bearing(body.access_token)).statusCode).toBe(200);
});

test('a client may name itself by HTTP Basic, as the machine of its organisation, and with a scope', async () => {
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
  const { listId } = registry();
  expect((await ask(grant, basic(`${encodeURIComponent(listId)}:${tokens.agency}`))).status).toBe(200);
  expect((await ask({ ...own(), client_id: `${listId}/machine`, scope: 'registry/search' })).status).toBe(
    200,
  );
  const { status, headers } = await ask(grant, basic(`${listId}:wrong`));
  expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="registry"']);
  expect((await ask(own(), basic(`${listId}:${tokens.agency}`))).body.error).toBe('invalid_request');
});

test.each([
  ['a wrong secret', { client_secret: 'wrong' }, [401, 'invalid_client', 'credential-missing']],
  [
    'somebody else’s secret',
    { client_secret: tokens.hospital },
    [401, 'invalid_client', 'credential-missing'],
  ],
  ['somebody else’s id', { client_id: hospitals[0] }, [401, 'invalid_client', 'credential-missing']],
  ['another grant', { grant_type: 'password' }, [400, 'unsupported_grant_type', 'token-request-invalid']],
  ['no grant', { grant_type: '' }, [400, 'unsupported_grant_type', 'token-request-invalid']],
  ['no secret', { client_secret: '' }, [400, 'invalid_request', 'token-request-invalid']],
  [
    'a role that asks no registry',
    { client_id: 'operator', client_secret: tokens.operator },
    [403, 'unauthorized_client', 'not-allowed'],
  ],
  [
    'the configured token',
    { client_id: 'operator', client_secret: tokens.bootstrap },
    [401, 'invalid_client', 'credential-missing'],
  ],
])('%s gives no token', async (_, change, expected) => {
  const { client_id } = change as { readonly client_id?: string };
  const operator = client_id === 'operator' ? { client_id: (await partyOfOperator()) ?? '' } : {};
  const { status, body } = await ask({ ...own(), ...change, ...operator });
  expect([status, body.error, body.errors[0].message.split(':')[0]]).toEqual(expected);
  expect(body.error_description).toMatch(/^[ !#-[\]-~]+$/);
});

const partyOfOperator = async () => (await registry().deps.parties.bearer(tokens.operator))?.party;

test('what is no form, or says a thing twice, is a bad request', async () => {
  const twice = `${new URLSearchParams(own())}&client_id=x`;
  expect((await ask(twice)).body.error).toBe('invalid_request');
  expect((await ask('')).status).toBe(400);
  const json = await ask(JSON.stringify(own()), { 'content-type': 'application/json' });
  expect([json.status, json.body.errors[0].message.split(':')[0]]).toEqual([415, 'media-type-unsupported']);
});
