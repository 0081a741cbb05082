import { expect, test } from 'vitest';
import { linesOf } from './lines.ts';

/** Chinese characters are two wide, all others one. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, one) => sum + ((one.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1), 0);

test.each([
  ['short stays whole', '一日清单', 10, ['一日清单']],
  ['Chinese breaks anywhere', '住院费用一日清单', 8, ['住院费用', '一日清单']],
  ['a mark never begins a line', '住院费用，一日清单', 8, ['住院费', '用，一日', '清单']],
  ['an opening mark never ends one', '住院费（一日）清单', 8, ['住院费', '（一日）', '清单']],
  ['a number stays whole', '合计1,234.56元', 9, ['合计', '1,234.56', '元']],
  ['Latin words break between', 'no deposit is asked', 10, ['no deposit', 'is asked']],
  ['what fits in no line is cut', 'XJ01DDT075ABC', 5, ['XJ01D', 'DT075', 'ABC']],
  ['a line feed begins a line', '甲\n乙', 10, ['甲', '乙']],
  ['nothing is one empty line', '', 10, ['']],
])('%s', (_, text, width, lines) => {
  expect(linesOf(text, width, widthOf)).toEqual(lines);
});
