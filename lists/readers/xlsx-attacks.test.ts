import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { allRows, refusal } from './reading-for-tests.ts';
import { madeWorkbook, madeZip, workbookParts } from './xlsx/made-workbook.ts';
import { readXlsx } from './xlsx.ts';

const sheetPart = 'xl/worksheets/sheet1.xml';
const rowsXml = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>';
const read = (bytes: Uint8Array, limits = {}) => refusal(allRows(readXlsx, bytes, { limits }));
const withSheet = (content: string | Buffer) => madeWorkbook('', [{ name: sheetPart, content }]);

describe('bombs', () => {
  test('a part that declares more than the limit is refused before a byte is inflated', async () => {
    const book = madeWorkbook(rowsXml, [{ name: 'xl/media/a.bin', content: 'x', declaredSize: 3 * 2 ** 30 }]);
    expect(await read(book)).toEqual({ code: 'zip-bomb', at: { part: 'xl/media/a.bin' } });
  });

  test('a part out of proportion is refused by what it declares', async () => {
    const bomb = withSheet(`<worksheet><sheetData>${' '.repeat(64 * 2 ** 20)}</sheetData></worksheet>`);
    expect(bomb.length).toBeLessThan(200_000);
    expect(await read(bomb)).toEqual({ code: 'zip-bomb', at: { part: sheetPart } });
  });

  test('a part that inflates to more than it declares is refused while it inflates', async () => {
    const content = `<worksheet><sheetData>${'<row/>'.repeat(200_000)}</sheetData></worksheet>`;
    const liar = madeWorkbook('', [{ name: sheetPart, content, declaredSize: 5000 }]);
    expect(await read(liar)).toEqual({ code: 'zip-bomb', at: { part: sheetPart } });
  });

  test('all parts together stay within the limit', async () => {
    const pictures = Array.from({ length: 10 }, (_, at) => ({
      name: `xl/media/${at}`,
      content: 'x'.repeat(1_000),
    }));
    const book = madeWorkbook(rowsXml, pictures);
    expect(await read(book, { inflatedBytes: 9_000 })).toMatchObject({ code: 'zip-bomb' });
    expect(await read(book, { inflatedBytes: 20_000 })).toBeUndefined();
  });

  test('a zip of too many entries is refused', async () => {
    const many = Array.from({ length: 2_100 }, (_, at) => ({ name: `a${at}`, content: '' }));
    expect(await read(madeZip(many))).toEqual({ code: 'zip-bomb', at: {} });
  });

  test('a giant cell is refused at the cell limit, not after it', async () => {
    const text = 'x'.repeat(40_000);
    const inline = withSheet(
      `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`,
    );
    expect(await read(inline)).toEqual({ code: 'cell-too-large', at: { part: sheetPart } });
    const value = withSheet(
      `<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>${text}</v></c></row></sheetData></worksheet>`,
    );
    expect(await read(value)).toEqual({ code: 'cell-too-large', at: { part: sheetPart } });
  });

  test.each([
    ['text', ['<c r="A1" t="str"><v>', 'x', '</v></c>']],
    ['a comment', ['<!--', 'x', '-->']],
    ['a tag name', ['<', 'x', '/>']],
    ['an attribute', ['<c r="', 'x', '"/>']],
  ] as const)(
    'a token that never ends (%s) is refused after a mebibyte',
    async (_, [before, filling, after]) => {
      const book = withSheet(
        `<worksheet><sheetData>${before}${filling.repeat(8 * 2 ** 20)}${after}</sheetData></worksheet>`,
      );
      const refused = await read(book, { inflationRatio: 2_000 });
      expect(refused).toMatchObject({ code: 'cell-too-large', at: { part: sheetPart } });
      expect(refused?.at.byte).toBeLessThan(2 ** 21);
    },
  );

  test('shared strings above their limit are refused', async () => {
    const content = `<sst>${`<si><t>${'张'.repeat(100)}</t></si>`.repeat(5_000)}</sst>`;
    const book = madeWorkbook(rowsXml, [{ name: 'xl/sharedStrings.xml', content }]);
    expect(await read(book, { sharedStringBytes: 2 ** 20 })).toEqual({ code: 'too-many-strings', at: {} });
    expect(await read(book)).toBeUndefined();
  });

  test.each([
    [
      'too-many-rows',
      '<row r="2000001"><c r="A2000001"><v>1</v></c></row>',
      { part: sheetPart, row: 2_000_001 },
    ],
    ['too-many-columns', '<row r="1"><c r="ZZZ1"><v>1</v></c></row>', { part: sheetPart, row: 1 }],
  ])('%s', async (code, xml, at) => {
    expect(await read(madeWorkbook(`<sheetData>${xml}</sheetData>`))).toEqual({ code, at });
  });

  test('elements nested without end are refused', async () => {
    expect(
      await read(withSheet(`<worksheet>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</worksheet>`)),
    ).toMatchObject({ code: 'damaged' });
  });
});

