import { expect, test } from 'vitest';
import { parseName } from './name-cell.ts';

test.each([
  ['张三', '张三'],
  [' 张　三 ', '张三'],
  ['𠮷䶮', '𠮷䶮'],
  ['\uE863小明', '䶮小明'],
  ['⼩明', '小明'],
  ['买买提·艾力', '买买提·艾力'],
  ['买买提•艾力', '买买提·艾力'],
  ['买买提．艾力', '买买提·艾力'],
  ['买买提.艾力', '买买提·艾力'],
  ['买买提・艾力', '买买提·艾力'],
  ['买买提●艾力', '买买提·艾力'],
  ['买买提··艾力', '买买提·艾力'],
  ['张\u200b三\u{e0100}', '张三'],
  ['〇〇', '〇〇'],
  ['Anna  Müller', 'Anna Müller'],
  ["O'Brien", "O'Brien"],
  ['ＡＢ', 'AB'],
])('%j is the name %s', (cell, name) => {
  expect(parseName(cell)).toEqual({ ok: true, name });
});

test.each([
  ['', 'name-missing'],
  ['　', 'name-missing'],
  ['张', 'name-length'],
  ['张·', 'name-length'],
  ['张'.repeat(51), 'name-length'],
  ['张三1', 'name-characters'],
  ['张*', 'name-characters'],
  ['张三（小）', 'name-characters'],
  ['张\uFFFD', 'name-characters'],
  ['张?', 'name-characters'],
  ['张san', 'name-characters'],
  ['=A1', 'name-characters'],
  ['\uE000三', 'name-private-character'],
])('%j is none: %s', (cell, problem) => {
  expect(parseName(cell)).toEqual({ ok: false, problem });
});
