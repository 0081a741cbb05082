import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { compactDecrypt, importJWK, type JWK } from 'jose';
import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { prepareDeliveries } from '../../api/lists/prepare-deliveries.ts';
import { addDays, type Instant, instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { ListAgency } from '../../domain/list.ts';
import type { PersonVault } from '../../store/people/vault.ts';
import { type Caller, hospitals, today, useDoor } from '../http/door-under-test.ts';
import { people } from './people.ts';

const door = useDoor();
const [ours] = hospitals;
const civil = 'kaizhou-civil-affairs' as ListId;
const rural = 'kaizhou-rural-revitalization' as ListId;
const commission = ['health-commission-1', 'health-commission-2'] as const;
const tokenOf = (actor: string) => `${actor}-`.padEnd(48, '0');
const listed = people(2_300);
let refs: readonly PersonRef[] = [];
let now: Instant = instant(`${today}T12:00:00+08:00`);

beforeAll(async () => {
  const { parties, actors, people: vault } = door().deps;
  for (const actor of commission) {
    const who = {
      party: 'county',
      actor,
      role: 'health-commission',
      kind: 'person',
      name: '测试人员',
    } as const;
    await actors.putActor(who);
    await parties.putCredential('county', tokenOf(actor), actor);
  }
  for (const [listId, agency] of [
    [civil, 'civil-affairs'],
    [rural, 'rural-revitalization'],
  ] as const) {
    const limits = { shrinkLimitPermille: 100, ageLimitDays: 35 };
    const of = { party: 'civil-affairs', agency: agency as ListAgency, division: '500154' };
    await parties.putList({ ...limits, ...of, listId, categories: ['subsistence-allowance'] });
  }
  const said = { sex: 'female', birthDate: localDate('1960-01-01'), address: null, phone: null } as const;
  refs = await (vault as PersonVault).registerMany(listed.map((who) => ({ ...who, ...said })));
  await released(civil, 1, '2024-03-01T08:00:00+08:00');
  await released(rural, 1, '2024-03-01T08:00:00+08:00');
  await lines(civil, 'subsistence-allowance', refs.slice(0, 2_250), '2024-03-01T08:00:00+08:00');
  // The same person on both lists, and a category that the wrong office names.
  await lines(rural, 'sudden-hardship', refs.slice(0, 10), '2024-03-01T08:00:00+08:00');
  await lines(rural, 'extreme-poverty', refs.slice(20, 25), '2024-03-01T08:00:00+08:00');
});

beforeEach(async () => {
  now = instant(`${today}T12:00:00+08:00`);
  await sql`TRUNCATE list_delivery_pages, list_deliveries, list_delivery_keys, institution_rules CASCADE`.execute(
    door().db,
  );
});

async function released(listId: ListId, version: number, at: string, asOf = today): Promise<void> {
  const day = localDate(asOf);
  await door()
    .db.updateTable('listVersions')
    .set({ state: 'superseded' })
    .where('listId', '=', listId)
    .execute();
  await door()
    .db.insertInto('listVersions')
    .values({
      ...{ listId, version, state: 'released', format: 'csv', source: 'push', digest: `${listId}${version}` },
      ...{ bytes: 1, asOf: day, confirmedAsOf: day, receivedAt: instant(at), releasedAt: instant(at) },
    })
    .execute();
}

async function lines(
  listId: ListId,
  category: string,
  who: readonly PersonRef[],
  knownFrom: string,
): Promise<void> {
  const rows = who.map((personRef) => ({
    ...{ listId, personRef, category, knownFrom: instant(knownFrom), said: 1, version: 1 },
    validFrom: localDate('2024-01-01'),
  }));
  if (rows.length > 0) await door().db.insertInto('memberships').values(rows).execute();
}

/** As if the day were this one. */
const deps = () => ({
  ...door().deps,
  clock: { now: () => now, today: () => now.slice(0, 10) as LocalDate },
});

function aKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    private: privateKey.export({ format: 'jwk' }) as JWK,
    public: publicKey.export({ format: 'jwk' }),
  };
}
type Key = ReturnType<typeof aKey>;

