import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealer } from '../../store/secrets/sealing.ts';
import { accessTokenSeconds, accessTokens } from './access-tokens.ts';
import { digestOf } from './digest.ts';

const ring = { current: 'k1', keys: { k1: new Uint8Array(randomBytes(32)) } };
const credential = digestOf('a credential');

test('a token stands for its credential for an hour, and holds neither the credential nor its digest', () => {
  let now = 1_772_330_400_000;
  const tokens = accessTokens(sealer(ring), () => now);
  const token = tokens.issue(credential);
  expect(token).toMatch(/^at_[\w-]{100,400}$/);
  const bytes = Buffer.from(token.slice(3), 'base64url').toString('latin1');
  expect(bytes).not.toContain(credential.toString('base64'));
  now += (accessTokenSeconds - 1) * 1_000;
  expect(tokens.credentialOf(token)).toEqual(credential);
  // Another copy of the api reads it too.
  expect(accessTokens(sealer(ring), () => now).credentialOf(token)).toEqual(credential);
  now += 1_000;
  expect(tokens.credentialOf(token)).toBeUndefined();
});

test('what nobody issued, what was changed and what is sealed for another purpose stands for nothing', () => {
  const seal = sealer(ring);
  const tokens = accessTokens(seal);
  const token = tokens.issue(credential);
  const changed = `${token.slice(0, -3)}${token.endsWith('AAA') ? 'BBB' : 'AAA'}`;
  const foreign = accessTokens(sealer({ ...ring, keys: { k1: new Uint8Array(randomBytes(32)) } })).issue(
    credential,
  );
  const other = `at_${seal.seal({ credential: credential.toString('base64'), until: 9e9 }, 'a|b|c').toString('base64url')}`;
  for (const none of ['', 'at_', 'at_x', 'at_!!', changed, foreign, other, token.slice(3)])
    expect(tokens.credentialOf(none), none).toBeUndefined();
});
