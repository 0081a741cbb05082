import { expect, test } from 'vitest';
import { bodyDigest } from './digest.ts';

const key = new Uint8Array(32).fill(1);

test('the order of keys does not matter, everything else does', () => {
  const digest = bodyDigest({ a: 1, b: { c: [1, 2], d: null } }, key);
  expect(bodyDigest({ b: { d: null, c: [1, 2] }, a: 1 }, key)).toBe(digest);
  expect(bodyDigest({ b: { d: null, c: [1, 2] }, a: 1, e: undefined }, key)).toBe(digest);
  for (const other of [
    { a: 1, b: { c: [2, 1], d: null } },
    { a: 1, b: { c: [1, 2] } },
    { a: '1', b: { c: [1, 2], d: null } },
  ])
    expect(bodyDigest(other, key)).not.toBe(digest);
});

test('without the key nobody can find a body by trying', () => {
  expect(bodyDigest({ a: 1 }, new Uint8Array(32).fill(2))).not.toBe(bodyDigest({ a: 1 }, key));
});

test('a digest that is stored is found again by a later version', () => {
  const body = { b: [2, 1, { d: null, c: '张三' }], a: 1, gone: undefined };
  expect(bodyDigest(body, key)).toBe('01c22125521a5a80170926e8f7bad5ea7806a7b678d111b94e70d8d8b2cb33a4');
});

test('a list is not an object with numbers for names', () => {
  expect(bodyDigest({ a: [1, 2] }, key)).not.toBe(bodyDigest({ a: { 0: 1, 1: 2 } }, key));
});
