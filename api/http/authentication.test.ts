import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { Bearer } from '../../store/register/bearers.ts';
import type { Access } from './access.ts';
import { actorOf, authenticate, type Caller, callerOfRoute } from './authentication.ts';
import type { Attempt, Limits } from './limits.ts';

const hospital = { party: 'h', of: 'hospital', institution: 'H1' as InstitutionId, actor: 'desk-1' } as const;
const bearers: Readonly<Record<string, Bearer>> = {
  window: { ...hospital, role: 'window' },
  homeless: { ...hospital, institution: null, role: 'window' },
  auditor: { party: 'county', of: 'operator', institution: null, actor: 'audit-1', role: 'auditor' },
};

/** What the limits were told, in order, and what they refuse. */
function heardBy(refuse: Partial<Record<keyof Limits, true>> = {}) {
  const heard: string[] = [];
  const hear = async (what: keyof Limits, of: string): Promise<void> => {
    heard.push(`${what} ${of}`);
    if (refuse[what] === true) throw new HubProblem('rate-limited');
  };
  const of = ({ address, credential }: Attempt) => `${address} ${credential.length}`;
  const limits: Limits = {
    expectLookUp: (attempt) => hear('expectLookUp', of(attempt)),
    noteFailure: (attempt) => hear('noteFailure', of(attempt)),
    noteSuccess: (attempt) => void hear('noteSuccess', of(attempt)),
    countActor: (actor) => hear('countActor', actor),
    countOpen: (address) => hear('countOpen', address),
  };
  return { heard, limits };
}

/** A door with one route, `/v1/thing`, and what happened at it. */
async function doorWith(access: Access, refuse: Partial<Record<keyof Limits, true>> = {}) {
  const { heard, limits } = heardBy(refuse);
  const asked: string[] = [];
  const server: FastifyInstance = fastify();
  let caller: Caller | null | undefined;
  server.setErrorHandler((error, _, reply) =>
    reply.code(418).send({ code: error instanceof HubProblem ? error.code : 'bug' }),
  );
  const parties = {
    bearer: async (token: string) => {
      asked.push(token);
      return bearers[token];
    },
    bearerOfDigest: async (digest: Buffer) => {
      asked.push(`behind ${digest.toString()}`);
      return bearers[digest.toString()];
    },
  };
  // `at-x` is an access token that stands for the credential `x`.
  const accessTokens = {
    credentialOf: (token: string) => (token.startsWith('at-') ? Buffer.from(token.slice(3)) : undefined),
  };
  authenticate(server, { parties, accessTokens, bootstrapToken: 'first-token', limits });
  const reached = (closed: boolean) => async (request: Parameters<typeof callerOfRoute>[0]) => {
    caller = closed ? callerOfRoute(request) : request.caller;
    return { ok: true };
  };
  const closed = access.roles !== 'anyone' && access.orLocal !== true;
  for (const url of ['/v1/thing', '/dci/thing']) server.get(url, { config: { access } }, reached(closed));
  server.get('/health/live', { config: { access: { roles: 'anyone', data: 'county' } } }, reached(false));
  const ask = async (
    authorization?: string,
    more: { url?: string; from?: string; headers?: object } = {},
  ) => {
    caller = undefined;
    const { statusCode, body } = await server.inject({
      url: more.url ?? '/v1/thing',
      headers: { ...(authorization === undefined ? {} : { authorization }), ...more.headers },
      ...(more.from === undefined ? {} : { remoteAddress: more.from }),
    });
    const { code } = JSON.parse(body) as { readonly code?: string };
    return { answer: statusCode === 200 ? 'in' : (code ?? String(statusCode)), caller };
  };
  return { ask, heard, asked };
}

const windows: Access = { roles: ['window', 'auditor'], data: 'own' };

