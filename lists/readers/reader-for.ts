import type { ListFormat } from '../../domain/list-formats.ts';
import { readCsv } from './csv.ts';
import type { ListReader } from './list-reader.ts';
import { readNdjson } from './ndjson.ts';

/** The reader of each format; each refuses a file that does not look like it (`wrong-type`). */
export const readers: Readonly<Record<ListFormat, ListReader>> = {
  csv: readCsv,
  ndjson: readNdjson,
  xlsx: readXlsx,
};

/** Workbooks need as much code as everything else together: a process that reads another file starts without it. */
async function* readXlsx(...[source, limits]: Parameters<ListReader>): ReturnType<ListReader> {
  const { readXlsx: reader } = await import('./xlsx.ts');
  yield* reader(source, limits);
}