async function registered(key: Key): Promise<string> {
  const url = `/v1/institutions/${ours}/delivery-key`;
  const reply = await door().call('hospital', { method: 'PUT', url, payload: key.public });
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json().thumbprint;
}

const days = { validFrom: '2024-01-01', validUntil: '2025-01-01' };
function ruled(actor: string, body: object) {
  return door().server.inject({
    ...{ method: 'PUT', url: `/v1/institutions/${ours}/list-delivery` },
    ...{ payload: { ruleNo: 'KZ-1', ...days, ...body } },
    headers: { authorization: `Bearer ${tokenOf(actor)}` },
  });
}

async function switchedOn(key: Key): Promise<string> {
  const thumbprint = await registered(key);
  for (const [index, actor] of commission.entries()) {
    const reply = await ruled(actor, { key: thumbprint });
    expect(reply.statusCode, reply.body).toBe(index === 0 ? 202 : 200);
  }
  return thumbprint;
}

const get = (url: string, by: Caller = 'hospital') => door().call(by, { method: 'GET', url });
async function waiting() {
  const { deliveries } = (await get('/v1/list-deliveries')).json();
  return deliveries[0];
}

async function page(delivery: number, number: number, key: Key) {
  const reply = await get(`/v1/list-deliveries/${delivery}/pages/${number}`);
  expect(reply.statusCode, reply.body).toBe(200);
  const { plaintext } = await compactDecrypt(
    reply.json().jwe,
    await importJWK(key.private, 'ECDH-ES+A256KW'),
  );
  return { text: plaintext, said: JSON.parse(Buffer.from(plaintext).toString('utf8')) };
}

/** What a hospital's own system does: every page opened, the digest of all of them sent back. */
async function taken(delivery: number, key: Key) {
  const whole = createHash('sha256');
  const said = [];
  for (let number = 1, pages = 1; number <= pages; number += 1) {
    const one = await page(delivery, number, key);
    pages = one.said.pages;
    whole.update(createHash('sha256').update(one.text).digest());
    said.push(one.said);
  }
  const receipt = await receipted(delivery, whole.digest('hex'));
  expect(receipt.statusCode, receipt.body).toBe(200);
  return said;
}

function receipted(delivery: number, digest: string) {
  const url = `/v1/list-deliveries/${delivery}/receipt`;
  return door().call('hospital', { method: 'POST', url, payload: { digest } });
}

