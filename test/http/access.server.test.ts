import { expect, test } from 'vitest';
import type { ListId } from '../../domain/ids.ts';
import { anAdmissionBody, type Caller, hospitals, tokens, useDoor } from './door-under-test.ts';

const door = useDoor();

/** Who may do what; `own` only with a case of one's own. Every closed route of the door stands here. */
const table: readonly { readonly route: string; readonly may: readonly Caller[]; readonly body?: object }[] =
  [
    { route: 'POST /v1/stays', may: ['hospital', 'operator'], body: {} },
    { route: 'GET /v1/stays', may: ['hospital', 'otherHospital', 'operator'] },
    { route: 'GET /v1/stays/:caseRef', may: ['hospital', 'operator'] },
    { route: 'POST /v1/stays/:caseRef/checks', may: ['hospital', 'operator'], body: {} },
    { route: 'POST /v1/stays/:caseRef/agreement', may: ['hospital', 'operator'], body: {} },
    { route: 'POST /v1/stays/:caseRef/discharge', may: ['hospital', 'operator'], body: {} },
    { route: 'POST /v1/stays/:caseRef/patient-payments', may: ['hospital', 'operator'], body: {} },
    { route: 'GET /v1/stays/:caseRef/settlement', may: ['hospital', 'operator'] },
    { route: 'GET /v1/stays/:caseRef/events', may: ['hospital', 'operator'] },
    { route: 'GET /v1/stays/:caseRef/household', may: ['hospital', 'operator'] },
    { route: 'POST /v1/stays/:caseRef/interventions', may: ['operator'], body: {} },
    { route: 'GET /v1/attention', may: ['operator'] },
    { route: 'GET /v1/obligations', may: ['hospital', 'otherHospital', 'payer', 'operator'] },
    { route: 'PUT /v1/institutions/:id', may: ['operator'], body: {} },
    { route: 'PUT /v1/parties/:id', may: ['operator'], body: {} },
    { route: 'POST /v1/parties/:id/revocations', may: ['operator'], body: {} },
    { route: 'PUT /v1/lists/:id', may: ['operator'], body: {} },
  ];
const callers: readonly Caller[] = ['hospital', 'otherHospital', 'agency', 'payer', 'operator'];

async function aCase(): Promise<string> {
  const reply = await door().call('hospital', {
    method: 'POST',
    url: '/v1/stays',
    payload: anAdmissionBody(),
  });
  return reply.json().caseRef;
}

function ask(caller: Caller | null, { route, body }: (typeof table)[number], caseRef: string) {
  const [method = 'GET', path = ''] = route.split(' ');
  const url = path.replace(':caseRef', caseRef).replace(':id', 'X1');
  return door().call(caller, {
    method: method as 'GET' | 'POST' | 'PUT',
    url,
    ...(body === undefined ? {} : { payload: body }),
  });
}

test.each(table)('$route is for $may', async (entry) => {
  const caseRef = await aCase();
  expect((await ask(null, entry, caseRef)).statusCode).toBe(401);
  for (const caller of callers) {
    const { statusCode } = await ask(caller, entry, caseRef);
    const closed = [401, 403, 404].includes(statusCode);
    // A bad body is refused before the case is looked at: it tells nothing of the case.
    const unread = caller === 'otherHospital' && entry.body !== undefined && statusCode === 422;
    expect(closed || unread, `${caller} → ${statusCode}`).toBe(!entry.may.includes(caller));
  }
});

test('a case of another hospital looks exactly like one that does not exist', async () => {
  const caseRef = await aCase();
  const nowhere = 'case_00000000000000000000';
  for (const path of ['', '/settlement', '/events']) {
    const [theirs, none] = await Promise.all(
      [caseRef, nowhere].map((ref) => door().call('otherHospital', { url: `/v1/stays/${ref}${path}` })),
    );
    expect(theirs?.statusCode).toBe(404);
    expect(theirs?.body).toBe(none?.body);
  }
  const payment = { paymentId: 'P1', fen: 1, paidOn: '2024-03-09', method: 'cash' };
  const [theirs, none] = await Promise.all(
    [caseRef, nowhere].map((ref) =>
      door().call('otherHospital', {
        method: 'POST',
        url: `/v1/stays/${ref}/patient-payments`,
        payload: payment,
      }),
    ),
  );
  expect(theirs?.statusCode).toBe(404);
  expect(theirs?.body).toBe(none?.body);
});

test('a new credential works at once, and is kept only as a digest', async () => {
  const token = 'a-new-hospital-'.padEnd(40, 'z');
  const url = '/v1/stays';
  expect(
    (await door().server.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode,
  ).toBe(401);
  const payload = { role: 'hospital', name: '新医院', institution: hospitals[1], token };
  const put = await door().call('operator', { method: 'PUT', url: '/v1/parties/H50015400009', payload });
  expect(put.json()).toEqual({ id: 'H50015400009' });
  expect(
    (await door().server.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode,
  ).toBe(200);
});

test('what an operator registers is audited', async () => {
  const payload = {
    ...{ name: '双河镇卫生院', division: '150802', level: 1, kind: 'public', type: 'township' },
    designatedFrom: '2017-01-01',
  };
  await door().call('operator', { method: 'PUT', url: '/v1/institutions/H15080200009', payload });
  const rows = await door().db.selectFrom('auditEntries').select(['actor', 'action', 'subject']).execute();
  expect(rows).toContainEqual({
    actor: 'county/operator-1',
    action: 'register-institution',
    subject: 'H15080200009',
  });
});

test('a list needs an agency that is registered', async () => {
  const payload = {
    ...{ party: 'nobody', division: '500154', categories: ['extreme-poverty'] },
    ...{ shrinkLimitPermille: 100, ageLimitDays: 30 },
  };
  const url = '/v1/lists/kaizhou-civil-affairs';
  const reply = await door().call('operator', { method: 'PUT', url, payload });
  expect(reply.json()).toMatchObject({ code: 'request-invalid', errors: [{ path: '/party' }] });
});

test('a list says which agency keeps it; only an id that ends with one may leave it out', async () => {
  const payload = {
    ...{ party: 'civil-affairs', division: '500154', categories: ['extreme-poverty'] },
    ...{ shrinkLimitPermille: 100, ageLimitDays: 30 },
  };
  await door().deps.parties.putParty({
    party: 'civil-affairs',
    role: 'agency',
    name: '民政局',
    institution: null,
  });
  const put = (id: string, body: object) =>
    door().call('operator', { method: 'PUT', url: `/v1/lists/${id}`, payload: body });
  const unsaid = await put('kaizhou-destitute', payload);
  expect(unsaid.statusCode).toBe(422);
  expect(unsaid.json()).toMatchObject({ errors: [{ path: '/agency', code: 'field-missing' }] });
  expect((await put('kaizhou-destitute', { ...payload, agency: 'civil-affairs' })).statusCode).toBe(200);
  expect((await put('kaizhou-rural-revitalization', payload)).statusCode).toBe(200);
  const { parties } = door().deps;
  expect((await parties.list('kaizhou-destitute' as ListId))?.agency).toBe('civil-affairs');
  expect((await parties.list('kaizhou-rural-revitalization' as ListId))?.agency).toBe('rural-revitalization');
});

test('no credential is written into an answer or stands in a URL', async () => {
  for (const token of Object.values(tokens)) {
    const reply = await door().server.inject({ url: `/v1/stays?token=${token}` });
    expect(reply.statusCode).toBe(401);
    expect(reply.body).not.toContain(token);
  }
});
