import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { type UnreadableCode, UnreadableFile, unreadable } from '../../domain/unreadable-file.ts';
import { formatOf } from './reader-for.ts';

const text = (content: string): Buffer => Buffer.from(content);
const oldWorkbook = Buffer.from('d0cf11e0a1b11ae1', 'hex');

function codeOf(fileName: string, beginning: Uint8Array): UnreadableCode | undefined {
  try {
    formatOf(fileName, beginning);
    return undefined;
  } catch (error) {
    if (error instanceof UnreadableFile) return error.code;
    throw error;
  }
}

describe('formats', () => {
  test('name and content agree', async () => {
    const book = await writeXlsx({ sheets: [{ name: 'a', rows: [['a']] }] });
    expect(formatOf('低保名单.XLSX', book.subarray(0, 8))).toBe('xlsx');
    expect(formatOf('a.b.csv', text('姓名,身份证号'))).toBe('csv');
    expect(formatOf('a.txt', Buffer.from([0xd0, 0xd5]))).toBe('csv');
    expect(formatOf('a.ndjson', text('\uFEFF {"name":1}'))).toBe('ndjson');
    expect(codeOf('a.csv', book)).toBe('wrong-type');
    expect(codeOf('a.ndjson', book)).toBe('wrong-type');
  });

  test.each([
    ['a.xlsx', text('姓名,身份证号'), 'wrong-type'],
    ['a.ndjson', text('姓名,身份证号'), 'wrong-type'],
    ['a.csv', text('{"name":"x"}'), 'wrong-type'],
    ['a.csv', Buffer.from([0x25, 0x50, 0, 0x46]), 'wrong-type'],
    ['a.pdf', text('%PDF-1.7'), 'wrong-type'],
    ['xlsx', text('a'), 'wrong-type'],
    ['a.xls', oldWorkbook, 'old-or-encrypted-workbook'],
    ['a.xlsx', oldWorkbook, 'old-or-encrypted-workbook'],
    ['a.csv', text(''), 'empty-file'],
  ] as const)('%s with other content is refused: %s', (fileName, beginning, code) => {
    expect(codeOf(fileName, beginning)).toBe(code);
  });
});

test('every refusal speaks Chinese and English', () => {
  for (const { zh, en } of Object.values(unreadable)) {
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(en).toMatch(/^[ -~]+\.$/);
  }
});
