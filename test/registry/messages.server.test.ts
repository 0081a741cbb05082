import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call } from '../http/door-under-test.ts';
import { people } from '../lists/people.ts';
import { openReceiver, type Receiver, type Wire } from './receiver.ts';
import { byNumber, envelope, search, useRegistry, where } from './registry-under-test.ts';
import { answerShape, faultsOf } from './standard.ts';

const registry = useRegistry();
const [person] = people(1);
const number = person?.idNumber ?? '';
const good = byNumber(number);

let receiver: Receiver;
let relay: ReturnType<ReturnType<typeof registry>['relay']>;
beforeAll(async () => {
  receiver = await openReceiver();
  const peer = { party: registry().listId, callbackUrl: receiver.url, publicKey: null, token: null };
  await registry().deps.registry.peers.putPeer(peer);
  relay = registry().relay();
});
afterAll(async () => {
  await relay.stop();
  await receiver.close();
});

/** The only item of the callback that an acknowledged message brings. */
async function calledBack(correlationId: string) {
  const found = () => receiver.taken.find(({ body }) => body.message.correlation_id === correlationId);
  await expect.poll(found).toBeDefined();
  return found()?.body.message.search_response[0];
}

/** What is no frame of a request at all: there is nothing to answer later. */
const frames: ReadonlySet<string> = new Set([
  ...['no reference', 'a long reference', 'no timestamp', 'a timestamp without offset'],
  ...['a locale that is none', 'no criteria', 'a page of nothing beside its criteria'],
]);

describe('one request of a message', () => {
  const tooLong = 'x'.repeat(100);
  test.each([
    ['no reference', search(good, { reference_id: undefined }), 'rjct.reference_id.invalid'],
    ['a long reference', search(good, { reference_id: tooLong }), 'rjct.reference_id.invalid'],
    ['no timestamp', search(good, { timestamp: undefined }), 'rjct.timestamp.invalid'],
    [
      'a timestamp without offset',
      search(good, { timestamp: '2026-03-01T09:00:00' }),
      'rjct.timestamp.invalid',
    ],
    ['a locale that is none', search(good, { locale: 'ZH' }), 'rjct.search_criteria.invalid'],
    ['no criteria', search(good, { search_criteria: 'all' }), 'rjct.search_criteria.invalid'],
    ['criteria of another version', search({ ...good, version: '2.0.0' }), 'rjct.search_criteria.invalid'],
    [
      'another registry',
      search({ ...good, reg_type: 'ns:org:RegistryType:Civil' }),
      'rjct.search_criteria.invalid',
    ],
    [
      'a record that nobody keeps',
      search({ ...good, reg_record_type: 'Programme' }),
      'rjct.search_criteria.invalid',
    ],
    [
      'people and households at once',
      search({ ...good, reg_record_type: 'Member', response_entity: 'Group' }),
      'rjct.search_criteria.invalid',
    ],
    [
      'all households',
      search({ ...where({ list_id: 'x' }), response_entity: 'Group' }),
      'rjct.search_criteria.invalid',
    ],
    ['graphql', search({ query_type: 'graphql', query: {} }), 'rjct.search_criteria.invalid'],
    ['a wrong number', search(byNumber(`${number.slice(0, 17)}Z`)), 'rjct.search_criteria.invalid'],
    [
      'sorting',
      search({ ...good, sort: [{ attribute_name: 'UIN', sort_order: 'asc' }] }),
      'rjct.sort.invalid',
    ],
    [
      'an event that no search is about',
      search({ ...good, reg_event_type: 'NewHouseHoldMember' }),
      'rjct.search_criteria.invalid',
    ],
    [
      'criteria with more than anybody reads',
      search({ ...good, filter: { category: 'x' } }),
      'rjct.search_criteria.invalid',
    ],
    ['a request with more than anybody reads', search(good, { consent: {} }), 'rjct.search_criteria.invalid'],
    [
      'a page of nothing beside its criteria',
      search(good, { pagination: { page_size: 0 } }),
      'rjct.pagination.invalid',
    ],
    ['a page of nothing', search({ ...good, pagination: { page_size: 0 } }), 'rjct.pagination.invalid'],
    ['page 0', search({ ...good, pagination: { page_size: 1, page_number: 0 } }), 'rjct.pagination.invalid'],
    ['a page of 101', search({ ...good, pagination: { page_size: 101 } }), 'rjct.pagination.invalid'],
    [
      'the last of many pages',
      search({ ...good, pagination: { page_size: 100, page_number: 101 } }),
      'rjct.search.too_many_records_found',
    ],
    [
      'a list of somebody else',
      search({
        query_type: 'predicate',
        query: [{ expression1: { attribute_name: 'list_id', operator: 'eq', attribute_value: 'not-mine' } }],
      }),
      'rjct.search_criteria.invalid',
    ],
  ])('%s is turned away by its code, in both ways of asking', async (what, message, code) => {
    const now = await registry().ask('agency', 'sync/search', message);
    expect(now.status).toBe(200);
    const [answer] = now.body.message.search_response;
    expect(answer).toMatchObject({ status: 'rjct', status_reason_code: code });
    expect(answer.status_reason_message).toMatch(/\p{Script=Han}.* · [a-z]/u);
    expect(answer).not.toHaveProperty('data');
    expect(JSON.stringify(answer)).not.toContain(number);
    const later = (await registry().ask('agency', 'search', message)).body.message;
    if (frames.has(what)) {
      expect(later).toMatchObject({ ack_status: 'ERR', error: { code: 'err.request.bad' } });
      expect(later.error.message).toContain(code);
      return;
    }
    expect(later).toMatchObject({ ack_status: 'ACK' });
    const told = await calledBack(later.correlation_id);
    expect(told).toMatchObject({ status: 'rjct', status_reason_code: code });
    expect(told).not.toHaveProperty('data');
  });

  test.each([
    [
      'records by the name of their person',
      search({ ...good, reg_record_type: 'spdci-extensions-dci:SRPerson' }),
    ],
    ['a registry by its type', search({ ...good, reg_type: 'SOCIAL_REGISTRY' })],
    ['who is registered', search({ ...good, reg_event_type: 'REGISTER', consent: {} })],
    ['a page beside its criteria', search(good, { pagination: { page_size: 5, page_number: 1 } })],
    [
      'null for what it leaves out',
      search({ ...good, sort: null, pagination: null, authorize: null }, { locale: null }),
    ],
    [
      'an expression of predicates',
      search({
        query_type: 'expression',
        query: { type: 'ns:org:QueryType:expression', value: { expression: where({ UIN: number }).query } },
      }),
    ],
  ])('as public clients write it, %s is understood', async (_, message) => {
    const { body } = await registry().ask('agency', 'sync/search', message, {
      sender_uri: '',
      receiver_id: '',
    });
    expect(body.message.search_response[0]).toMatchObject({ status: 'succ', pagination: { total_count: 0 } });
  });

  test('keeps back none of the others, and the same reference twice is told', async () => {
    const [right] = search(good).search_request;
    const [wrong] = search({ query_type: 'none' }, { reference_id: 'r2' }).search_request;
    const message = { transaction_id: 't1', search_request: [right, wrong, right, 'nonsense'] };
    const { body } = await registry().ask('agency', 'sync/search', message);
    expect(body.header).toMatchObject({ status: 'succ', total_count: 4, completed_count: 4 });
    type Answer = { reference_id: string; status: string; status_reason_code?: string };
    const answers = body.message.search_response as readonly Answer[];
    expect(answers.map((one) => [one.reference_id, one.status, one.status_reason_code])).toEqual([
      ['r1', 'succ', undefined],
      ['r2', 'rjct', 'rjct.search_criteria.invalid'],
      ['r1', 'rjct', 'rjct.reference_id.duplicate'],
      ['', 'rjct', 'rjct.reference_id.invalid'],
    ]);
  });
});

