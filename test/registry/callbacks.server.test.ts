import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { isSignedBy, registrySigner } from '../../api/registry/signature.ts';
import { call } from '../http/door-under-test.ts';
import { people } from '../lists/people.ts';
import { openReceiver, type Receiver } from './receiver.ts';
import { byNumber, envelope, release, search, useRegistry } from './registry-under-test.ts';

const registry = useRegistry();
const [listed] = people(1);
const message = search(byNumber(listed?.idNumber ?? ''));
let receiver: Receiver;

const putPeer = (party: string, body: object) =>
  call(registry().server, 'operator', { method: 'PUT', url: `/v1/registry-peers/${party}`, payload: body });

beforeAll(async () => {
  await release(registry(), registry().listId, [[listed]]);
});
beforeEach(async () => {
  receiver = await openReceiver();
  const put = await putPeer(registry().listId, { callbackUrl: receiver.url, token: 'their-credential' });
  expect(put.statusCode).toBe(200);
});
afterAll(() => receiver.close());

function relay() {
  const running = registry().relay();
  onTestFinished(() => running.stop());
}

const owed = async () =>
  registry().db.selectFrom('registryDeliveries').selectAll().where('state', '=', 'owed').execute();

test('an answer comes later, with the ids of the question, and once although the receiver failed twice', async () => {
  let tries = 0;
  receiver.answers(() => ({ status: ++tries <= 2 ? 503 : 200 }));
  const acknowledged = await registry().ask('agency', 'search', message);
  expect(acknowledged.body.message).toMatchObject({ ack_status: 'ACK' });
  relay();
  const [answer] = await receiver.wait('on-search');
  expect(answer?.path).toBe('/dci/registry/on-search');
  expect(answer?.authorization).toBe('Bearer their-credential');
  const { correlation_id } = acknowledged.body.message;
  expect(answer?.body.message).toMatchObject({ transaction_id: 't1', correlation_id });
  expect(answer?.body.message.search_response[0]).toMatchObject({
    ...{ reference_id: 'r1', status: 'succ', pagination: { total_count: 1 } },
  });
  expect(receiver.heard).toHaveLength(3);
  expect(new Set(receiver.heard.map(({ body }) => body.header.message_id)).size).toBe(1);
  const by = {
    party: 'treat-first-hub',
    publicKey: registry().deps.registry.signer.publicKey.x,
    realMs: Date.now(),
  };
  for (const { body } of receiver.heard) expect(isSignedBy(body.signature, body, by)).toBe(true);
  await expect.poll(async () => (await owed()).length).toBe(0);
});

test('the same message twice is one question; the same id with another content is refused', async () => {
  const body = envelope(registry().listId, 'search', message);
  const asked = await Promise.all([1, 2, 3].map(() => registry().post('agency', 'search', body)));
  expect(new Set(asked.map((one) => one.body.message.correlation_id)).size).toBe(1);
  const other = { ...body, message: { ...message, transaction_id: 't2' } };
  const conflict = await registry().post('agency', 'search', other);
  expect(conflict.body.message.error.message).toContain('rjct.message_id.duplicate');
  expect(await owed()).toHaveLength(1);
  relay();
  await receiver.wait('on-search');
  expect(receiver.heard).toHaveLength(1);
});

