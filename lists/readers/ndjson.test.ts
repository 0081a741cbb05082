import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNdjson } from './ndjson.ts';
import { allRows, refusal } from './reading-for-tests.ts';

const utf8 = (text: string): Buffer => Buffer.from(text);

describe('lines', () => {
  test('keys are the header, kept as one array while they stay the same', async () => {
    const rows = await allRows(
      readNdjson,
      utf8('{"name":"张三","id":"1"}\n{"name":"李四","id":"2"}\n{"id":"3"}\n'),
    );
    expect(rows.map((row) => row.cells)).toEqual([['张三', '1'], ['李四', '2'], ['3']]);
    expect(rows[1]?.header).toBe(rows[0]?.header);
    expect(rows[2]?.header).toEqual(['id']);
  });

  test('a number that cannot be exact, and a value that is no text, are told by column', async () => {
    const [row] = await allRows(
      readNdjson,
      utf8('{"id":110105194912310021,"age":7,"c":["低保","特困"],"o":{},"n":null,"l":[1]}\n'),
    );
    expect(row?.cells.slice(1)).toEqual(['7', '低保、特困', '{}', '', '1']);
    expect(row?.problems).toEqual([
      { column: 0, code: 'cell-lost-digits' },
      { column: 3, code: 'cell-not-text' },
      { column: 5, code: 'cell-not-text' },
    ]);
  });

  test.each(['{bad', '"text"', '7', 'null', '[]'])(
    'the line %j is one bad row, not the end of the file',
    async (line) => {
      const rows = await allRows(readNdjson, utf8(`{"a":"1"}\n${line}\n{"a":"2"}\n`));
      expect(rows.map((row) => row.problems.map(({ code }) => code))).toEqual([[], ['line-not-json'], []]);
    },
  );

  test('line ends of Windows, empty lines and pieces of any size change nothing but the numbers', async () => {
    const file = utf8('{"a":"1"}\r\n\r\n{"a":"𠮷"}\r\n');
    for (const size of [1, 2, 7, 99]) {
      const rows = await allRows(readNdjson, file, { size });
      expect(rows.map((row) => [row.rowNumber, ...row.cells])).toEqual([[1, '1'], [2], [3, '𠮷']]);
    }
  });
});

describe('refusals', () => {
  test.each([
    ['truncated', '{"a":"1"}\n{"a":"2', { line: 2 }],
    ['wrong-type', '[{"a":"1"}]\n', { line: 1 }],
    ['empty-file', '', {}],
  ] as const)('%s', async (code, text, at) => {
    expect(await refusal(allRows(readNdjson, utf8(text)))).toEqual({ code, at });
  });

  test('a last line without its end is read when it is whole', async () => {
    expect(await allRows(readNdjson, utf8('{"a":"1"}\n{"a":"2"}'))).toHaveLength(2);
  });

  test('GB18030 is refused: JSON is UTF-8', async () => {
    const bytes = Buffer.concat([utf8('{"a":"'), Buffer.from([0xd5, 0xc5]), utf8('"}\n')]);
    expect(await refusal(allRows(readNdjson, bytes))).toEqual({ code: 'bad-encoding', at: { byte: 7 } });
  });

  test.each([
    ['too-many-rows', { rows: 1 }, { line: 2 }],
    ['too-many-columns', { columns: 1 }, { line: 1 }],
    ['cell-too-large', { cellChars: 2 }, { line: 1, column: 2 }],
  ] as const)('%s', async (code, limits, at) => {
    const file = utf8('{"a":"1","b":"123"}\n{"a":"1","b":"2"}\n');
    expect(await refusal(allRows(readNdjson, file, { limits }))).toEqual({ code, at });
  });
});

test('any texts are read back as they were written', async () => {
  const anyRow = fc.dictionary(fc.string(), fc.string(), { minKeys: 1, maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRow, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const file = utf8(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
        const read = await allRows(readNdjson, file, { size });
        expect(read.map((row) => row.cells)).toEqual(
          rows.map((row) => Object.values(row).map((text) => text.toWellFormed())),
        );
      },
    ),
  );
});