describe('the header', () => {
  test.each([
    ['version', { version: '9' }, 'rjct.version.invalid', 'err.version.not_supported'],
    ['moment', { message_ts: 'now' }, 'rjct.message_ts.invalid', 'err.request.bad'],
    ['action', { action: 'notify' }, 'rjct.action.invalid', 'err.request.bad'],
    ['count', { total_count: 7 }, 'rjct.total_count.invalid', 'err.request.bad'],
  ])('with a wrong %s turns the whole message away', async (_, more, rjct, err) => {
    const now = await registry().ask('agency', 'sync/search', search(good), more);
    expect([now.status, now.body.header.status, now.body.header.status_reason_code]).toEqual([
      200,
      'rjct',
      rjct,
    ]);
    expect(now.body).not.toHaveProperty('message');
    const later = await registry().ask('agency', 'search', search(good), more);
    expect([later.body.message.ack_status, later.body.message.error.code]).toEqual(['ERR', err]);
  });

  test.each([
    ['sender', { sender_id: 'H50015400001' }, 'err.sender_id.invalid'],
    ['receiver', { receiver_id: 'another.example.org' }, 'err.receiver_id.invalid'],
    ['encryption', { is_msg_encrypted: true }, 'err.encryption.invalid'],
  ])('with a wrong %s is refused by its code, at once and later', async (_, more, err) => {
    const now = await registry().ask('agency', 'sync/search', search(good), more);
    expect([now.status, now.body.errors[0].code]).toEqual([403, err]);
    expect(now.body.errors[0].message).toMatch(/^registry-message-refused: /);
    const later = await registry().ask('agency', 'search', search(good), more);
    expect([later.status, later.body.message.error.code]).toEqual([200, err]);
  });

  test('cannot say where the answer goes: nobody is called back who is not registered', async () => {
    const asked = { sender_uri: 'http://169.254.169.254/latest' };
    for (const more of [{}, asked]) {
      const { body } = await registry().ask('payer', 'search', search(good), more);
      expect(body.message.error.code).toBe('err.sender_uri.invalid');
    }
  });
});

