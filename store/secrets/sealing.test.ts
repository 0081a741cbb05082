import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { SealError, sealer } from './sealing.ts';

const key = randomBytes(32);
const ring = { current: 'k1', keys: { k1: key } };
const value = { name: '䶮·买买提', fen: 12_30, list: [null, true] };

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof SealError ? error.code : 'other';
  }
  return 'none';
}

test('what is sealed opens to the same value, also in another process', () => {
  const sealed = sealer(ring).seal(value, 'people|identity|psn_1');
  expect(sealer(ring).open(sealed, 'people|identity|psn_1')).toEqual(value);
  expect(sealed.includes(Buffer.from('买买提'))).toBe(false);
});

test('the same value is sealed differently every time', () => {
  const one = sealer(ring);
  const seals = Array.from({ length: 100 }, () => one.seal(value, 'p').toString('hex'));
  expect(new Set(seals).size).toBe(100);
});

test('a seal in another place, or with any bit turned or byte cut, does not open', () => {
  const one = sealer(ring);
  const sealed = one.seal('x', 'p');
  expect(code(() => one.open(sealed, 'q'))).toBe('seal-broken');
  for (let at = 0; at < sealed.length; at++) {
    const broken = Buffer.from(sealed);
    broken[at] = (broken[at] ?? 0) ^ 1;
    expect(code(() => sealer(ring).open(broken, 'p'))).toMatch(/^seal-/);
    expect(code(() => sealer(ring).open(sealed.subarray(0, at), 'p'))).toMatch(/^seal-/);
  }
});

test('keys turn: new seals use the new key, old seals open as long as theirs is in the ring', () => {
  const old = sealer(ring).seal(value, 'p');
  const turned = { current: 'k2', keys: { k1: key, k2: randomBytes(32) } };
  expect(sealer(turned).open(old, 'p')).toEqual(value);
  const fresh = sealer(turned).seal(value, 'p');
  expect(code(() => sealer(ring).open(fresh, 'p'))).toBe('seal-key-missing');
  expect(code(() => sealer({ current: 'k1', keys: { k1: randomBytes(32) } }).open(old, 'p'))).toBe(
    'seal-broken',
  );
});

test('a ring without its current key, or with a short one, is refused', () => {
  expect(() => sealer({ current: 'k2', keys: { k1: key } })).toThrow('not in the ring');
  expect(() => sealer({ current: 'k1', keys: { k1: randomBytes(16) } })).toThrow('not 32 bytes');
});