describe('a closed route', () => {
  test('lets in who may, and knows who it is', async () => {
    const { ask, heard, asked } = await doorWith(windows);
    expect(await ask('Bearer window')).toEqual({ answer: 'in', caller: { ...hospital, role: 'window' } });
    expect(heard).toEqual(['expectLookUp 127.0.0.1 44', 'noteSuccess 127.0.0.1 44', 'countActor h/desk-1']);
    expect(await ask('bearer auditor')).toEqual({
      answer: 'in',
      caller: { of: 'operator', role: 'auditor', party: 'county', actor: 'audit-1' },
    });
    expect(asked).toEqual(['window', 'auditor']);
  });

  test('knows whom an access token stands for, on the registry’s paths only', async () => {
    const { ask, heard, asked } = await doorWith(windows);
    expect(await ask('Bearer at-window', { url: '/dci/thing' })).toEqual({
      ...{ answer: 'in', caller: { ...hospital, role: 'window' } },
    });
    expect(await ask('Bearer at-nobody', { url: '/dci/thing' })).toMatchObject({
      answer: 'credential-missing',
    });
    expect(await ask('Bearer at-window')).toMatchObject({ answer: 'credential-missing' });
    expect(asked).toEqual(['behind window', 'behind nobody', 'at-window']);
    // What is counted and remembered is the token, not what is behind it.
    expect(heard.filter((one) => one.startsWith('note'))).toEqual([
      ...['noteSuccess 127.0.0.1 44', 'noteFailure 127.0.0.1 44', 'noteFailure 127.0.0.1 44'],
    ]);
  });

  test.each([
    ['no header', undefined],
    ['another way to sign in', 'Basic d2luZG93'],
    ['no token', 'Bearer '],
    ['something before it', 'x Bearer window'],
    ['something behind it', 'Bearer window x'],
    ['a token of 513 characters', `Bearer ${'a'.repeat(513)}`],
    ['a space in the token', 'Bearer win dow'],
  ])('does not look up %s', async (_, authorization) => {
    const { ask, heard, asked } = await doorWith(windows);
    expect(await ask(authorization)).toMatchObject({ answer: 'credential-missing' });
    expect([heard, asked]).toEqual([[], []]);
  });

  test('looks up a token of 512 characters', async () => {
    const { ask, asked } = await doorWith(windows);
    await ask(`Bearer ${'a'.repeat(512)}`);
    expect(asked[0]).toHaveLength(512);
  });

  test('counts an unknown credential against the address and says no more than that there is none', async () => {
    const { ask, heard } = await doorWith(windows);
    expect(await ask('Bearer nobody')).toMatchObject({ answer: 'credential-missing' });
    expect(heard).toEqual(['expectLookUp 127.0.0.1 44', 'noteFailure 127.0.0.1 44']);
  });

  test('looks nobody up beyond the limit of the address', async () => {
    const { ask, asked } = await doorWith(windows, { expectLookUp: true });
    expect(await ask('Bearer window')).toMatchObject({ answer: 'rate-limited' });
    expect(asked).toEqual([]);
  });

  test('refuses an actor beyond its own limit, and a role that the table does not name', async () => {
    expect(await (await doorWith(windows, { countActor: true })).ask('Bearer window')).toMatchObject({
      answer: 'rate-limited',
    });
    const auditors = await doorWith({ roles: ['auditor'], data: 'county' });
    expect(await auditors.ask('Bearer window')).toEqual({ answer: 'not-allowed', caller: undefined });
    expect(await auditors.ask('Bearer auditor')).toMatchObject({ answer: 'in' });
  });

  test('takes a hospital without an institution for a bug of ours', async () => {
    expect(await (await doorWith(windows)).ask('Bearer homeless')).toMatchObject({ answer: 'bug' });
  });
});

