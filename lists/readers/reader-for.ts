import { formatOfFileName, type ListFormat } from '../../domain/list-formats.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { readCsv } from './csv.ts';
import type { ListReader } from './list-reader.ts';
import { readNdjson } from './ndjson.ts';
import { readXlsx } from './xlsx.ts';

/** The reader of each format. */
export const readers: Readonly<Record<ListFormat, ListReader>> = {
  csv: readCsv,
  ndjson: readNdjson,
  xlsx: readXlsx,
};

/** The format of a file by its name, checked against its first bytes (8 are enough). Throws UnreadableFile `wrong-type` or `old-or-encrypted-workbook`. */
export function formatOf(fileName: string, beginning: Uint8Array): ListFormat {
  if (beginning.length === 0) throw new UnreadableFile('empty-file');
  const said = formatOfFileName(fileName);
  const found = contentOf(beginning);
  if (found === 'old-workbook' || (found === 'xlsx' && /\.(?:xls|xlsb|et)$/i.test(fileName)))
    throw new UnreadableFile('old-or-encrypted-workbook');
  if (said === undefined || found !== (said === 'csv' ? 'text' : said))
    throw new UnreadableFile('wrong-type', { byte: 0 });
  return said;
}

function contentOf(beginning: Uint8Array): 'xlsx' | 'ndjson' | 'text' | 'old-workbook' | 'other' {
  const start = Buffer.from(beginning);
  if (start.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))) return 'xlsx';
  if (start.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) return 'old-workbook';
  if (start.includes(0)) return 'other';
  return /^\uFEFF?\s*\{/.test(start.toString('utf8')) ? 'ndjson' : 'text';
}