describe('entities', () => {
  const laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

  test.each([
    [
      'defined',
      `${laughs}<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`,
    ],
    ['outside', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>'],
    ['undefined', '<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>'],
  ])('%s: refused in the sheet', async (_, content) => {
    expect(await read(withSheet(content))).toEqual({ code: 'xml-entity', at: { part: sheetPart } });
  });

  test.each(['xl/workbook.xml', 'xl/sharedStrings.xml', 'xl/styles.xml', '_rels/.rels'])(
    'refused in %s too',
    async (name) => {
      const book = madeWorkbook(rowsXml, [{ name, content: `${laughs}<a>&b;</a>` }]);
      expect(await read(book)).toEqual({ code: 'xml-entity', at: { part: name } });
    },
  );
});

describe('files that are not what they seem', () => {
  test.each([
    ['wrong-type', Buffer.from('姓名,身份证号\n')],
    ['wrong-type', madeZip([{ name: 'a.txt', content: 'not a workbook' }])],
    ['old-or-encrypted-workbook', Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['empty-file', Buffer.alloc(0)],
    ['truncated', Buffer.from('PK\x03\x04')],
    ['wrong-type', Buffer.from('PK')],
  ])('%s', async (code, bytes) => {
    expect(await read(bytes)).toMatchObject({ code });
  });

  test('a workbook that needs a password', async () => {
    const locked = await writeXlsx({
      sheets: [{ name: 'a', rows: [['a']] }],
      encryption: { password: 'x', spinCount: 1000 },
    });
    expect(await read(locked)).toEqual({ code: 'old-or-encrypted-workbook', at: {} });
  });

  test('only hidden sheets', async () => {
    const content = '<workbook xmlns:r="r"><sheets><sheet state="hidden" r:id="rId1"/></sheets></workbook>';
    expect(await read(madeWorkbook(rowsXml, [{ name: 'xl/workbook.xml', content }]))).toEqual({
      code: 'no-visible-sheet',
      at: {},
    });
  });

  test('two parts of one name', async () => {
    const parts = workbookParts(rowsXml);
    const twice = [...parts, { name: sheetPart.toUpperCase(), content: '<worksheet/>' }];
    expect(await read(madeZip(twice))).toMatchObject({ code: 'damaged' });
  });

  test('a flipped bit that still inflates is found by its checksum', async () => {
    const content = `<worksheet>${rowsXml}</worksheet>`;
    expect(await read(madeWorkbook('', [{ name: sheetPart, content, declaredCrc: 1 }]))).toEqual({
      code: 'damaged',
      at: { part: sheetPart },
    });
  });

  test.each([
    ['rows out of order', '<sheetData><row r="2"/><row r="1"/></sheetData>'],
    ['a text that is not there', '<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'],
    ['XML that does not close', '<sheetData><row>'],
  ])('%s', async (_, xml) => {
    expect(await read(madeWorkbook(xml))).toMatchObject({ code: 'damaged' });
  });

  test('bytes that are no UTF-8', async () => {
    const content = Buffer.concat([
      Buffer.from('<worksheet>'),
      Buffer.from([0xff]),
      Buffer.from('</worksheet>'),
    ]);
    expect(await read(withSheet(content))).toMatchObject({ code: 'bad-encoding', at: { part: sheetPart } });
  });

  test('a cut workbook is always refused, wherever it was cut', async () => {
    const whole = await soundWorkbook();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        expect(await read(whole.subarray(0, length))).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  test('any damage is read or refused as a file, never another error', async () => {
    const whole = await soundWorkbook();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const damaged = Buffer.from(whole);
          for (const [at, byte] of changes) damaged[at] = byte;
          await read(damaged);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('any XML in the place of the sheet is read or refused as a file', async () => {
    const scraps = fc.array(
      fc.constantFrom(
        '<row r="1">',
        '</row>',
        '<c r="B2">',
        '<c t="s">',
        '</c>',
        '<v>',
        '</v>',
        '7',
        '<is><t>',
        '</t></is>',
        '<!--',
        '-->',
        '&amp;',
        '<![CDATA[',
        ']]>',
        '<?x?>',
        '张',
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(scraps, async (pieces) => {
        await read(withSheet(`<worksheet>${pieces.join('')}</worksheet>`));
      }),
      { numRuns: 150 },
    );
  });
});

test('refusals name a code and a place and hold nothing of the file', async () => {
  const named = withSheet(
    '<worksheet><sheetData><row><c t="str"><v>张三&x;</v></c></row></sheetData></worksheet>',
  );
  const error = await allRows(readXlsx, named).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UnreadableFile);
  expect(String(error)).toBe(`UnreadableFile: xml-entity, part ${sheetPart}`);
});

async function soundWorkbook(): Promise<Buffer> {
  const rows = [
    ['姓名', '身份证号'],
    ['张三', '1'],
  ];
  return Buffer.from(await writeXlsx({ sheets: [{ name: 'a', rows }] }));
}