describe('what is no message of the standard is refused in the standard’s form', () => {
  const ways = ['search', 'sync/search', 'subscribe', 'unsubscribe', 'txn/status', 'sync/txn/status'];
  /** The text of a refusal, which begins with the code of the hub. */
  const textOf = (body: Wire): string => body.message?.error.message ?? body.header.status_reason_message;

  test.each([
    ['no header', { message: search(good) }, '/header'],
    ['no message', { header: envelope('x', 'search', {}).header }, '/message'],
    ['a header without its id', { header: { action: 'search' }, message: {} }, '/header/message_id'],
    ['an array', [], ''],
  ])('%s', async (_, payload, path) => {
    for (const way of ways) {
      const { status, body } = await registry().post('agency', way, payload);
      expect([way, status]).toEqual([way, 422]);
      if (way.startsWith('sync')) expect(body.header.status).toBe('rjct');
      else expect(body.message).toMatchObject({ ack_status: 'ERR', error: { code: 'err.request.bad' } });
      expect(textOf(body)).toMatch(/^request-invalid: /);
      expect(textOf(body)).toContain(`; ${path} `);
    }
  });

  test.each([
    ['search', { transaction_id: 't1' }, '/message/search_request'],
    ['search', { ...search(good), consent: {} }, '/message/consent'],
    ['sync/search', { transaction_id: 'x'.repeat(100), search_request: [{}] }, '/message/transaction_id'],
    ['subscribe', { subscribe_request: [{}] }, '/message/transaction_id'],
    [
      'unsubscribe',
      { transaction_id: 't1', subscription_codes: ['x'.repeat(100)] },
      '/message/subscription_codes/0',
    ],
    [
      'sync/txn/status',
      { transaction_id: 't1', txnstatus_request: {} },
      '/message/txnstatus_request/txn_type',
    ],
    ['txn/status', asksFor('payment', 'transaction_id', 't1'), '/message/txnstatus_request/txn_type'],
    ['txn/status', asksFor('search', 'message_id', 't1'), '/message/txnstatus_request/attribute_type'],
    [
      'sync/txn/status',
      asksFor('search', 'transaction_id', ['t1']),
      '/message/txnstatus_request/attribute_value',
    ],
  ])('%s without its own parts', async (way, message, path) => {
    const { status, body } = await registry().ask('agency', way, message);
    expect([status, textOf(body).split(':')[0]]).toEqual([422, 'request-invalid']);
    expect(textOf(body)).toContain(`; ${path} `);
  });

  const send = async (payload: string, type?: string) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    const url = '/dci/v1.0.0/registry/search';
    const reply = await call(registry().server, 'agency', { method: 'POST', url, headers, payload });
    expect(faultsOf(answerShape('/registry/search', reply.statusCode), reply.json())).toEqual([]);
    return [reply.statusCode, reply.json().message.error.message.split(':')[0]];
  };

  test('no JSON at all, or a body that does not say what it is', async () => {
    expect(await send('{', 'application/json')).toEqual([400, 'body-malformed']);
    expect(await send('')).toEqual([422, 'request-invalid']);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])
      expect([type, ...(await send('{}', type))]).toEqual([type, 415, 'media-type-unsupported']);
    expect(await send('{}', '')).toEqual([415, 'media-type-unsupported']);
  });

  test('nobody without a credential, and a path that is none', async () => {
    for (const way of ways) {
      const { status, body } = await registry().post(null, way, {});
      expect([way, status, body.errors[0].code]).toEqual([way, 401, 'err.request.unauthorized']);
      expect(body.errors[0].message).toMatch(/^credential-missing: /);
    }
    const url = '/dci/v1.0.0/registry/search';
    const asked = await call(registry().server, 'agency', { url: `${url}?UIN=${number}` });
    expect([asked.statusCode, asked.json().errors[0].code]).toEqual([404, 'err.request.not_found']);
    expect(asked.json().errors[0].message).toMatch(/^route-unknown: /);
    expect(asked.body).not.toContain(number);
  });
});

/** A question of what became of something. */
function asksFor(txn_type: string, attribute_type: string, attribute_value: unknown) {
  const txnstatus_request = { reference_id: 's1', txn_type, attribute_type, attribute_value };
  return { transaction_id: 't9', txnstatus_request };
}
