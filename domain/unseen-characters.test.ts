import { expect, test } from 'vitest';
import { unseenCharacter, unstorableCharacter } from './unseen-characters.ts';

test.each([
  ['a zero-width space', '张\u200B三', 'U+200B', 2],
  ['a directional override', '\u202E张三', 'U+202E', 1],
  ['an isolate at the end', '张三\u2069', 'U+2069', 3],
  ['a byte order mark', '\uFEFF张三', 'U+FEFF', 1],
  ['a soft hyphen', '张\u00AD三', 'U+00AD', 2],
  ['a private character', '张\uE000', 'U+E000', 2],
  ['half a surrogate pair', '张\uD800', 'U+D800', 2],
  ['an unassigned character', '张\u0378', 'U+0378', 2],
  ['a filler that shows nothing', '张\u3164', 'U+3164', 2],
  ['a variation selector after a Latin letter', 'A\uFE0F', 'U+FE0F', 2],
  ['a tag, after a character of plane 2', '𠮷\u{E0041}', 'U+E0041', 2],
])('%s is found, with its place', (_, name, character, position) => {
  expect(unseenCharacter(name)).toEqual({ character, position });
});

test.each([
  ['a common name', '张三'],
  ['characters of plane 2 and 3', '𠮷𬴂\u{30000}'],
  ['a character of plane 3 that Unicode added lately', '张\u{323B0}'],
  ['the dots of minority names', '买买提·吐尔逊•阿 依‧古'],
  ['a chosen form of a character', '葛\u{E0100}城'],
  ['Latin letters with marks', 'José Ñandú'],
  ['full-width letters', 'ＡＢ'],
])('%s is as it should be', (_, name) => {
  expect(unseenCharacter(name)).toBeUndefined();
});

test('only U+0000 and halves of pairs cannot be kept', () => {
  expect(unstorableCharacter('a\0')).toEqual({ character: 'U+0000', position: 2 });
  expect(unstorableCharacter('𠮷\uDC00')).toEqual({ character: 'U+DC00', position: 2 });
  expect(unstorableCharacter('张\u200B𠮷')).toBeUndefined();
});