test('what became of a question is told by its transaction, its reference and its correlation, to its sender only', async () => {
  const transaction_id = `t-${randomBytes(4).toString('hex')}`;
  const asked = { ...message, transaction_id };
  const { correlation_id } = (await registry().ask('agency', 'search', asked)).body.message;
  const about = (attribute_type: string, attribute_value: unknown, txn_type = 'search') => ({
    ...{ transaction_id: 't9' },
    txnstatus_request: { reference_id: 's1', txn_type, attribute_type, attribute_value },
  });
  for (const question of [
    about('transaction_id', transaction_id),
    about('reference_id_list', ['r1', 'r7']),
    about('correlation_id', correlation_id),
  ]) {
    const { body } = await registry().ask('agency', 'sync/txn/status', question);
    expect(body.header).toMatchObject({ action: 'txn-on-status', status: 'succ' });
    expect(body.message.correlation_id).not.toBe(correlation_id);
    const { txn_status } = body.message.txnstatus_response;
    expect(txn_status).toMatchObject({ transaction_id, correlation_id });
    expect(txn_status.search_response[0]).toMatchObject({ reference_id: 'r1', status: 'succ' });
    expect(JSON.stringify(body)).not.toContain(listed?.idNumber);
  }
  const theirs = await registry().ask('payer', 'sync/txn/status', about('transaction_id', transaction_id));
  expect(theirs.body.header).toMatchObject({ status: 'rjct', completed_count: 0 });
  const unknown = about('transaction_id', 'none');
  for (const none of [
    unknown,
    ...['receipt', 'subscribe'].map((type) => about('transaction_id', transaction_id, type)),
  ]) {
    const { body } = await registry().ask('agency', 'sync/txn/status', none);
    expect(body.header).toMatchObject({ status: 'rjct' });
    expect(body.header.status_reason_message).toMatch(/ · /);
    expect(body).not.toHaveProperty('message');
  }
  relay();
  const asks = [];
  for (const question of [about('transaction_id', transaction_id), unknown])
    asks.push((await registry().ask('agency', 'txn/status', question)).body.message.correlation_id);
  const answers = await receiver.wait('txn-on-status', 2);
  expect(answers.map(({ path }) => path)).toEqual(
    Array.from({ length: 2 }, () => '/dci/registry/txn/on-status'),
  );
  // Each answer has the correlation of its own acknowledgement; that of what it is about is inside.
  expect(answers.map(({ body }) => body.message.correlation_id)).toEqual(asks);
  const [about_, none] = answers.map(({ body }) => body);
  expect(about_?.message.txnstatus_response.txn_status).toMatchObject({ correlation_id });
  expect(none?.header.status).toBe('rjct');
  expect(none?.message.txnstatus_response.txn_status.search_response).toEqual([]);
});

test('a peer that is down holds up nobody else, and its messages come in order when it is back', async () => {
  const other = await openReceiver();
  onTestFinished(() => other.close());
  await putPeer(registry().otherList, { callbackUrl: other.url });
  receiver.answers(() => ({ status: 500 }));
  const ids = [];
  for (const transaction_id of ['first', 'second', 'third']) {
    const { body } = await registry().ask('agency', 'search', { ...message, transaction_id });
    ids.push(body.message.correlation_id);
  }
  relay();
  await expect.poll(() => receiver.heard.length).toBeGreaterThan(0);
  await registry().ask('payer', 'search', message);
  await other.wait('on-search');
  const sent = receiver.heard.map(({ body }) => body.message.correlation_id);
  expect(new Set(sent)).toEqual(new Set([ids[0]]));
  receiver.answers(() => ({ status: 200 }));
  const arrived = await receiver.wait('on-search', 3);
  expect(arrived.map(({ body }) => body.message.correlation_id)).toEqual(ids);
});

test.each([
  ['a sign-in page', '<html><body>请登录</body></html>'],
  ['nothing', ''],
  ['JSON of another kind', '{"code":0,"msg":"success"}'],
  ['an acknowledgement that says neither', '{"message":{"ack_status":"OK"}}'],
])(
  'status 200 with %s is no acknowledgement: the message stays owed until the party has it',
  async (_, body) => {
    receiver.answers(() => ({ status: 200, body }));
    await registry().ask('agency', 'search', message);
    relay();
    await expect.poll(async () => (await owed())[0]?.lastCode).toBe('peer-unreadable');
    receiver.answers(() => ({ status: 200 }));
    await expect.poll(owed, { timeout: 20_000 }).toEqual([]);
  },
);