const digestOf = (key: string, idNumber: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64url')).update(idNumber).digest('base64url');

test('nothing is prepared until two people of the health commission name the key that the hospital registered', async () => {
  expect(await prepareDeliveries(deps())).toBe(0);
  const preview = await door().call('operator', {
    ...{ method: 'GET', url: `/v1/institutions/${ours}/list-delivery-preview` },
  });
  expect(preview.json()).toMatchObject({
    ...{ people: 2_250, key: null, on: false, article: '开州卫发〔2024〕1号 四（一）' },
    byCategory: { 'subsistence-allowance': 2_250, 'sudden-hardship': 10 },
  });
  const thumbprint = await registered(aKey());
  expect((await ruled(commission[0], { key: 'A'.repeat(43) })).json().code).toBe('delivery-key-unknown');
  expect((await ruled(commission[0], { key: thumbprint })).statusCode).toBe(202);
  expect((await ruled(commission[0], { key: thumbprint })).json().code).toBe('second-person-needed');
  expect(await prepareDeliveries(deps())).toBe(0);
  expect((await ruled(commission[1], { key: thumbprint })).statusCode).toBe(200);
  expect(await prepareDeliveries(deps())).toBe(1);
  expect(await prepareDeliveries(deps())).toBe(0);
});

test('the hospital opens every page and recognises who is on a list; nobody’s number or name is in it, nor at the hub', async () => {
  const key = aKey();
  await switchedOn(key);
  await prepareDeliveries(deps());
  const delivery = await waiting();
  expect(delivery).toMatchObject({ kind: 'whole', people: 2_250, state: 'waiting' });
  const said = await taken(delivery.delivery, key);
  expect(said.map((one) => one.people.length)).toEqual([1_000, 1_000, 250]);
  const [{ digest, words, asOf }] = said;
  const marks = new Map(said.flatMap((one) => one.people.map((who: never) => Object.values(who))));
  expect(marks.get(digestOf(digest.key, listed[0]?.idNumber ?? ''))).toEqual([
    'subsistence-allowance',
    'sudden-hardship',
  ]);
  // Extreme poverty is civil affairs' to say: the other office's word is no mark.
  expect(marks.get(digestOf(digest.key, listed[20]?.idNumber ?? ''))).toEqual(['subsistence-allowance']);
  expect(marks.get(digestOf(digest.key, listed[2_299]?.idNumber ?? ''))).toBeUndefined();
  expect([asOf, words['subsistence-allowance']]).toEqual([today, '低保对象']);
  const text = JSON.stringify(said);
  expect(listed.some(({ idNumber, name }) => text.includes(idNumber) || text.includes(name))).toBe(false);
  const { rows } =
    await sql`SELECT d::text || p::text AS kept FROM list_deliveries d JOIN list_delivery_pages p USING (delivery_id)`.execute(
      door().db,
    );
  expect(JSON.stringify(rows)).not.toContain(digestOf(digest.key, listed[0]?.idNumber ?? ''));
  // The next day says the same: compared once, and then known.
  const saysAs = () => door().db.selectFrom('listDeliveries').select('saysAs').executeTakeFirstOrThrow();
  const [before, saidFirst] = [now, await saysAs()];
  now = instant('2024-03-11T09:00:00+08:00');
  expect(await prepareDeliveries(deps())).toBe(0);
  const known = await saysAs();
  expect(known.saysAs).not.toBeNull();
  expect(known).not.toEqual(saidFirst);
  expect(await prepareDeliveries(deps())).toBe(0);
  expect(await saysAs()).toEqual(known);
  now = before;
  const state = (await get(`/v1/list-deliveries/${delivery.delivery}`)).json();
  expect(state).toMatchObject({ state: 'receipted', receiptedBy: `${ours}/machine` });
  expect(state.pages).toHaveLength(3);
  const trail = await door().db.selectFrom('auditEntries').select('action').execute();
  const actions = trail.map(({ action }) => action);
  expect(actions.filter((one) => one === 'fetch-list-delivery')).toHaveLength(3);
  for (const one of ['confirm-rule', 'put-delivery-key', 'receipt-list-delivery'])
    expect(actions).toContain(one);
});

test('a receipt that does not show that every page was opened is refused; another hospital sees nothing of it', async () => {
  const key = aKey();
  await switchedOn(key);
  await prepareDeliveries(deps());
  const { delivery } = await waiting();
  await page(delivery, 2, key);
  expect((await receipted(delivery, '0'.repeat(64))).json()).toMatchObject({
    ...{ code: 'list-delivery-not-fetched', detail: '1, 3' },
  });
  await page(delivery, 1, key);
  await page(delivery, 3, key);
  expect((await receipted(delivery, '0'.repeat(64))).json().code).toBe('list-delivery-differs');
  const url = `/v1/list-deliveries/${delivery}`;
  expect((await get(url, 'otherHospital')).json().code).toBe('list-delivery-unknown');
  expect((await get(`${url}/pages/1`, 'otherHospital')).json().code).toBe('list-delivery-unknown');
  expect((await get('/v1/list-deliveries', 'otherHospital')).json().deliveries).toEqual([]);
  expect((await get(`${url}/pages/9`)).json().code).toBe('list-delivery-unknown');
  await taken(delivery, key);
  expect((await get(`${url}/pages/1`)).json().code).toBe('list-delivery-over');
});

test('after a receipt only what changed goes; whoever is listed no more is named without a category; the whole comes when it is asked for', async () => {
  const key = aKey();
  await switchedOn(key);
  await prepareDeliveries(deps());
  const [{ digest }] = await taken((await waiting()).delivery, key);
  const at = '2024-03-10T12:30:00+08:00';
  await door()
    .db.updateTable('memberships')
    .set({ knownUntil: instant(at) })
    .where('personRef', '=', refs[100] ?? ('' as PersonRef))
    .where('listId', '=', civil)
    .execute();
  await lines(civil, 'subsistence-allowance', refs.slice(2_250, 2_251), at);
  await released(civil, 2, at);
  now = instant('2024-03-10T13:00:00+08:00');
  expect(await prepareDeliveries(deps())).toBe(1);
  const changes = await waiting();
  expect(changes).toMatchObject({ kind: 'changes', people: 2, ended: 1 });
  const [said] = await taken(changes.delivery, key);
  const marks = new Map(said.people.map((who: never) => Object.values(who)));
  expect(marks.get(digestOf(digest.key, listed[100]?.idNumber ?? ''))).toEqual([]);
  expect(marks.get(digestOf(digest.key, listed[2_250]?.idNumber ?? ''))).toEqual(['subsistence-allowance']);
  expect(await prepareDeliveries(deps())).toBe(0);
  const asked = await door().call('hospital', {
    ...{ method: 'POST', url: '/v1/list-deliveries', payload: { whole: true } },
  });
  expect(asked.statusCode, asked.body).toBe(201);
  expect(asked.json().delivery).toMatchObject({ kind: 'whole', people: 2_250 });
});

test('switched off by two people what waits is destroyed, and nothing is prepared or handed out from that day on', async () => {
  const key = aKey();
  const thumbprint = await switchedOn(key);
  await prepareDeliveries(deps());
  const { delivery } = await waiting();
  for (const actor of commission) await ruled(actor, { key: thumbprint, validUntil: today });
  expect((await get(`/v1/list-deliveries/${delivery}/pages/1`)).json().code).toBe('list-delivery-off');
  expect(await prepareDeliveries(deps())).toBe(0);
  expect(await waiting()).toMatchObject({ delivery, state: 'destroyed' });
  const asked = { method: 'POST', url: '/v1/list-deliveries', payload: {} } as const;
  expect((await door().call('hospital', asked)).json().code).toBe('list-delivery-off');
});

test('a rule that ended on its first day stands in nobody’s way, and a new one holds on some day', async () => {
  const thumbprint = await registered(aKey());
  const stillborn = { ruleNo: 'KZ-2', key: thumbprint, validFrom: today, validUntil: '2025-01-01' };
  for (const actor of commission) await ruled(actor, stillborn);
  for (const actor of commission) await ruled(actor, { ...stillborn, validUntil: today });
  const again = { ...stillborn, ruleNo: 'KZ-3', validFrom: addDays(localDate(today), -9) };
  expect((await ruled(commission[0], again)).statusCode).toBe(202);
  const empty = await ruled(commission[0], { ...again, ruleNo: 'KZ-4', validUntil: again.validFrom });
  expect(empty.json()).toMatchObject({ code: 'request-invalid', errors: [{ path: '/validUntil' }] });
});

test('a key that is replaced stops everything until the commission names the new one, which then gets the whole list', async () => {
  const key = aKey();
  await switchedOn(key);
  await prepareDeliveries(deps());
  await taken((await waiting()).delivery, key);
  const other = aKey();
  await registered(other);
  expect(await prepareDeliveries(deps())).toBe(0);
  const [stuck] = await door().deps.lists.deliveries.stuck(localDate(today));
  expect(stuck?.subject).toBe(`${ours}/KZ-1`);
  const { key: first } = (await get(`/v1/institutions/${ours}/list-delivery`)).json().rules[0];
  for (const actor of commission) await ruled(actor, { key: first, validUntil: today });
  const thumbprint = (await get(`/v1/institutions/${ours}/delivery-key`)).json().thumbprint;
  for (const actor of commission) await ruled(actor, { ruleNo: 'KZ-2', key: thumbprint, validFrom: today });
  expect(await prepareDeliveries(deps())).toBe(1);
  const delivery = await waiting();
  expect(delivery).toMatchObject({ kind: 'whole', key: thumbprint });
  await taken(delivery.delivery, other);
  const private_ = { method: 'PUT', url: `/v1/institutions/${ours}/delivery-key`, payload: other.private };
  expect((await door().call('hospital', private_ as never)).json().code).toBe('request-invalid');
  const off = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) };
  expect((await door().call('hospital', { ...private_, payload: off } as never)).json().code).toBe(
    'delivery-key-refused',
  );
  const gone = { method: 'DELETE', url: `/v1/institutions/${ours}/delivery-key` } as const;
  expect((await door().call('hospital', gone)).statusCode).toBe(200);
  // What began today may end today: no stay rests on it.
  const over = { ruleNo: 'KZ-2', key: thumbprint, validFrom: today, validUntil: today };
  const proposed = await ruled(commission[0], over);
  expect(proposed.statusCode, proposed.body).toBe(202);
  expect((await ruled(commission[1], over)).statusCode).toBe(200);
});

