import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { readJsonBody } from './json-body.ts';

function refusal(body: string | Uint8Array): unknown {
  try {
    return { value: readJsonBody(Buffer.from(body)) };
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    const said = error.errors.map(({ path, code, character }) => [
      path,
      code,
      ...(character ? [character] : []),
    ]);
    return said.length === 0 ? error.code : said;
  }
}

test('what JSON can say is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(
      fc.json({ noUnicodeString: false, depthSize: 'small' }),
      fc.integer({ min: 0, max: 3 }),
      (text, space) => {
        const value: unknown = JSON.parse(text);
        fc.pre(!/\\u0000|\\ud[89a-f]|__proto__|prototype/i.test(JSON.stringify(value)));
        expect(readJsonBody(Buffer.from(JSON.stringify(value, null, space)))).toEqual(value);
      },
    ),
  );
});

test.each([
  ['a name that stands twice', '{"a": 1, "b": {"c": 1, "c": 1}}', [['/b/c', 'field-repeated']]],
  ['a name that stands twice, once escaped', String.raw`{"a": 1, "\u0061": 1}`, [['/a', 'field-repeated']]],
  ['a name twice in a list', '[{}, {"a/b": 1, "a/b": 2}]', [['/1/a~1b', 'field-repeated']]],
  ['U+0000', String.raw`{"a": ["x", "y\u0000"]}`, [['/a/1', 'character-unstorable', 'U+0000']]],
  ['U+0000 in a name', String.raw`{"a": {"\u0000": 1}}`, [['/a', 'character-unstorable', 'U+0000']]],
  ['half a surrogate pair', String.raw`{"a": "\ud800"}`, [['/a', 'character-unstorable', 'U+D800']]],
  ['a number that would be rounded', '{"a": 100.00000000000000001}', [['/a', 'number-inexact']]],
  ['a number beyond every double', '{"a": 1e400}', [['/a', 'number-inexact']]],
  ['a number too small for any', '{"a": 1e-400}', [['/a', 'number-inexact']]],
  ['an integer beyond the exact ones', '[9007199254740993]', [['/0', 'number-inexact']]],
  [
    'numbers written in other ways',
    '[1e3, 1.0, -0.0, 0.1, 1E+2, 0.30e1]',
    { value: [1000, 1, -0, 0.1, 100, 3] },
  ],
  ['a byte order mark', '\uFEFF{"a": 1}', { value: { a: 1 } }],
  ['a document nested without end', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'body-malformed'],
  ['a poisoned prototype', '{"a": {"__proto__": 1}}', 'body-malformed'],
  ['a poisoned constructor', '{"constructor": {"prototype": 1}}', 'body-malformed'],
  ['nothing', '', 'body-malformed'],
])('%s', (_, body, said) => {
  expect(refusal(body)).toEqual(said);
});

test('a body in GBK is refused, not read as somebody else', () => {
  expect(refusal(iconv.encode('{"name": "张三"}', 'gbk'))).toBe('body-not-utf8');
});
