import { createHash, createHmac } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import { expect, test } from 'vitest';
import { bodySignature, gatewayKeyOf, signatureHeaders } from './signing.ts';

const sm2Key = 'ff75219dba4e421f79cc646ad77436644a51c32ead5c1ff44be3d91e10b06bfa';
const sm2Public =
  '04f4ac1881ac57bab9054988d51decefdbe8aad098c6d3b8dfda7138916c3f530d0f2690a633a6fe92f1cfc27e128429353346dab8b2035a63c76c163d1f4f0030';
const key = { id: 'paas', secret: 'token', sm2: null };
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

test('csb with SM3: the same form, another digest', () => {
  const { _api_signature } = signatureHeaders('csb-hmac-sm3', key, { infno: '1101', moment });
  const signed = '_api_access_key=paas&_api_name=1101&_api_timestamp=1700000000123&_api_version=1.0.0';
  expect(_api_signature).toBe(createHmac('sm3', 'token').update(signed).digest('base64'));
});

test('SM2 over the input is what a verifier of the standard takes, and nothing else', () => {
  const { signtype, cainfo } = bodySignature('SM2', { ...key, sm2: sm2Key }, '{"data":{}}');
  const verified = (text: string) =>
    sm2.doVerifySignature(text, cainfo, sm2Public, { hash: true, userId: '1234567812345678' });
  expect([signtype, verified('{"data":{}}'), verified('{"data":{} }')]).toEqual(['SM2', true, false]);
  expect(() => bodySignature('SM2', key, '{}')).toThrow('HUB_PARTY_MEDICAL_INSURANCE_TOKEN');
});

test('the digest of SM3 is that of GB/T 32905', () => {
  expect(bodySignature('SM3', null, 'abc')).toEqual({
    signtype: 'SM3',
    cainfo: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  });
});

test('two messages of one moment are signed differently, and a platform without signature gets none', () => {
  const sign = () => signatureHeaders('x-tif-sha256', key, { infno: '1101' })['x-tif-signature'];
  expect(sign()).not.toBe(sign());
  expect(signatureHeaders('none', key, { infno: '1101' })).toEqual({});
});

test.each([
  ['paas:token', key],
  ['paas:to:ken', { ...key, secret: 'to:ken' }],
  [`paas:token:sm2:${sm2Key}`, { ...key, sm2: sm2Key }],
  ['paas:token:sm2:beef', { ...key, secret: 'token:sm2:beef' }],
  ['a-bearer-token', null],
  ['', null],
  [null, null],
  [':token', null],
])('%j as a key of a gateway', (token, expected) => {
  expect(gatewayKeyOf(token)).toEqual(expected);
});
