import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { gatewayKeyOf, signatureHeaders } from './signing.ts';

const key = { id: 'paas', secret: 'token' };
const moment = { millis: 1_700_000_000_123, nonce: 'n-1' };

test('x-tif: SHA-256 over seconds, token, nonce and seconds', () => {
  expect(signatureHeaders('x-tif-sha256', key, { infno: '1101', moment })).toEqual({
    'x-tif-paasid': 'paas',
    'x-tif-timestamp': '1700000000',
    'x-tif-nonce': 'n-1',
    'x-tif-signature': createHash('sha256').update('1700000000tokenn-11700000000').digest('hex'),
  });
});

test('csb: HMAC-SHA1 over the headers in their order', () => {
  const signed = '_api_access_key=paas&_api_name=1101&_api_timestamp=1700000000123&_api_version=1.0.0';
  expect(signatureHeaders('csb-hmac-sha1', key, { infno: '1101', moment })).toMatchObject({
    _api_signature: createHmac('sha1', 'token').update(signed).digest('base64'),
  });
});

test('two messages of one moment are signed differently, and a platform without signature gets none', () => {
  const sign = () => signatureHeaders('x-tif-sha256', key, { infno: '1101' })['x-tif-signature'];
  expect(sign()).not.toBe(sign());
  expect(signatureHeaders('none', key, { infno: '1101' })).toEqual({});
});

test.each([
  ['paas:token', key],
  ['paas:to:ken', { id: 'paas', secret: 'to:ken' }],
  ['a-bearer-token', null],
  ['', null],
  [null, null],
  [':token', null],
])('%j as a key of a gateway', (token, expected) => {
  expect(gatewayKeyOf(token)).toEqual(expected);
});