test('a moved address is not followed, a refusal is set aside, and an operator sees both and tries again', async () => {
  const elsewhere = await openReceiver();
  onTestFinished(() => elsewhere.close());
  receiver.answers(() => ({ status: 308, location: `${elsewhere.url}/registry/on-search` }));
  await registry().ask('agency', 'search', message);
  relay();
  await expect.poll(async () => (await owed())[0]?.lastCode).toBe('http-308');
  expect(elsewhere.heard).toHaveLength(0);
  receiver.answers(() => ({ status: 200, body: { message: { ack_status: 'ERR' } } }));
  const waiting = async (query = '') =>
    (await call(registry().server, 'operator', { url: `/v1/registry-deliveries${query}` })).json().deliveries;
  await expect
    .poll(() => waiting())
    .toMatchObject([
      { party: registry().listId, action: 'on-search', state: 'refused', lastCode: 'peer-err' },
    ]);
  const [{ deliveryId }] = await waiting('?all=true');
  receiver.answers(() => ({ status: 200 }));
  const retry = (id: number) =>
    call(registry().server, 'operator', { method: 'POST', url: `/v1/registry-deliveries/${id}/retry` });
  expect((await retry(deliveryId)).statusCode).toBe(202);
  await expect.poll(() => waiting('?all=true')).toEqual([]);
  const gone = await retry(deliveryId);
  expect([gone.statusCode, gone.json().code]).toEqual([404, 'registry-delivery-unknown']);
});

test('an answer goes where its question says, below the registered address, and later questions do not move it', async () => {
  const sender_uri = `${receiver.url}/tenant-7/found`;
  await registry().ask('agency', 'search', message, { sender_uri });
  await registry().ask('agency', 'search', message, { sender_uri: receiver.url });
  const moved = await openReceiver();
  onTestFinished(() => moved.close());
  await registry().ask('agency', 'search', message, { sender_uri });
  const elsewhere = await registry().ask('agency', 'search', message, { sender_uri: `${moved.url}/found` });
  expect(elsewhere.body.message).toMatchObject({
    ack_status: 'ERR',
    error: { code: 'err.sender_uri.invalid' },
  });
  const running = registry().relay();
  const arrived = await receiver.wait('on-search', 3);
  expect(arrived.map(({ path }) => path)).toEqual([
    '/dci/tenant-7/found',
    '/dci/registry/on-search',
    '/dci/tenant-7/found',
  ]);
  await running.stop();
  // The operator registers another address: what waits goes there, to none that a message named before.
  await registry().ask('agency', 'search', message, { sender_uri });
  await putPeer(registry().listId, { callbackUrl: moved.url });
  relay();
  const [late] = await moved.wait('on-search');
  expect(late?.path).toBe('/dci/registry/on-search');
  expect(receiver.taken).toHaveLength(3);
});

test('a message whose seal is broken is set aside, and those behind it go out', async () => {
  const broken = await registry().ask('agency', 'search', message);
  expect(broken.body.message.ack_status).toBe('ACK');
  await sql`UPDATE registry_deliveries SET body_sealed = set_byte(body_sealed, 150, get_byte(body_sealed, 150) # 1)
    WHERE state = 'owed'`.execute(registry().db);
  const { body } = await registry().ask('agency', 'search', { ...message, transaction_id: 'behind' });
  relay();
  const [arrived] = await receiver.wait('on-search');
  expect(arrived?.body.message.correlation_id).toBe(body.message.correlation_id);
  const aside = await registry()
    .db.selectFrom('registryDeliveries')
    .select(['lastCode', 'attempts'])
    .where('state', '=', 'refused')
    .where('lastCode', '=', 'seal-broken')
    .execute();
  expect(aside).toEqual([{ lastCode: 'seal-broken', attempts: 1 }]);
  await registry().db.deleteFrom('registryDeliveries').where('lastCode', '=', 'seal-broken').execute();
});

