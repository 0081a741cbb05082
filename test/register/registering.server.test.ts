import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId, ListId } from '../../domain/ids.ts';
import { hospitals, tokens, useDoor } from '../http/door-under-test.ts';

const door = useDoor();

test('a new credential works at once, and is kept only as a digest', async () => {
  const token = 'a-new-hospital-'.padEnd(40, 'z');
  const url = '/v1/stays';
  expect(
    (await door().server.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode,
  ).toBe(401);
  const payload = { role: 'hospital', name: '新医院', institution: hospitals[1], token };
  const put = (caller: 'operator' | 'security') =>
    door().call(caller, { method: 'PUT', url: '/v1/parties/H50015400009', payload });
  // Whoever operates the hub gives no credentials: they could be a second person against themselves.
  expect((await put('operator')).json()).toMatchObject({ status: 403, code: 'not-allowed' });
  expect((await put('security')).json()).toEqual({ id: 'H50015400009' });
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

test("institutions are approved one by one: registered, of the grass roots, on days that make sense; the list is the paper's", async () => {
  const { deps, call } = door();
  const clinic = 'H50015400009';
  await deps.parties.putInstitution({
    ...{ institution: clinic as InstitutionId, name: '临江镇中心卫生院', division: '500154', level: 1 },
    ...{ kind: 'public', type: 'township', settlesInstantly: false },
    ...{ designatedFrom: localDate('2020-01-01'), designatedUntil: null },
  });
  const enter = (value: unknown, name = 'allPatients') =>
    call('operator', {
      ...{ method: 'PUT', url: `/v1/schemes/kaizhou-2024/parameters/${name}` },
      payload: { validFrom: '2024-03-01', value, source: '开州卫发〔2024〕9号' },
    });
  const entry = { institution: clinic, from: '2024-03-01', until: null, approval: '开州卫发〔2024〕9号' };
  const wrong = async (value: unknown, name?: string) => {
    const reply = await enter(value, name);
    return [reply.statusCode, reply.json().errors?.map(({ path }: { path: string }) => path)];
  };
  const backwards = { ...entry, until: '2024-03-01' };
  // Every wrong row is told at once, in its content as in its form.
  expect(await wrong([{ ...backwards, institution: 'H0' }, entry, backwards])).toEqual([
    422,
    ['/value/0/institution', '/value/0/until', '/value/2/until'],
  ]);
  expect(await wrong([{ ...entry, from: '2024-02-30' }, entry, { ...entry, approval: '' }])).toEqual([
    422,
    ['/value/0/from', '/value/2/approval'],
  ]);
  expect(await wrong([{ ...entry, institution: 'H50015400001' }])).toEqual([422, ['/value/0/institution']]);
  expect(await wrong([{ ...entry, institution: 'H0' }])).toEqual([422, ['/value/0/institution']]);
  expect(await wrong([backwards])).toEqual([422, ['/value/0/until']]);
  expect(await wrong('0.50')).toEqual([422, ['/value']]);
  expect(await wrong([entry], 'constructor')).toEqual([422, ['/name']]);
  expect((await enter([entry])).statusCode).toBe(200);
  const held = await deps.countyParameters.countyParametersOn('kaizhou-2024', localDate('2024-03-08'));
  expect(held.get('allPatients')).toEqual([entry]);
});

test('a contract ratio above 1 is refused where it stands in the request', async () => {
  const reply = await door().call('operator', {
    ...{ method: 'PUT', url: '/v1/schemes/linhe-2017/parameters/commercialRatio' },
    payload: { validFrom: '2018-01-01', value: '1.01', source: '保险合同 2018-3 号' },
  });
  expect(reply.json()).toMatchObject({ errors: [{ path: '/value', code: 'ratio-invalid' }] });
});