test('what is not receipted in time is shown, expires and is prepared anew, however often the lists change', async () => {
  const key = aKey();
  await switchedOn(key);
  await prepareDeliveries(deps());
  const first = await waiting();
  expect(first.dueOn).toBe(addDays(localDate(today), 3));
  now = instant('2024-03-13T09:00:00+08:00');
  const on = localDate('2024-03-13');
  expect((await door().deps.lists.deliveries.stuck(on)).map(({ subject }) => subject)).toEqual([
    `${ours}/${first.delivery}`,
  ]);
  expect(await prepareDeliveries(deps())).toBe(1);
  const second = await waiting();
  expect(second).toMatchObject({
    dueOn: first.dueOn,
    waitingSince: first.waitingSince,
    expiresOn: '2024-03-16',
  });
  expect((await door().deps.lists.deliveries.stuck(on)).map(({ subject }) => subject)).toEqual([
    `${ours}/${second.delivery}`,
  ]);
  const { deliveries } = (await get('/v1/list-deliveries', 'operator')).json();
  expect(deliveries[1]).toMatchObject({ delivery: first.delivery, state: 'expired' });
  const report = (await get('/v1/health-report', 'operator')).json();
  expect(report.signs.map(({ sign }: { readonly sign: string }) => sign)).toContain('list-deliveries');
});

test('the hospital’s address hears that a delivery waits, and no personal data', async () => {
  const webhook = {
    party: ours,
    name: 'his',
    url: 'https://8.8.8.8/',
    institution: ours,
    organisation: ours,
  };
  await door().deps.webhooks.register.put({ ...webhook, topics: ['lists'] } as never, 'whsec_x', {
    ...{ actor: `${ours}/system`, at: now },
  });
  await switchedOn(aKey());
  await prepareDeliveries(deps());
  const { delivery } = await waiting();
  const heard = (await get('/v1/webhooks/his/events')).json();
  expect(heard.events).toHaveLength(1);
  expect(heard.events[0]).toMatchObject({
    ...{ id: `list_${delivery}`, type: 'hub.list-delivery', subject: String(delivery) },
    data: { topic: 'lists', read: `/v1/list-deliveries/${delivery}` },
  });
  const after = (await get(`/v1/webhooks/his/events?after=list_${delivery}`)).json();
  expect(after.events).toEqual([]);
});