test('what is old is forgotten, but for what was never taken', async () => {
  const { db, deps } = registry();
  const { body } = await registry().ask('agency', 'search', message);
  relay();
  await receiver.wait('on-search');
  const kept = async () => ({
    requests: (await db.selectFrom('registryRequests').selectAll().execute()).length,
    delivered: (
      await db.selectFrom('registryDeliveries').selectAll().where('state', '=', 'delivered').execute()
    ).length,
  });
  const before = await kept();
  await expect(deps.registry.retention.forgetOld(deps.clock.now())).resolves.toBe(0);
  expect(await kept()).toEqual(before);
  await sql`UPDATE registry_requests SET at = at - interval '181 days'
    WHERE correlation_id = ${body.message.correlation_id}`.execute(db);
  await sql`UPDATE registry_deliveries SET delivered_at = delivered_at - interval '181 days',
    owed_at = owed_at - interval '181 days'`.execute(db);
  await expect(deps.registry.retention.forgetOld(deps.clock.now())).resolves.toBe(1 + before.delivered);
  expect(await kept()).toEqual({ requests: before.requests - 1, delivered: 0 });
});

test('only what waits for three days calls for somebody', async () => {
  await registry().ask('agency', 'search', message);
  const list = async (query: string) =>
    (await call(registry().server, 'operator', { url: `/v1/registry-deliveries${query}` })).json().deliveries;
  expect(await list('')).toEqual([]);
  expect(await list('?all=true')).toHaveLength(1);
  await sql`UPDATE registry_deliveries SET owed_at = owed_at - interval '3 days' WHERE state = 'owed'`.execute(
    registry().db,
  );
  expect(await list('')).toMatchObject([{ state: 'owed', attempts: 0 }]);
  relay();
  await receiver.wait('on-search');
});

test('an operator registers only parties that are there, at addresses that are plain', async () => {
  const unknown = await putPeer('nobody', { callbackUrl: receiver.url });
  expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'registry-peer-unknown']);
  for (const callbackUrl of [
    ...['ftp://a.example', 'https://user:pass@a.example', 'https://a.example?x=1', 'https://a.example/'],
    ...['not a url', 'file:///etc/passwd'],
  ]) {
    const bad = await putPeer(registry().listId, { callbackUrl });
    expect([callbackUrl, bad.statusCode]).toEqual([callbackUrl, 422]);
  }
  const asAgency = await call(registry().server, 'agency', {
    ...{ method: 'PUT', url: `/v1/registry-peers/${registry().listId}` },
    payload: { callbackUrl: receiver.url },
  });
  expect(asAgency.statusCode).toBe(403);
});

test('a party that registered a key is heard only when it signs', async () => {
  const theirs = registrySigner(randomBytes(32));
  await putPeer(registry().listId, { callbackUrl: receiver.url, publicKey: theirs.publicKey.x });
  const body = envelope(registry().listId, 'search', message);
  const ask = async (signature: string) =>
    (await registry().post('agency', 'search', { ...body, signature })).body.message;
  expect((await ask('')).error.code).toBe('err.signature.missing');
  expect((await ask('invalid')).error.code).toBe('err.signature.invalid');
  const signature = theirs.sign(body).replace('treat-first-hub|', `${registry().listId}|`);
  expect((await ask(signature)).ack_status).toBe('ACK');
  relay();
  await receiver.wait('on-search');
});

test('what waits is sealed: no number, name or credential is in any table of the door', async () => {
  await registry().ask('agency', 'search', { ...message, transaction_id: listed?.idNumber ?? '' });
  for (const table of [
    'registry_peers',
    'registry_requests',
    'registry_deliveries',
    'registry_subscriptions',
  ]) {
    const { rows } = await sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(table)} t`.execute(
      registry().db,
    );
    const text = rows.map(({ row }) => row).join('\n');
    const plain = text.replaceAll(/\\x([0-9a-f]+)/g, (_, hex) => Buffer.from(hex, 'hex').toString('latin1'));
    for (const secret of [listed?.idNumber ?? '', listed?.name ?? '', 'their-credential'])
      expect([table, text.includes(secret), plain.includes(secret)]).toEqual([table, false, false]);
  }
  relay();
  await receiver.wait('on-search');
  const kept = await registry()
    .db.selectFrom('registryDeliveries')
    .select(({ fn }) => fn.count('bodySealed').as('bodies'))
    .where('state', '=', 'delivered')
    .executeTakeFirstOrThrow();
  expect(Number(kept.bodies)).toBe(0);
});
