import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { localDate } from '../../../domain/dates.ts';
import { invariant } from '../../../domain/invariant.ts';
import { printedText } from '../../../test/stays/printed-text.ts';
import { paperFonts } from './fonts.ts';
import { press } from './press.ts';
import type { Block, Sheet } from './sheet.ts';

const fonts = paperFonts();
const make = press(fonts);

function sheet(...blocks: readonly Block[]): Sheet {
  const title = { zh: '住院费用一日清单', en: 'Charges of the stay' };
  return {
    institution: '开州区人民医院',
    title,
    foot: '一日清单 · case_1',
    day: localDate('2024-03-08'),
    blocks,
  };
}

async function made(of: Sheet, byHand = false) {
  const pressed = await make({ sheet: of, byHand });
  invariant(pressed.kind === 'made', JSON.stringify(pressed));
  return { pressed, pages: await printedText(pressed.bytes) };
}

const name = (value: string): Block => ({ kind: 'fields', fields: [['姓名', value]] });

test('rare characters of names and the marks between them are printed, from whichever font has them', async () => {
  for (const rare of ['𠮷', '㛃', '䶮', '𬴂', '𤣩', '𫖯', '𪩘', '㙍', '·', '•', '‧', '﹒', '龑']) {
    const { pages } = await made(sheet(name(`王${rare}`)));
    expect(pages.join(''), rare).toContain(rare);
  }
});

test('the same sheet is the same file, byte for byte, whatever was printed in between', async () => {
  const first = await made(sheet(name('王𠮷'), name('甲')));
  await made(sheet(name('其他人')));
  const again = await press(paperFonts())({ sheet: sheet(name('王𠮷'), name('甲')), byHand: false });
  expect(again.kind === 'made' && Buffer.compare(again.bytes, first.pressed.bytes)).toBe(0);
});

test('a character that no font has stops the paper and is named; by hand it leaves a box and says which it is', async () => {
  const of = sheet(name('王𱍐'));
  expect(await make({ sheet: of, byHand: false })).toEqual({ kind: 'missing', characters: ['𱍐'] });
  const { pages } = await made(of, true);
  expect(pages.join('')).toMatch(/王□[\s\S]*U\+31350/);
});

test('a table of many pages repeats its head, keeps every row, and each page says which of how many it is', async () => {
  const rows = Array.from({ length: 500 }, (_, at) => ({ cells: [`项目${at}号`, `${at}.00`] }));
  const columns = [
    { head: '项目名称', share: 3 },
    { head: '金额(元)', share: 1, right: true },
  ] as const;
  const { pressed, pages } = await made(sheet({ kind: 'table', columns, rows }));
  expect(pages.length).toBe(pressed.pages);
  expect(pages.length).toBeGreaterThan(5);
  for (const [at, page] of pages.entries()) {
    expect(page).toContain('项目名称');
    expect(page.replaceAll(/\s/g, '')).toContain(`第${at + 1}页，共${pages.length}页`);
  }
  const all = pages.join('');
  for (const at of rows.keys()) expect(all).toContain(`项目${at}号`);
});

test('signatures stay together: those that fit on a page no more begin the next', async () => {
  const filler: Block = {
    kind: 'text',
    look: 'body',
    text: Array.from({ length: 38 }, () => '行').join('\n'),
  };
  const { pages } = await made(sheet(filler, { kind: 'signatures', who: ['甲方', '见证人', '乙方'] }));
  expect(pages).toHaveLength(2);
  for (const who of ['甲方', '见证人', '乙方']) expect(pages[1]).toContain(who);
});

test.each(['policies/papers/templates.yaml', 'policies/notices/templates.yaml'])(
  'the fonts have every character of %s',
  (file) => {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    expect([...new Set(text)].filter((one) => one !== '\n' && !fonts.has(one))).toEqual([]);
  },
);
