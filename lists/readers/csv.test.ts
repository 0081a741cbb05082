import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvOptions, readCsv } from './csv.ts';
import { defaultLimits } from './list-reader.ts';
import { allRows, collected, refusal } from './reading-for-tests.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);
const cells = async (bytes: Uint8Array, size?: number) =>
  (await allRows(readCsv, bytes, size === undefined ? {} : { size })).map((row) => row.cells);
// “姓名,类别” and “张䶮,低保” with a four-byte character (U+20000) behind, as an old program saves them.
const gb18030 = Buffer.from('d0d5c3fb2cc0e0b1f00d0ad5c5fe9f953282362cb5cdb1a30d0a', 'hex');

describe('encodings', () => {
  test.each([1, 2, 3, 5, 64])('GB18030 is read in pieces of %d bytes', async (size) => {
    expect(await cells(gb18030, size)).toEqual([
      ['姓名', '类别'],
      ['张䶮𠀀', '低保'],
    ]);
  });

  test.each([1, 2, 3, 5, 64])(
    'UTF-8 with and without a mark is the same, in pieces of %d bytes',
    async (size) => {
      const expected = [
        ['姓名', '类别'],
        ['𠮷䶮·买买提', '低保'],
      ];
      const text = '姓名,类别\r\n𠮷䶮·买买提,低保\r\n';
      expect(await cells(utf8(text), size)).toEqual(expected);
      expect(await cells(utf8(`\uFEFF${text}`), size)).toEqual(expected);
    },
  );

  test('the choice waits for the first line that is not ASCII', async () => {
    const ascii = Buffer.from('id,name\n'.repeat(40_000));
    expect((await cells(Buffer.concat([ascii, gb18030]))).at(-1)).toEqual(['张䶮𠀀', '低保']);
    expect((await cells(Buffer.concat([ascii, utf8('张,低保\n')]))).at(-1)).toEqual(['张', '低保']);
  });

  test('broken UTF-8 is refused with its byte and never read as GB18030', async () => {
    const sound = utf8('姓名,住址\n张三,开州区汉丰街道\n');
    const broken = Buffer.concat([sound, utf8('李四'), Buffer.from([0xe5, 0x41]), utf8('街道\n')]);
    expect(await refusal(cells(broken))).toEqual({ code: 'bad-encoding', at: { byte: sound.length + 7 } });
    expect(await refusal(cells(broken, 7))).toEqual({ code: 'bad-encoding', at: { byte: sound.length + 7 } });
  });

  test('GB18030 that breaks later is refused with its byte', async () => {
    const broken = Buffer.concat([gb18030, Buffer.from([0xd5, 0x20, 0x0a])]);
    expect(await refusal(cells(broken))).toEqual({ code: 'bad-encoding', at: { byte: gb18030.length + 1 } });
  });

  test('UTF-8 with a mark never becomes GB18030', async () => {
    const marked = Buffer.concat([utf8('\uFEFF'), gb18030]);
    expect(await refusal(cells(marked))).toMatchObject({ code: 'bad-encoding' });
  });

  test('UTF-16 and binary are refused', async () => {
    expect(await refusal(cells(Buffer.from('\uFEFF姓名\n', 'utf16le')))).toEqual({
      code: 'bad-encoding',
      at: { byte: 0 },
    });
    expect(await refusal(cells(Buffer.from('name\nA\0B\n')))).toEqual({
      code: 'wrong-type',
      at: { byte: 6 },
    });
  });
});

