import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { dailyDigests } from '../../api/relay/digests.ts';
import { startWebhookRelay } from '../../api/relay/webhooks.ts';
import { addressRules } from '../../api/webhooks/addresses.ts';
import { pingMessage } from '../../api/webhooks/message.ts';
import { webhookParts } from '../../api/webhooks/parts.ts';
import { webhookSender } from '../../api/webhooks/sender.ts';
import { instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { webhookTopicCodes } from '../../domain/webhook-topics.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { anAdmissionBody, type Caller, hospitals, today, useDoor } from '../http/door-under-test.ts';
import { putInCare } from '../postgres/store-under-test.ts';
import { openEndpoint } from './endpoint.ts';

const door = useDoor({ webhookNetworks: ['127.0.0.0/8'] });
const at = instant('2024-03-10T12:00:00+08:00');

async function endpoint() {
  const opened = await openEndpoint();
  onTestFinished(() => opened.close());
  return opened;
}

/** A relay that waits for milliseconds where the real one waits for hours. */
function relay(pausesMs: readonly number[] = [40, 40, 40, 40, 40, 40, 40, 40], callMs = 400): void {
  const webhooks = webhookParts({
    ...{ db: door().db, sealer: sealer(door().vaultKeys), networks: ['127.0.0.0/8'], callMs },
  });
  const running = startWebhookRelay({
    webhooks,
    clock: { now: () => at },
    log: { warn: () => undefined },
    pollMs: 20,
    pausesMs,
  });
  onTestFinished(() => running.stop());
}

async function registered(name: string, url: string, more: object = {}, by: Caller = 'hospital') {
  onTestFinished(async () => {
    await door().call(by, { method: 'DELETE', url: `/v1/webhooks/${name}` });
  });
  const payload = { url, ...more };
  const reply = await door().call(by, { method: 'PUT', url: `/v1/webhooks/${name}`, payload });
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json() as { readonly secret: string; readonly topics: readonly string[] };
}

/** A stay of a hospital that was decided upon: an admission, a decision and a stage. */
async function aStay(by: 'hospital' | 'otherHospital' = 'hospital') {
  const body = { ...anAdmissionBody(), institution: hospitals[by === 'hospital' ? 0 : 1] };
  const reply = await door().call(by, { method: 'POST', url: '/v1/stays', payload: body });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  await putInCare(door().deps.stays, caseRef);
  return { caseRef, body };
}

const listed = async (name: string, by: Caller = 'hospital') =>
  (await door().call(by, { url: '/v1/webhooks' }))
    .json()
    .webhooks.find((one: { readonly name: string }) => one.name === name);

const owed = async () => {
  const { rows } = await sql`SELECT FROM webhook_deliveries WHERE state = 'owed'
    UNION ALL SELECT FROM webhook_outbox`.execute(door().db);
  return rows.length;
};

test('a hospital hears of its own stays only, signed, as CloudEvents without anybody’s name, number or diagnosis', async () => {
  const [mine, theirs] = [await endpoint(), await endpoint()];
  const entered = await registered('his', mine.url);
  expect(entered.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  // Who names no topic hears of all, those of later versions too.
  expect(entered.topics).toEqual(webhookTopicCodes);
  expect((await listed('his')).topics).toEqual(webhookTopicCodes);
  const [kept] = await door()
    .db.selectFrom('webhooks')
    .select('topics')
    .where('url', '=', mine.url)
    .execute();
  expect(kept?.topics).toBeNull();
  expect((await registered('his', theirs.url, {}, 'otherHospital')).secret).not.toBe(entered.secret);
  relay();
  const { caseRef, body } = await aStay();
  const heard = await mine.hears(3);
  const types = heard.map(({ message }) => message.type);
  expect(new Set(types)).toEqual(new Set(['hub.stay.stage-reached', 'hub.stay.admission-decided']));
  for (const one of heard) {
    expect(one.message).toMatchObject({ specversion: '1.0', source: '/v1/stays', subject: caseRef });
    expect(one.headers['content-type']).toContain('application/cloudevents+json');
    expect(one.message.id).toBe(one.id);
    for (const secret of [body.patient.idNumber, body.patient.name, body.diagnosis.code])
      expect(one.text).not.toContain(secret);
  }
  expect(mine.signedBy(entered.secret)).toHaveLength(mine.heard.length);
  // What was told can be read again, in the same words, after any message of it.
  const replay = await door().call('hospital', { url: `/v1/webhooks/his/events?after=${heard[0]?.id}` });
  expect(replay.json()).toEqual({ events: heard.slice(1).map(({ message }) => message), more: false });
  expect(theirs.heard).toEqual([]);
  const other = await door().call('otherHospital', { url: '/v1/webhooks/his/events' });
  expect(other.json()).toEqual({ events: [], more: false });
  const unknown = await door().call('otherHospital', {
    url: `/v1/webhooks/his/events?after=${heard[0]?.id}`,
  });
  expect(unknown.json()).toMatchObject({ code: 'webhook-message-unknown' });
  const noDay = await door().call('hospital', { url: '/v1/webhooks/his/events?after=digest_2024-99-99_x' });
  expect(noDay.json()).toMatchObject({ code: 'request-invalid' });
});

test('an endpoint that dies hears everything once it is back, nothing is lost and what is sent twice has the same id; others are told meanwhile', async () => {
  const [dead, slow, well] = [await endpoint(), await endpoint(), await endpoint()];
  const { port } = dead;
  await registered('dead', dead.url, { topics: ['stage'] });
  await registered('slow', slow.url, { topics: ['stage'] });
  await registered('well', well.url, { topics: ['stage'] });
  slow.answers(() => 'never');
  await dead.close();
  relay();
  const began = performance.now();
  await aStay();
  await well.hears(2);
  // The slow one is still waited for: whoever stands beside it did not wait with it.
  expect(performance.now() - began).toBeLessThan(30_000);
  await expect.poll(async () => (await listed('dead')).failures, { timeout: 10_000 }).toBeGreaterThan(2);
  expect(await listed('dead')).toMatchObject({ state: 'on', lastCode: 'unreachable', owed: 2 });
  await expect.poll(async () => (await listed('slow')).lastCode, { timeout: 10_000 }).toBe('timeout');
  const back = await openEndpoint(port);
  onTestFinished(() => back.close());
  slow.answers(() => 200);
  await back.hears(2);
  await slow.hears(2);
  await expect.poll(owed, { timeout: 10_000 }).toBe(0);
  expect(await listed('dead')).toMatchObject({ state: 'on', failures: 0, owed: 0, lastCode: null });
  // Told again to the slow one, under the same ids.
  expect(new Set(slow.heard.map(({ id }) => id)).size).toBe(2);
  expect(slow.heard.length).toBeGreaterThan(2);
});

test('a message that an endpoint refuses delays no other, is given up after all its tries, and can be read or sent again', async () => {
  const his = await endpoint();
  await registered('his', his.url, { topics: ['stage'] });
  let poison: string | undefined;
  his.answers(({ id }) => {
    poison ??= id;
    return id === poison ? 500 : 204;
  });
  relay([10, 10]);
  await aStay();
  await his.hears(2);
  await expect.poll(async () => (await listed('his')).givenUp, { timeout: 10_000 }).toBe(1);
  expect(his.heard.filter(({ id }) => id === poison)).toHaveLength(3);
  const read = await door().call('hospital', { url: '/v1/webhooks/his/events' });
  expect(read.json().events.map(({ id }: { readonly id: string }) => id)).toContain(poison);
  his.answers(() => 204);
  await registered('his', his.url, { topics: ['stage'] });
  await expect.poll(async () => (await listed('his')).givenUp + (await owed()), { timeout: 10_000 }).toBe(0);
});

test('an endpoint that fails for five days, or says for one that it is gone, is switched off, seen, and on again by registering it', async () => {
  const [gone, broken] = [await endpoint(), await endpoint()];
  gone.answers(() => 410);
  broken.answers(() => 302);
  await registered('gone', gone.url, { topics: ['stage'] });
  await registered('broken', broken.url, { topics: ['stage'] });
  const since = (hours: number) =>
    sql`UPDATE webhooks SET failures = 9,
    failing_since = clock_timestamp() - make_interval(hours => ${hours})`.execute(door().db);
  await since(23);
  relay(Array.from({ length: 500 }, () => 40));
  await aStay();
  await expect.poll(async () => (await listed('gone')).failures, { timeout: 10_000 }).toBeGreaterThan(9);
  expect(await listed('gone')).toMatchObject({ state: 'on', lastCode: 'http-410' });
  await since(25);
  await expect.poll(async () => (await listed('gone')).state, { timeout: 10_000 }).toBe('off');
  expect(await listed('broken')).toMatchObject({ state: 'on', lastCode: 'http-302' });
  await since(121);
  await expect.poll(async () => (await listed('broken')).state, { timeout: 10_000 }).toBe('off');
  const signs = (await door().call('operator', { url: '/v1/health-report' })).json().signs;
  expect(signs.find(({ sign }: { readonly sign: string }) => sign === 'webhooks')).toMatchObject({
    ...{ state: 'wrong', count: 2 },
    longest: expect.arrayContaining([expect.objectContaining({ subject: `${hospitals[0]}/gone` })]),
  });
  const waits = (await door().call('operator', { url: '/v1/attention' })).json().attention;
  expect(waits.filter(({ kind }: { readonly kind: string }) => kind === 'webhook')).toMatchObject(
    ['broken', 'gone'].map((name) => ({
      ...{
        code: 'webhook-off',
        party: hospitals[0],
        name,
        mustAct: { role: 'hospital', organisation: hospitals[0] },
      },
    })),
  );
  // Off, it is told nothing, and loses nothing: what happens meanwhile waits for it.
  const before = broken.heard.length;
  await aStay();
  await expect.poll(async () => (await listed('broken')).owed, { timeout: 10_000 }).toBe(4);
  expect(broken.heard).toHaveLength(before);
  broken.answers(() => 200);
  expect((await registered('broken', broken.url, { topics: ['stage'] })).secret).toBeNull();
  await expect.poll(async () => (await listed('broken')).owed, { timeout: 10_000 }).toBe(0);
  const left = (await door().call('operator', { url: '/v1/attention' })).json().attention;
  expect(left.map(({ name }: { readonly name?: string }) => name)).not.toContain('broken');
});

test('a secret is changed without a gap: for a week both sign; a ping tells at once how an address answers', async () => {
  const his = await endpoint();
  const { secret: old } = await registered('his', his.url);
  const turned = await door().call('hospital', { method: 'POST', url: '/v1/webhooks/his/secret' });
  const ping = { method: 'POST', url: '/v1/webhooks/his/ping' } as const;
  expect((await door().call('hospital', ping)).json()).toMatchObject({ taken: true, code: 'http-204' });
  expect([his.signedBy(old), his.signedBy(turned.json().secret)].map(({ length }) => length)).toEqual([1, 1]);
  await sql`UPDATE webhooks SET previous_until = clock_timestamp()`.execute(door().db);
  his.answers(() => 500);
  expect((await door().call('hospital', ping)).json()).toMatchObject({ taken: false, code: 'http-500' });
  expect([his.signedBy(old), his.signedBy(turned.json().secret)].map(({ length }) => length)).toEqual([1, 2]);
  expect((await door().call('otherHospital', ping)).json()).toMatchObject({ code: 'webhook-unknown' });
});

test('the digest of the morning goes to the organisation’s endpoint', async () => {
  const [his, office] = [await endpoint(), await endpoint()];
  await registered('his', his.url, { topics: ['digest'] });
  expect(await registered('office', office.url, {}, 'operator')).toMatchObject({ topics: ['digest'] });
  const { caseRef, body } = await aStay();
  const waits = { code: 'admission-refused', blockedOn: 'hospital', since: at, step: 'admit' } as const;
  await door().deps.stays.raiseAttention(caseRef, waits, at);
  relay();
  await dailyDigests({ ...door().deps, digestDirectory: null });
  const [digest] = await his.hears(1);
  expect(digest?.message).toMatchObject({
    ...{ id: `digest_${today}_${hospitals[0]}`, type: 'hub.digest', subject: today },
    data: { topic: 'digest', organisation: hospitals[0], open: 1, items: [{ subject: caseRef }] },
  });
  for (const secret of [body.patient.idNumber, body.patient.name]) expect(digest?.text).not.toContain(secret);
  expect((await office.hears(1))[0]?.message).toMatchObject({ data: { organisation: 'operator' } });
  await dailyDigests({ ...door().deps, digestDirectory: null });
  expect(his.heard).toHaveLength(1);
});

test('what is no address for the hub, or not the caller’s to hear, is refused and says why', async () => {
  const put = async (url: string, more: object = {}, by: Caller = 'hospital') => {
    const reply = await door().call(by, {
      ...{ method: 'PUT', url: '/v1/webhooks/new', payload: { url, ...more } },
    });
    return { status: reply.statusCode, ...(reply.json() as { code: string; detail?: string }) };
  };
  for (const [url, detail] of [
    ['https://10.0.0.1/hub', 'private'],
    ['https://[::ffff:169.254.169.254]/latest', 'private'],
    ['https://0xa9fea9fe/', 'private'],
    ['http://8.8.8.8/hub', 'not-encrypted'],
    ['https://nowhere.invalid/hub', 'not-found'],
  ] as const)
    expect(await put(url), url).toMatchObject({ status: 422, code: 'webhook-address-refused', detail });
  expect(await put('https://user:secret@8.8.8.8/')).toMatchObject({ code: 'request-invalid' });
  expect(await put('https://8.8.8.8/', { topics: ['stage'] }, 'payer')).toMatchObject({
    ...{ code: 'request-invalid', errors: [{ code: 'topic-not-own' }] },
  });
  for (const n of [1, 2, 3, 4, 5]) await registered(`n${n}`, 'https://8.8.8.8/');
  expect(await put('https://8.8.8.8/')).toMatchObject({ status: 409, code: 'webhooks-too-many' });
});

test('an address whose name leads into the hub’s own network by the time it is called is not called', async () => {
  const his = await endpoint();
  const rules = addressRules([]);
  const sent = await webhookSender({ ...rules, refusal: async () => null }).send(
    ...([`http://localhost:${his.port}/`, ['whsec_c2VjcmV0'], pingMessage('ping_1', at)] as const),
  );
  expect(sent).toEqual({ taken: false, code: 'unreachable' });
  expect(his.heard).toEqual([]);
});
