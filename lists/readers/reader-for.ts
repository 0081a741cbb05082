import type { ListFormat } from '../../domain/list-formats.ts';
import { readCsv } from './csv.ts';
import type { ListReader } from './list-reader.ts';
import { readNdjson } from './ndjson.ts';
import { readXlsx } from './xlsx.ts';

/** The reader of each format; each refuses a file that does not look like it (`wrong-type`). */
export const readers: Readonly<Record<ListFormat, ListReader>> = {
  csv: readCsv,
  ndjson: readNdjson,
  xlsx: readXlsx,
};