describe('cells', () => {
  test('rows are numbered as a spreadsheet numbers them: breaks in quotes and empty lines count', async () => {
    const rows = await allRows(readCsv, utf8('名单,\r\n\r\n姓名,住址\r\n张三,"东街\n2 号"\r\n李四,西街'));
    expect(rows.map((row) => [row.rowNumber, ...row.cells])).toEqual([
      [1, '名单', ''],
      [2, ''],
      [3, '姓名', '住址'],
      [4, '张三', '东街\n2 号'],
      [5, '李四', '西街'],
    ]);
  });

  test.each([
    [',', '姓名,类别\n张三,低保;特困;孤儿\n'],
    ['\t', '姓名\t类别\n张三\t低保,特困,孤儿\n'],
    [';', '名单\n姓名;类别\n张三;低保,特困\n李四;低保\n'],
    ['|', '姓名|类别\n张三|低保\n'],
  ])('the delimiter %j is found although others stand in cells', async (_, text) => {
    expect((await cells(utf8(text))).at(-1)).toHaveLength(2);
  });

  test.each(['\n', '\r\n', '\r'])('lines may end in %j', async (end) => {
    expect(await cells(utf8(['a,b', 'c,d', ''].join(end)))).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('digits that Excel was told to keep as text lose their wrapping', async () => {
    expect(await cells(utf8('a,b\n="00123",x\n"=""00456""",y\n'))).toEqual([
      ['a', 'b'],
      ['00123', 'x'],
      ['00456', 'y'],
    ]);
  });
});

describe('limits', () => {
  test.each([
    ['too-many-rows', { rows: 2 }, 'a,b\nc,d\ne,f\n', { row: 3 }],
    ['too-many-columns', { columns: 2 }, 'a,b\nc,d,e\n', { row: 2 }],
    ['cell-too-large', { cellChars: 5 }, 'a,b\nc,123456\n', { row: 2, column: 2 }],
    ['too-large', { fileBytes: 6 }, 'a,b\nc,d\n', { byte: 6 }],
    ['empty-file', {}, '', {}],
  ] as const)('%s is told with its place', async (code, limits, text, at) => {
    expect(await refusal(allRows(readCsv, utf8(text), { limits }))).toEqual({ code, at });
  });

  test('a quote that is never closed is refused, at the end or at the cell limit', async () => {
    expect(await refusal(cells(utf8('a,b\n"c,d\ne,f\n')))).toMatchObject({ code: 'csv-quotes' });
    const endless = utf8(`a,b\n"c,${'d\n'.repeat(200_000)}`);
    expect(await refusal(cells(endless))).toMatchObject({ code: 'cell-too-large' });
  });

  test('a line without end is refused before it fills the memory', async () => {
    let sent = 0;
    const endless = async function* () {
      for (;;) {
        sent += 65_536;
        yield Buffer.alloc(65_536, 'x');
      }
    };
    expect(await refusal(collected(readCsv(endless(), defaultLimits)))).toMatchObject({
      code: 'cell-too-large',
    });
    expect(sent).toBeLessThan(2 ** 21);
  });

  test('an upload that breaks off fails with its own error', async () => {
    const broken = async function* () {
      yield utf8('a,b\n');
      throw new Error('connection lost');
    };
    await expect(collected(readCsv(broken(), defaultLimits))).rejects.toThrow('connection lost');
  });

  test('who stops reading stops the bytes', async () => {
    let stopped = false;
    const endless = async function* () {
      try {
        for (;;) yield utf8('a,b\n'.repeat(1000));
      } finally {
        stopped = true;
      }
    };
    for await (const rows of readCsv(endless(), defaultLimits)) if (rows.length > 3) break;
    await expect.poll(() => stopped).toBe(true);
  });
});

const cell = fc.string({
  unit: fc.constantFrom('张', '𠮷', '1', 'x', ' ', ',', ';', '"', '\n', '\r', '·'),
  maxLength: 6,
});
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
const quoted = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')).join('\n');

test('the delimiter and the encoding are found in more than the first bytes of a slow upload', async () => {
  const title = Buffer.from('c3fbb5a50d0ad0d5c3fb3bc0e0b1f00d0ad5c5c8fd3bb5cdb1a30d0a', 'hex');
  expect(await cells(title, 1)).toEqual([['名单'], ['姓名', '类别'], ['张三', '低保']]);
});

test('what is written quoted is read back, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
      expect(await cells(utf8(`甲,乙\n${quoted(rows)}\n`), size)).toEqual([['甲', '乙'], ...rows]);
    }),
  );
});

test('any text is read, or refused, as csv-parse itself does when it has the whole file at once, but for quotes that swallow lines', async () => {
  const anyText = fc.string({
    unit: fc.constantFrom('张', 'a', ',', '"', '\n', '\r\n', ' ', '\t'),
    minLength: 1,
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(anyText, fc.integer({ min: 1, max: 5 }), async (text, size) => {
      const whole = `甲,乙\n${text}`;
      const oracle = wholeAtOnce(whole);
      const read = await cells(utf8(whole), size).catch(() => 'refused');
      // A quote that runs over a line's end without being closed is ours to refuse; the parser takes whole lines for a cell.
      const overLines =
        Array.isArray(oracle) && oracle.flat().some((one) => /["].*[\n\r]|[\n\r].*["]/s.test(one));
      if (read !== 'refused' || !overLines) expect(read).toEqual(oracle);
    }),
    { numRuns: 300 },
  );
});

function wholeAtOnce(text: string): unknown {
  try {
    const records = parse(text, csvOptions(text, defaultLimits));
    return records;
  } catch {
    return 'refused';
  }
}
