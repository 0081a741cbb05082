import { crc32, deflateRawSync } from 'node:zlib';

/** A part of a zip made by hand for tests; what it declares may be a lie. */
export interface MadePart {
  readonly name: string;
  readonly content: string | Buffer;
  readonly declaredSize?: number;
  readonly declaredCrc?: number;
  /** What stands in the zip instead of the content deflated. */
  readonly deflated?: Buffer;
}

/** A zip of deflated parts, for files that no honest writer makes. */
export function madeZip(parts: readonly MadePart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const data = part.deflated ?? deflateRawSync(content);
    const name = Buffer.from(part.name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x800, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(part.declaredCrc ?? crc32(content), 10);
    facts.writeUInt32LE(data.length, 14);
    facts.writeUInt32LE(part.declaredSize ?? content.length, 18);
    facts.writeUInt16LE(name.length, 22);
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), facts, name, data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, rest, name);
    offset += 30 + name.length + data.length;
  }
  const directorySize = directory.reduce((sum, buffer) => sum + buffer.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directorySize, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, ...directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const relationshipBase = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const spreadsheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** The parts of a workbook of one sheet with the given XML inside `worksheet`; `changes` replaces or adds parts. */
export function workbookParts(sheetXml: string, changes: readonly MadePart[] = []): readonly MadePart[] {
  const relationships = (list: readonly (readonly [string, string, string])[]): string =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
      .map(
        ([id, type, target]) =>
          `<Relationship Id="${id}" Type="${relationshipBase}/${type}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`;
  const parts: readonly MadePart[] = [
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: '_rels/.rels', content: relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${spreadsheet} xmlns:r="${relationshipBase}"><sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships([
        ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
        ['rId2', 'sharedStrings', 'sharedStrings.xml'],
        ['rId3', 'styles', '/xl/styles.xml'],
      ]),
    },
    { name: 'xl/worksheets/sheet1.xml', content: `<worksheet ${spreadsheet}>${sheetXml}</worksheet>` },
  ];
  const replaced = new Set(changes.map(({ name }) => name));
  return [...parts.filter(({ name }) => !replaced.has(name)), ...changes];
}

/** Such a workbook as a file. */
export function madeWorkbook(sheetXml: string, changes: readonly MadePart[] = []): Buffer {
  return madeZip(workbookParts(sheetXml, changes));
}
