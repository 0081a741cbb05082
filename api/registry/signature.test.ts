import { createHash, randomBytes, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { signingKey } from '../../store/secrets/signing-key.ts';
import { isSignedBy, registrySigner } from './signature.ts';

const now = 1_772_330_400_000;
const signer = registrySigner(randomBytes(32), () => now);
const body = { header: { message_id: '1', total_count: 1 }, message: { b: 2, a: ['x', null] } };
const by = { party: 'treat-first-hub', publicKey: signer.publicKey.x, realMs: now };

test('a signature holds for this header and message, whatever the order of their members', () => {
  const signature = signer.sign(body);
  expect(signature).toMatch(/^Signature: namespace="spdci", kidId="treat-first-hub\|[\w-]{43}\|ed25519"/);
  expect(isSignedBy(signature, body, by)).toBe(true);
  const turned = { header: { total_count: 1, message_id: '1' }, message: { a: ['x', null], b: 2 } };
  expect(isSignedBy(signature, turned, by)).toBe(true);
});

test('names that look like numbers are ordered as RFC 8785 says, and text that is not Unicode is signed as it stands', () => {
  const numbered = { header: { '10': 1, '9': 2 }, message: { name: '\ud800' } };
  const turned = { header: { '9': 2, '10': 1 }, message: { name: '\ud800' } };
  expect(isSignedBy(signer.sign(numbered), turned, by)).toBe(true);
  const other = { header: numbered.header, message: { name: '\ud801' } };
  expect(isSignedBy(signer.sign(numbered), other, by)).toBe(false);
});

test('its key is named by its thumbprint, and the standard’s two ways to write a digest and its own example’s hours hold', () => {
  const { crv, kty, x, kid, alg, use } = signer.publicKey;
  const thumbprint = createHash('sha256')
    .update(`{"crv":"${crv}","kty":"${kty}","x":"${x}"}`)
    .digest('base64url');
  expect([kid, alg, use]).toEqual([thumbprint, 'EdDSA', 'sig']);
  const seed = randomBytes(32);
  const theirs = { ...by, publicKey: registrySigner(seed).publicKey.x };
  const signedBy = (lifetime: number, prefix: string): string => {
    const created = now / 1000;
    const expires = created + lifetime;
    // Its members stand in the order of their names, as RFC 8785 has them.
    const digest = createHash('sha256')
      .update('{"header":{"message_id":"1","total_count":1},"message":{"a":["x",null],"b":2}}')
      .digest('base64');
    const text = `(created): ${created}\n(expires): ${expires}\ndigest: ${prefix}${digest}`;
    const signature = sign(null, Buffer.from(text), signingKey(seed)).toString('base64');
    return `Signature: namespace="spdci", kidId="treat-first-hub|k|ed25519", algorithm="ed25519", created="${created}", expires="${expires}", headers="(created) (expires) digest", signature="${signature}"`;
  };
  expect(isSignedBy(signedBy(60_000, 'SHA-256='), body, theirs)).toBe(true);
  expect(isSignedBy(signedBy(300, ''), body, theirs)).toBe(true);
  expect(isSignedBy(signedBy(300, 'SHA-1='), body, theirs)).toBe(false);
  expect(isSignedBy(signedBy(-10, ''), body, theirs)).toBe(false);
});

test.each([
  ['another message', (signature: string) => isSignedBy(signature, { ...body, message: { b: 3 } }, by)],
  ['another header', (signature: string) => isSignedBy(signature, { ...body, header: {} }, by)],
  ['another party', (signature: string) => isSignedBy(signature, body, { ...by, party: 'somebody' })],
  [
    'another key',
    (signature: string) =>
      isSignedBy(signature, body, { ...by, publicKey: registrySigner(randomBytes(32)).publicKey.x }),
  ],
  ['six minutes later', (signature: string) => isSignedBy(signature, body, { ...by, realMs: now + 360_000 })],
  ['an hour before', (signature: string) => isSignedBy(signature, body, { ...by, realMs: now - 3_600_000 })],
  [
    'a later end',
    (signature: string) => isSignedBy(signature.replace(/expires="\d+"/, 'expires="9999999999"'), body, by),
  ],
  [
    'another algorithm',
    (signature: string) => isSignedBy(signature.replaceAll('ed25519"', 'hmac"'), body, by),
  ],
  ['fewer things covered', (signature: string) => isSignedBy(signature.replace(' digest"', '"'), body, by)],
  ['no signature at all', () => isSignedBy('', body, by)],
])('it does not hold for %s', (_, holds) => {
  expect(holds(signer.sign(body))).toBe(false);
});
