import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameVariants } from './name-variants.ts';
import { comparableName, nearName, sameName } from './person-name.ts';

test.each([
  ['阿依古丽·买买提', '阿依古丽•买买提'],
  ['阿依古丽·买买提', '阿依古丽・买买提'],
  ['阿依古丽·买买提', '阿依古丽･买买提'],
  ['阿依古丽·买买提', '阿依古丽‧买买提'],
  ['阿依古丽·买买提', '阿依古丽 · 买买提'],
  ['阿依古丽·买买提', '阿依古丽.买买提'],
  ['阿依古丽·买买提', '阿依古丽．买买提'],
  ['王 伟', '王伟'],
  ['王　伟', '王伟'],
  ['王\u200B伟', '王伟'],
  ['李𠮷', '李吉'],
  ['李㛃', '李洁'],
  ['葛\uFE00明', '葛明'],
  ['ＭＡＲＩＡ　ＫＯＶＡＣＳ', 'Maria Kovacs'],
  ["O'Neil Ann", "o'neil  ann"],
  ['MARIA·KOVACS', 'Maria•Kovacs'],
])('%s and %s are one name', (one, other) => {
  expect(sameName(one, other)).toBe(true);
});

test.each([
  ['王伟', '王炜'],
  ['张喆', '张哲'],
  ['李淼', '李水'],
  ['阿依古丽·买买提', '阿依古丽买买提'],
  ['Maria Kovacs', 'MariaKovacs'],
  ['J. Smith', 'J·Smith'],
])('%s and %s are two names', (one, other) => {
  expect(sameName(one, other)).toBe(false);
});

const marks = ['·', '•', '‧', '・', '･', '∙', '⋅'];
const han = fc.constantFrom(...'王李张买买提古丽吉洁阿依伟𠮷㛃');
const part = fc.array(han, { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''));

test('the mark between the parts of a name may be any of its kinds, with spaces or without', () => {
  fc.assert(
    fc.property(
      part,
      part,
      fc.constantFrom(...marks),
      fc.constantFrom('', ' ', '\u3000'),
      (a, b, mark, gap) => {
        expect(comparableName(`${a}${gap}${mark}${gap}${b}`)).toBe(comparableName(`${a}·${b}`));
      },
    ),
  );
});

test('what was compared once compares as itself, whatever was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (name) => {
      const once = comparableName(name);
      expect(comparableName(once)).toBe(once);
    }),
    { numRuns: 1_000 },
  );
});

test('no variant stands for another variant, and none is a character that the comparison turns into something else', () => {
  for (const [written, standard] of Object.entries(nameVariants)) {
    expect(Object.hasOwn(nameVariants, standard)).toBe(false);
    expect(written.normalize('NFKC')).toBe(written);
    expect(standard.normalize('NFKC')).toBe(standard);
  }
});

test.each([
  ['王小明', '王晓明', true],
  ['王伟', '王炜', true],
  ['王小明', '李红', false],
  ['王建国', '王小红', false],
  ['阿依古丽·买买提', '阿衣古丽·买买提', true],
])('%s may be a slip of %s: %s', (one, other, near) => {
  expect(nearName(one, other)).toBe(near);
});
