import { describe, expect, test } from 'vitest';
import { call } from '../http/door-under-test.ts';
import { people } from '../lists/people.ts';
import { byNumber, envelope, search, useRegistry, where } from './registry-under-test.ts';

const registry = useRegistry();
const [person] = people(1);
const number = person?.idNumber ?? '';
const good = byNumber(number);

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
      search({ ...good, reg_record_type: 'SRPerson' }),
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
  ])('%s is turned away by its code, in both ways of asking', async (_, message, code) => {
    const now = await registry().ask('agency', 'sync/search', message);
    expect(now.status).toBe(200);
    const [answer] = now.body.message.search_response;
    expect(answer).toMatchObject({ status: 'rjct', status_reason_code: code });
    expect(answer.status_reason_message).toMatch(/\p{Script=Han}.* · [a-z]/u);
    expect(answer).not.toHaveProperty('data');
    expect(JSON.stringify(answer)).not.toContain(number);
    await registry().deps.registry.peers.putPeer({
      ...{ party: registry().listId, callbackUrl: 'http://127.0.0.1:1/dci', publicKey: null, token: null },
    });
    const later = await registry().ask('agency', 'search', message);
    // Nothing of it can be answered: the sender hears at once, and nothing is owed.
    expect(later.body.message).toMatchObject({ ack_status: 'ERR', error: { code: 'err.request.bad' } });
    expect(later.body.message.error.message).toContain(code);
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
  ])('with a wrong %s is a problem, or an acknowledgement of one', async (_, more, err) => {
    const now = await registry().ask('agency', 'sync/search', search(good), more);
    expect([now.status, now.body.code]).toEqual([403, 'registry-message-refused']);
    expect(now.body.detail).toContain(err);
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

describe('what is no message of the standard is a problem document', () => {
  test.each([
    ['no header', { message: search(good) }, '/header'],
    ['no message', { header: envelope('x', 'search', {}).header }, '/message'],
    ['a header without its id', { header: { action: 'search' }, message: {} }, '/header/message_id'],
    ['an array', [], ''],
  ])('%s', async (_, payload, path) => {
    for (const way of [
      'search',
      'sync/search',
      'subscribe',
      'unsubscribe',
      'txn/status',
      'sync/txn/status',
    ]) {
      const { status, body } = await registry().post('agency', way, payload);
      expect([way, status, body.code]).toEqual([way, 422, 'request-invalid']);
      expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
    }
  });

  test.each([
    ['search', { transaction_id: 't1' }, '/message/search_request'],
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
  ])('%s without its own parts', async (way, message, path) => {
    const { status, body } = await registry().ask('agency', way, message);
    expect([status, body.code]).toEqual([422, 'request-invalid']);
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
  });

  test('no JSON at all, and a number where a URL would show it', async () => {
    const headers = { 'content-type': 'application/json' };
    const url = '/dci/v1.0.0/registry/search';
    const broken = await call(registry().server, 'agency', { method: 'POST', url, headers, payload: '{' });
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'body-malformed']);
    const asked = await call(registry().server, 'agency', { url: `${url}?UIN=${number}` });
    expect([asked.statusCode, asked.json().code]).toEqual([404, 'route-unknown']);
    expect(asked.body).not.toContain(number);
  });
});
