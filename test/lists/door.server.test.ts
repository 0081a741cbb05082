import { createPublicKey, verify } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { instant, localDate } from '../../domain/dates.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { anAdmissionBody, tokens, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const listId = 'kaizhou-civil-affairs' as ListId;
const otherList = 'kaizhou-rural-revitalization' as ListId;
const at = instant('2024-03-10T12:00:00+08:00');
const path = `/v1/lists/${listId}/versions`;
const csv = { 'content-type': 'text/csv' };
let serial = 0;

beforeAll(async () => {
  const { parties } = door().deps;
  await parties.putParty({ party: 'other', role: 'agency', name: '乡村振兴局', institution: null });
  for (const [id, party] of [
    [listId, 'civil-affairs'],
    [otherList, 'other'],
  ] as const)
    await parties.putList({
      ...{
        listId: id,
        party,
        agency: 'civil-affairs',
        division: '500154',
        categories: ['subsistence-allowance'],
      },
      ...{ shrinkLimitPermille: 100, ageLimitDays: 35 },
    });
  await door().server.listen({ host: '127.0.0.1', port: 0 });
});

function push(
  payload: string,
  more: { readonly url?: string; readonly headers?: Record<string, string> } = {},
) {
  return door().call('agency', {
    method: 'POST',
    url: more.url ?? path,
    headers: more.headers ?? csv,
    payload,
  });
}

const aFile = (): string => {
  serial += 1;
  return `姓名,身份证号,类别\n张三,${serial},低保\n`;
};

/** A version in the state that the workflow would have brought it to. */
async function heldVersion(sentBy = 'agency' as const): Promise<number> {
  const sent = await door().call(sentBy, { method: 'POST', url: path, headers: csv, payload: aFile() });
  const { version } = sent.json() as { version: number };
  await door()
    .db.updateTable('listVersions')
    .set({ state: 'held', reasons: ['list-shrinks'] })
    .where('listId', '=', listId)
    .where('version', '=', version)
    .execute();
  return version;
}

test('a file is taken at once and waits for its workflow; the same file again is the same version', async () => {
  const file = aFile();
  const sent = await push(file);
  expect(sent.statusCode).toBe(202);
  const { version } = sent.json() as { version: number };
  expect(sent.headers.location).toBe(`${path}/${version}`);
  expect(sent.json()).toMatchObject({
    ...{ listId, state: 'received', format: 'csv', asOf: '2024-03-10', members: null },
    rows: { received: 0, accepted: 0, rejected: 0 },
  });
  const again = await push(file);
  expect([again.statusCode, (again.json() as { version: number }).version]).toEqual([200, version]);
  const read = await door().call('agency', { url: `${path}/${version}` });
  expect(read.json()).toMatchObject({ version, state: 'received' });
  expect((await door().call('agency', { url: `${path}/latest` })).json()).toMatchObject({ version });
  // Nobody has begun it: the relay owes it to Temporal.
  expect((await door().deps.lists.versions.owed(50)).map((one) => one.version)).toContain(version);
});

