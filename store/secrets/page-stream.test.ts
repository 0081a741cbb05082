import { createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openRow, pageKeys, sealRows } from './page-stream.ts';
import { sealer } from './sealing.ts';

const ring = { current: 'k1', keys: { k1: randomBytes(32) } };
const rowsOf = (...texts: readonly string[]) =>
  texts.map((text, at) => ({ plain: Buffer.from(text), place: `people|identity|psn_${at + 1}` }));

// Decision 0009 shows these: the key is the bytes 00 to 1f.
const vectors = {
  rows: [
    ['{"name":"张三"}', 'people|identity|psn_1'],
    ['', 'people|identity|psn_2'],
    ['李四', 'list_rows|misread|7'],
  ],
  seals: [
    '00000000c7fb29afeed185ce32e77ce4d355c029ef9903d5bbf72bca1bf02629c743375598',
    '000000023ba475043bec719a4685e6cd0d826d01',
    '0000000279d1136ecef0f1e44b08399260fb1d70143d219a293a',
  ],
} as const;

test('a page with a known key gives the bytes that decision 0009 shows, and those open to their rows', () => {
  const keys = pageKeys(Uint8Array.from({ length: 32 }, (_, at) => at));
  const rows = vectors.rows.map(([text, place]) => ({ plain: Buffer.from(text), place }));
  const seals = sealRows(keys, Buffer.alloc(0), rows);
  expect(seals.map((seal) => seal.toString('hex'))).toEqual(vectors.seals);
  for (const [at, seal] of vectors.seals.entries())
    expect(openRow(keys, Buffer.from(seal, 'hex'), rows[at]?.place ?? '')).toEqual(rows[at]?.plain);
});

test('it is HKDF, AES-256-CTR from the row’s own block on, and HMAC over block, place and ciphertext, by plain means', () => {
  const key = randomBytes(32);
  const rows = rowsOf('1234567890abcdefg', 'x', '');
  const both = Buffer.from(hkdfSync('sha256', key, '', 'treat-first-hub/page/2', 64));
  for (const [at, seal] of sealRows(pageKeys(key), Buffer.from('h'), rows).entries()) {
    const { plain, place } = rows[at] as (typeof rows)[number];
    const body = seal.subarray(5, seal.length - 16);
    const counter = Buffer.alloc(16);
    seal.copy(counter, 12, 1, 5);
    expect(createDecipheriv('aes-256-ctr', both.subarray(0, 32), counter).update(body)).toEqual(plain);
    const length = Buffer.from([0, Buffer.byteLength(place)]);
    const tag = createHmac('sha256', both.subarray(32))
      .update(Buffer.concat([seal.subarray(1, 5), length, Buffer.from(place), body]))
      .digest();
    expect(seal.subarray(seal.length - 16)).toEqual(tag.subarray(0, 16));
  }
});

test('no block of a page’s stream lies under two rows, whatever their lengths', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 70 }), { minLength: 1, maxLength: 40 }), (lengths) => {
      const rows = lengths.map((length, at) => ({ plain: Buffer.alloc(length, 7), place: `p|q|${at}` }));
      let free = 0;
      for (const [at, seal] of sealRows(pageKeys(randomBytes(32)), Buffer.alloc(0), rows).entries()) {
        const block = seal.readUInt32BE(0);
        expect(block).toBeGreaterThanOrEqual(free);
        free = block + Math.ceil((lengths[at] ?? 0) / 16);
      }
    }),
  );
});

test('the same rows sealed again lie under another key: no page is written twice, and a row sealed again leaves its page', () => {
  const one = sealer(ring);
  const rows = rowsOf('{"name":"张三"}', '{"name":"李四"}');
  const keys = new Set<string>();
  for (let time = 0; time < 50; time += 1)
    for (const seal of one.sealPage(rows)) keys.add(seal.subarray(0, 64).toString('hex'));
  // Both rows of a page name the same wrapped key.
  expect(keys.size).toBe(50);
  const again = one.seal({ name: '张三' }, 'people|identity|psn_1');
  expect(again[0]).toBe(1);
  expect(keys.has(again.subarray(0, 64).toString('hex'))).toBe(false);
});

test('each row of a page opens by itself, in another process, and stays readable when the others are gone', () => {
  const sealed = sealer(ring).sealPage(rowsOf('{"a":1}', '', '"䶮·买买提"'));
  expect(Buffer.concat(sealed).includes(Buffer.from('买买提'))).toBe(false);
  expect(sealer(ring).open(sealed[2] ?? Buffer.alloc(0), 'people|identity|psn_3')).toBe('䶮·买买提');
  expect(sealer(ring).openBytes(sealed[1] ?? Buffer.alloc(0), 'people|identity|psn_2')).toEqual(
    Buffer.alloc(0),
  );
});

test('a row in another place, of another block, or with any bit turned or byte cut, does not open', () => {
  const [first, second] = sealer(ring).sealPage(rowsOf('a row that fills more than one block', 'x')) as [
    Buffer,
    Buffer,
  ];
  const opens = (seal: Uint8Array, place: string): boolean => {
    try {
      sealer(ring).openBytes(seal, place);
      return true;
    } catch {
      return false;
    }
  };
  expect(opens(first, 'people|identity|psn_1')).toBe(true);
  expect(opens(first, 'people|identity|psn_2')).toBe(false);
  expect(opens(second, 'people|identity|psn_1')).toBe(false);
  for (let at = 0; at < first.length; at += 1) {
    const broken = Buffer.from(first);
    broken[at] = (broken[at] ?? 0) ^ 1;
    expect(opens(broken, 'people|identity|psn_1')).toBe(false);
    expect(opens(first.subarray(0, at), 'people|identity|psn_1')).toBe(false);
  }
});
