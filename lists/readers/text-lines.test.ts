import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arriving, collected, refusal } from './reading-for-tests.ts';
import { decodedLines, type LineLimits } from './text-lines.ts';

const limits: LineLimits = { encodings: ['utf-8', 'gb18030'], lineBytes: 100, beginningBytes: 1 };
const decoded = (bytes: Uint8Array, size: number, changes: Partial<LineLimits> = {}) =>
  collected(decodedLines(arriving(bytes, size), { ...limits, ...changes }));

test('pieces of any size give the same text, and every piece but the last ends a line', async () => {
  const text = fc.string({ unit: fc.constantFrom('张', '𠮷', 'a', '\n', '\r\n', '\r'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 60 }),
      async (whole, size, beginningBytes) => {
        const pieces = await decoded(Buffer.from(whole), size, { beginningBytes });
        expect(pieces.join('')).toBe(whole);
        for (const piece of pieces.slice(0, -1)) expect(piece).toMatch(/[\r\n]$/);
      },
    ),
  );
});

test('GB18030 of four and two bytes is never cut', async () => {
  const bytes = Buffer.from('d5c5fe9f953282360ad5c50a'.repeat(20), 'hex');
  for (let size = 1; size < 20; size++) {
    expect((await decoded(bytes, size)).join('')).toBe('张䶮𠀀\n张\n'.repeat(20));
  }
});

test('the beginning is gathered before the encoding is chosen', async () => {
  // “刘” is C1F5 and “翰” is BAB2; “潍” alone (CEAB) passes as the Greek letter Ϋ in UTF-8.
  const bytes = Buffer.from('ceab0ac1f5bab20a', 'hex');
  expect((await decoded(bytes, 1, { beginningBytes: 64 })).join('')).toBe('潍\n刘翰\n');
  expect(await refusal(decoded(bytes, 1))).toMatchObject({ code: 'bad-encoding' });
});

test('what comes in one piece is handed on in small ones, but the beginning whole: the encoding is chosen by all of it', async () => {
  const plain = Buffer.from('a\n'.repeat(20_000));
  const bytes = Buffer.concat([
    Buffer.from('ceab0a', 'hex'),
    plain,
    Buffer.from('c1f5bab20a', 'hex'),
    plain,
    plain,
  ]);
  const pieces = await decoded(bytes, bytes.length, { beginningBytes: 65_536 });
  expect(pieces.join('')).toBe(`潍\n${plain}刘翰\n${plain}${plain}`);
  const [first = 0, ...rest] = pieces.map((piece) => piece.length);
  expect(first).toBeGreaterThan(65_000);
  expect(Math.max(...rest)).toBeLessThan(20_000);
});

test('a line without end is refused where it begins', async () => {
  const bytes = Buffer.from(`a\n${'b'.repeat(120)}\n`);
  expect(await refusal(decoded(bytes, 10))).toEqual({ code: 'cell-too-large', at: { byte: 2 } });
});

test('a mark counts in the byte that is told', async () => {
  const bytes = Buffer.concat([Buffer.from('\uFEFFab\n'), Buffer.from([0xff, 0x0a])]);
  expect(await refusal(decoded(bytes, 1))).toEqual({ code: 'bad-encoding', at: { byte: 6 } });
});