test.each([
  ['application/x-ndjson', 'ndjson'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
  ['text/csv; charset=gb18030', 'csv'],
])('%s is %s', async (type, format) => {
  const sent = await push(aFile(), { headers: { 'content-type': type } });
  expect([sent.statusCode, (sent.json() as { format: string }).format]).toEqual([202, format]);
});

test.each([
  ['a type that is no list', path, { 'content-type': 'application/pdf' }, 415, 'media-type-unsupported'],
  ['JSON', path, { 'content-type': 'application/json' }, 415, 'media-type-unsupported'],
  ['a list that is not there', '/v1/lists/none/versions', csv, 404, 'list-unknown'],
  ['the list of another agency', `/v1/lists/${otherList}/versions`, csv, 404, 'list-unknown'],
  ['a day to come', `${path}?asOf=2024-03-11`, csv, 422, 'request-invalid'],
  ['a kind that is none', `${path}?kind=half`, csv, 422, 'request-invalid'],
])('%s is refused', async (_, url, headers, status, code) => {
  const sent = await push(aFile(), { url, headers: headers as unknown as Record<string, string> });
  expect([sent.statusCode, (sent.json() as { code: string }).code]).toEqual([status, code]);
});

test.each(['hospital', 'payer'] as const)('a %s has no business with lists', async (caller) => {
  const sent = await door().call(caller, { url: `/v1/lists/${listId}` });
  expect([sent.statusCode, (sent.json() as { code: string }).code]).toEqual([403, 'not-allowed']);
});

test('a file above the limit leaves nothing behind', async () => {
  const before = await uploads();
  const sent = await push(`a,b\n${'x'.repeat(1_100_000)}`);
  expect([sent.statusCode, (sent.json() as { code: string }).code]).toEqual([413, 'body-too-large']);
  expect(await uploads()).toBe(before);
});

test('an upload that is cut in the middle leaves nothing behind', async () => {
  const before = await uploads();
  const { port } = door().server.server.address() as AddressInfo;
  const headers = { ...csv, authorization: `Bearer ${tokens.agency}`, 'content-length': '500000' };
  const sending = httpRequest({ port, path, method: 'POST', headers });
  sending.on('error', () => undefined);
  sending.write('x'.repeat(100_000));
  await expect.poll(uploads, { timeout: 5_000 }).toBe(before + 1);
  sending.destroy();
  await expect.poll(uploads, { timeout: 5_000 }).toBe(before);
});

async function uploads(): Promise<number> {
  const rows = await door().db.selectFrom('listUploads').select('uploadId').execute();
  return rows.length;
}

test('a suspicious version needs a second person; a decision stands', async () => {
  const version = await heldVersion();
  const decide = (caller: 'agency' | 'operator', decision: string) =>
    door().call(caller, { method: 'POST', url: `${path}/${version}/${decision}` });
  const own = await decide('agency', 'release');
  expect([own.statusCode, (own.json() as { code: string }).code]).toEqual([403, 'second-person-needed']);
  const second = await decide('operator', 'release');
  expect([second.statusCode, (second.json() as { decision: string }).decision]).toEqual([202, 'release']);
  const against = await decide('operator', 'reject');
  expect([against.statusCode, (against.json() as { code: string }).code]).toEqual([409, 'list-decided']);
  expect((await door().deps.lists.versions.owed(50)).map((one) => one.version)).toContain(version);
});

test('the sender is not another person under another spelling of the header, nor under a second credential; a colleague is', async () => {
  const { parties, actors } = door().deps;
  const [second, colleague] = ['second-of-the-system-', 'of-a-colleague-'].map((name) =>
    name.padEnd(40, 'q'),
  );
  await parties.putCredential('civil-affairs', second ?? '');
  const officer = {
    party: 'civil-affairs',
    actor: 'officer-1',
    role: 'agency-officer',
    kind: 'person',
  } as const;
  await actors.putActor({ ...officer, name: '李静' });
  await parties.putCredential('civil-affairs', colleague ?? '', 'officer-1');
  const version = await heldVersion();
  const release = async (authorization: string) => {
    const headers = { authorization };
    const url = `${path}/${version}/release`;
    return (await door().server.inject({ method: 'POST', url, headers })).statusCode;
  };
  expect(await release(`BEARER ${tokens.agency}`)).toBe(403);
  expect(await release(`bearer ${tokens.agency}`)).toBe(403);
  expect(await release(`Bearer ${second}`)).toBe(403);
  expect(await release(`Bearer ${colleague}`)).toBe(202);
  const [entry] = await door()
    .db.selectFrom('auditEntries')
    .select('actor')
    .where('action', '=', 'list-release')
    .orderBy('auditSequence', 'desc')
    .limit(1)
    .execute();
  expect(entry?.actor).toBe('civil-affairs/officer-1');
});

test('of a held version that 0.1.0 took in, everybody of the agency counts as its sender', async () => {
  const version = await heldVersion();
  await door()
    .db.updateTable('listVersions')
    .set({ sentBy: 'a'.repeat(32) })
    .where('version', '=', version)
    .where('listId', '=', listId)
    .execute();
  const release = (caller: 'agency' | 'operator') =>
    door().call(caller, { method: 'POST', url: `${path}/${version}/release` });
  expect((await release('agency')).statusCode).toBe(403);
  expect((await release('operator')).statusCode).toBe(202);
});

test('a version that is not held takes no decision, and one that is not there is unknown', async () => {
  const { version } = (await push(aFile())).json() as { version: number };
  for (const [number, status, code] of [
    [version, 409, 'list-not-held'],
    [99_999, 404, 'list-version-unknown'],
    ['first', 404, 'list-version-unknown'],
  ] as const) {
    const sent = await door().call('operator', { method: 'POST', url: `${path}/${number}/release` });
    expect([sent.statusCode, (sent.json() as { code: string }).code]).toEqual([status, code]);
  }
});

test('errors come page by page with words, and a preview says what a release would do', async () => {
  const version = await heldVersion();
  const rows = [2, 3, 5].map((rowNumber) => ({
    ...{ listId, version, rowNumber, otherRow: rowNumber === 5 ? 2 : null },
    errors: rowNumber === 5 ? 'identityNumber:duplicate-row' : 'name:name-missing :line-not-json',
  }));
  await door().db.insertInto('listRejections').values(rows).execute();
  const first = (await door().call('agency', { url: `${path}/${version}/errors?limit=2` })).json() as {
    summary: unknown;
    errors: readonly { row: number; problems: readonly object[] }[];
    next: string;
  };
  expect(first.errors.map(({ row }) => row)).toEqual([2, 3]);
  expect(first.errors[0]?.problems).toEqual([
    { field: 'name', code: 'name-missing', zh: '姓名为空。', en: 'The name is missing.' },
    { field: null, code: 'line-not-json', zh: '该行不是 JSON 对象。', en: 'The line is not a JSON object.' },
  ]);
  expect(first.summary).toMatchObject([
    { code: 'line-not-json', rows: 2 },
    { code: 'name-missing', rows: 2 },
    { code: 'duplicate-row', rows: 1 },
  ]);
  const rest = await door().call('agency', { url: `${path}/${version}/errors?limit=2&cursor=${first.next}` });
  expect(rest.json()).toMatchObject({ errors: [{ row: 5, otherRow: 2 }], next: null });
  const preview = await door().call('agency', { url: `${path}/${version}/preview` });
  expect(preview.json()).toMatchObject({ version, state: 'held', reasons: [{ code: 'list-shrinks' }] });
});

test('a released version has a receipt that anybody can verify, and the list a badge of freshness', async () => {
  const never = (await door().call('agency', { url: `/v1/lists/${listId}` })).json();
  expect(never).toMatchObject({ serving: null, freshness: { badge: 'never-released', ageDays: null } });
  const version = await heldVersion();
  const members = {
    membersBefore: 0,
    membersAdded: 1,
    membersChanged: 0,
    membersUnchanged: 0,
    membersRemoved: 0,
  };
  await door()
    .db.updateTable('listVersions')
    .set({ state: 'released', releasedAt: at, confirmedAsOf: localDate('2024-02-01'), ...members })
    .set({ membersKept: 0, membersNotNamed: 0, membersAfter: 1 })
    .where('listId', '=', listId)
    .where('version', '=', version)
    .execute();
  const { jws, publicKey, receipt } = (
    await door().call('agency', { url: `${path}/${version}/receipt` })
  ).json() as { jws: string; publicKey: object; receipt: object };
  const [head = '', body = '', signature = ''] = jws.split('.');
  const key = createPublicKey({ key: publicKey as never, format: 'jwk' });
  expect(verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual(receipt);
  expect(receipt).toMatchObject({ listId, version, membersAfter: 1 });
  const shown = (await door().call('agency', { url: `/v1/lists/${listId}` })).json();
  expect(shown).toMatchObject({
    serving: { version },
    freshness: { badge: 'stale', ageDays: 38, ageLimitDays: 35 },
  });
  await door().deps.lists.reports.countHeads(listId, { day: localDate('2024-03-10'), at });
  const counts = await door().call('agency', { url: `/v1/lists/${listId}/head-counts` });
  expect(counts.json()).toMatchObject({ headCounts: [{ day: '2024-03-10', version, members: 0 }] });
});

test('a hospital asks of its own stay only, as known then and as known today', async () => {
  const admitted = await door().call('hospital', {
    method: 'POST',
    url: '/v1/stays',
    payload: anAdmissionBody(),
  });
  const { caseRef } = admitted.json() as { caseRef: CaseRef };
  const stay = await door().deps.stays.stay(caseRef);
  if (stay === undefined) throw new Error('the stay is gone');
  const line = { listId, personRef: stay.personRef, category: 'subsistence-allowance', said: 1, version: 1 };
  // The list told of it only after the admission.
  const knownFrom = instant('2024-03-10T13:00:00+08:00');
  const releasedAt = knownFrom;
  await door().db.updateTable('listVersions').set({ releasedAt }).where('state', '=', 'released').execute();
  await door()
    .db.insertInto('memberships')
    .values({ ...line, validFrom: localDate('2024-01-01'), knownFrom })
    .execute();
  const ask = async (known: string, caller: 'hospital' | 'otherHospital' | 'agency' = 'hospital') =>
    door().call(caller, { url: `/v1/stays/${caseRef}/listed-categories?known=${known}` });
  expect((await ask('today')).json()).toMatchObject({
    on: '2024-03-08',
    categories: [{ category: 'subsistence-allowance', since: '2024-01-01', listId, stale: true }],
  });
  expect((await ask('then')).json()).toMatchObject({ categories: [] });
  expect((await ask('then', 'otherHospital')).statusCode).toBe(404);
  expect((await ask('then', 'agency')).statusCode).toBe(403);
});

test('offices that disagree wait for the operator, who settles it once', async () => {
  const detail = { insurerOnly: ['relapse-prone'], listsOnly: [] };
  const conflict = {
    personRef: 'psn_00000000000000000001' as PersonRef,
    kind: 'insurer-label',
    detail,
    caseRef: null,
    at,
  } as const;
  const { conflicts } = door().deps.lists;
  const recorded = async () => conflicts.recordConflict(conflict);
  expect([await recorded(), await recorded()]).toEqual([true, false]);
  const open = (await door().call('operator', { url: '/v1/list-conflicts' })).json() as {
    conflicts: readonly { conflictId: number }[];
  };
  expect(open.conflicts).toMatchObject([{ kind: 'insurer-label', detail }]);
  const url = `/v1/list-conflicts/${open.conflicts[0]?.conflictId}/resolution`;
  const settled = await door().call('operator', {
    method: 'POST',
    url,
    payload: { resolution: '医保标识未更新' },
  });
  expect(settled.statusCode).toBe(200);
  expect((await door().call('operator', { url: '/v1/list-conflicts' })).json()).toMatchObject({
    conflicts: [],
  });
  expect((await door().call('agency', { url: '/v1/list-conflicts' })).statusCode).toBe(403);
});

test('a pull or a schedule that is asked for while Temporal is away says so; a list that no agency keeps cannot be pulled', async () => {
  const begin = (list: string) => door().call('operator', { method: 'POST', url: `/v1/lists/${list}/pulls` });
  const away = await begin(listId);
  expect([away.statusCode, (away.json() as { code: string }).code]).toEqual([503, 'workflows-unavailable']);
  expect(away.headers['retry-after']).toBeDefined();
  const put = {
    method: 'PUT',
    url: `/v1/lists/${listId}/pull-schedule`,
    payload: { nightly: true },
  } as const;
  const nightly = await door().call('operator', put);
  expect([nightly.statusCode, (nightly.json() as { code: string }).code]).toEqual([
    503,
    'workflows-unavailable',
  ]);
  const read = await door().call('agency', { url: `/v1/lists/${listId}/pulls/latest` });
  expect(read.statusCode).toBe(503);
  expect((await begin('nobody')).statusCode).toBe(404);
  expect((await door().call('hospital', { url: `/v1/lists/${listId}/pulls/latest` })).statusCode).toBe(403);
});
