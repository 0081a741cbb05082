import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { addressAsked, HeaderFault, readMessage } from './envelope.ts';
import type { EnvelopeBody } from './shapes.ts';
import { registrySigner } from './signature.ts';

const realMs = 1_772_330_400_000;
const theirs = registrySigner(randomBytes(32), () => realMs);
const peer = {
  ...{ party: 'agency', callbackUrl: 'https://agency.example.org/dci', token: null },
  publicKey: null,
};
const header = {
  ...{ version: '1.0.0', message_id: 'm1', message_ts: '2026-03-01T09:00:00+08:00', action: 'search' },
  ...{ sender_id: 'agency', total_count: 1, is_msg_encrypted: false },
};
const message = { transaction_id: 't1', search_request: [{}] };
const body = (more: object = {}, other: object = message): EnvelopeBody => ({
  ...{ header: { ...header, ...more }, message: { ...other } },
});
const faultOf = (what: EnvelopeBody, with_: typeof peer | { publicKey: string } = peer): string => {
  try {
    readMessage(what, 'search', { party: 'agency', peer: { ...peer, ...with_ }, realMs });
    return 'read';
  } catch (error) {
    if (error instanceof HubProblem) return error.code;
    if (!(error instanceof HeaderFault)) throw error;
    return `${error.fault.rjct} ${error.fault.err}`;
  }
};

test('a message that is all right is read', () => {
  const sender = { party: 'agency', peer: undefined, realMs };
  expect(readMessage(body(), 'search', sender).transaction_id).toBe('t1');
  const codes = { transaction_id: 't1', timestamp: header.message_ts, subscription_codes: ['a', 'b'] };
  expect(
    readMessage(body({ action: 'unsubscribe' }, codes), 'unsubscribe', sender).subscription_codes,
  ).toHaveLength(2);
});

test.each([
  ['version', { version: '0.1.0' }, 'rjct.version.invalid err.version.not_supported'],
  ['moment', { message_ts: 'now' }, 'rjct.message_ts.invalid err.request.bad'],
  ['action', { action: 'subscribe' }, 'rjct.action.invalid err.request.bad'],
  ['count', { total_count: 2 }, 'rjct.total_count.invalid err.request.bad'],
  ['sender', { sender_id: 'somebody' }, 'null err.sender_id.invalid'],
  ['receiver', { receiver_id: 'another.example.org' }, 'null err.receiver_id.invalid'],
  ['encryption', { is_msg_encrypted: true }, 'null err.encryption.invalid'],
])('a wrong %s turns the message away by its code', (_, more, code) => {
  expect(faultOf(body(more))).toBe(code);
});

test('more than a hundred requests are too many, and a message without its parts is no message', () => {
  const many = { transaction_id: 't1', search_request: Array.from({ length: 101 }, () => ({})) };
  expect(faultOf(body({ total_count: 101 }, many))).toBe('rjct.total_count.limit_exceeded err.request.bad');
  expect(faultOf(body({}, { search_request: [{}] }))).toBe('request-invalid');
  expect(faultOf(body({}, { transaction_id: 'x'.repeat(100), search_request: [{}] }))).toBe(
    'request-invalid',
  );
  expect(faultOf(body({}, { transaction_id: 't1', search_request: [] }))).toBe('request-invalid');
});

test('a party with a key must sign', () => {
  const withKey = { publicKey: theirs.publicKey.x };
  expect(faultOf(body(), withKey)).toBe('null err.signature.missing');
  const forged = theirs.sign(body()).replace('treat-first-hub|', 'agency|');
  expect(faultOf({ ...body(), signature: forged }, withKey)).toBe('read');
  expect(faultOf({ ...body({ message_id: 'm2' }), signature: forged }, withKey)).toBe(
    'null err.signature.invalid',
  );
});

test('an answer goes to the registered address, or to one below it that its question names', () => {
  const asked = (sender_uri?: string) => addressAsked(body({ sender_uri }), peer);
  // Every public client sends the member, empty.
  for (const none of [undefined, '', peer.callbackUrl, `${peer.callbackUrl}/`])
    expect(asked(none)).toBe(undefined);
  const below = `${peer.callbackUrl}/tenant-7/on-search`;
  expect(asked(below)).toBe(below);
  for (const elsewhere of [
    ...['http://169.254.169.254/', `${peer.callbackUrl}.evil.example`, 'https://agency.example.org'],
    ...[
      `${peer.callbackUrl}/../admin`,
      `${peer.callbackUrl}/%2e%2e/admin`,
      `${peer.callbackUrl}//evil.example/x`,
    ],
    ...[`${peer.callbackUrl}/x?UIN=1`, 'https://user@agency.example.org/dci/x', 'on-search'],
  ])
    expect(() => asked(elsewhere), elsewhere).toThrow(HeaderFault);
  expect(() => addressAsked(body(), undefined)).toThrow(HeaderFault);
});

test('what a client leaves out may be null or empty; what nobody would read is refused by its name', () => {
  const nothing = { receiver_id: '', sender_uri: '', version: null, is_msg_encrypted: null };
  expect(faultOf(body(nothing, { ...message, locale: null }))).toBe('read');
  expect(faultOf(body({ meta: { tags: [] } }))).toBe('read');
  expect(faultOf(body({}, { ...message, pagination: { page_size: 1 } }))).toBe('request-invalid');
  expect(faultOf(body({}, { ciphertext: 'x' }))).toBe('null err.encryption.invalid');
});

test.each(['x', undefined, '2026-03-01T09:00:00'])('an unsubscription at %s ends nothing', (timestamp) => {
  const codes = { transaction_id: 't1', timestamp, subscription_codes: ['a'] };
  const sender = { party: 'agency', peer: undefined, realMs };
  expect(() => readMessage(body({ action: 'unsubscribe' }, codes), 'unsubscribe', sender)).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ rjct: 'rjct.timestamp.invalid' }) }),
  );
});