describe('the configured token', () => {
  test('is nobody but who sets up the first person, and only there', async () => {
    const closed = await doorWith(windows);
    expect(await closed.ask('Bearer first-token')).toMatchObject({ answer: 'not-allowed' });
    const setUp = await doorWith({ roles: ['security'], data: 'county', orBootstrap: true });
    expect(await setUp.ask('Bearer first-token')).toEqual({
      answer: 'in',
      caller: { of: 'operator', role: null, party: 'operator', actor: 'bootstrap' },
    });
    expect(setUp.asked).toEqual([]);
    expect(setUp.heard).toEqual(['expectLookUp 127.0.0.1 44', 'countActor operator/bootstrap']);
    expect(await setUp.ask('Bearer window')).toMatchObject({ answer: 'not-allowed' });
  });
});

describe('an open route', () => {
  const open: Access = { roles: 'anyone', data: 'county' };

  test('asks for nothing, knows nobody, and counts the address', async () => {
    const { ask, heard, asked } = await doorWith(open);
    expect(await ask('Bearer window')).toEqual({ answer: 'in', caller: null });
    expect([heard, asked]).toEqual([['countOpen 127.0.0.1'], []]);
    expect(await (await doorWith(open, { countOpen: true })).ask()).toMatchObject({ answer: 'rate-limited' });
  });

  test('counts what is not there, so that nobody looks for it at will', async () => {
    const { ask, heard } = await doorWith(windows);
    expect(await ask('Bearer window', { url: '/v1/nothing' })).toMatchObject({ caller: undefined });
    expect(heard).toEqual(['countOpen 127.0.0.1']);
  });

  test('never turns a health check away', async () => {
    const { ask, heard } = await doorWith(open, { countOpen: true });
    for (const url of ['/health/live', '/health/live?deep'])
      expect(await ask(undefined, { url })).toMatchObject({ answer: 'in' });
    for (const url of ['/health/lively', '/x/health/live']) await ask(undefined, { url });
    expect(heard).toEqual(['countOpen 127.0.0.1', 'countOpen 127.0.0.1']);
  });
});

describe('a route for the machine itself', () => {
  const local: Access = { roles: ['auditor'], data: 'county', orLocal: true };

  test.each([
    ['its own address', '127.0.0.1', {}, 'in'],
    ['the same in IPv6', '::1', {}, 'in'],
    ['the same mapped', '::ffff:127.0.0.1', {}, 'in'],
    ['another machine', '10.0.0.1', {}, 'credential-missing'],
    ['an address that only holds it', '::ffff:10.127.0.0.1', {}, 'credential-missing'],
    ['a proxy on it', '127.0.0.1', { 'x-forwarded-for': '10.0.0.1' }, 'credential-missing'],
    ['another kind of proxy on it', '127.0.0.1', { forwarded: 'for=10.0.0.1' }, 'credential-missing'],
  ])('from %s', async (_, from, headers, answer) => {
    const { ask, heard } = await doorWith(local);
    expect(await ask(undefined, { from, headers })).toMatchObject({ answer });
    expect(heard).toEqual([]);
  });

  test('is closed to the same machine where the table does not say so', async () => {
    const { ask } = await doorWith(windows);
    expect(await ask()).toMatchObject({ answer: 'credential-missing' });
  });
});

test.each([
  ['/v1/thing', false],
  ['/v1', false],
  ['/dci/v1.0.0/registry', false],
  ['/v10', true],
  ['/docs/v1/', true],
])('a route that does not say who may call it: %s registers: %s', async (url, registers) => {
  const server = fastify();
  const nobody = { bearer: async () => undefined, bearerOfDigest: async () => undefined };
  const accessTokens = { credentialOf: () => undefined };
  authenticate(server, { parties: nobody, accessTokens, bootstrapToken: 't', ...heardBy() });
  const register = () => server.get(url, async () => '');
  if (registers) expect(register).not.toThrow();
  else expect(register).toThrow(`${url} does not say who may call it`);
});

test('who acted is organisation and actor', () => {
  expect(actorOf(hospital)).toBe('h/desk-1');
});
