import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { batches } from './batches.ts';
import type { ListReader, ListRow } from './list-reader.ts';
import { sourceFile } from './source-bytes.ts';
import { openArchive } from './xlsx/archive.ts';
import { mergeFiller, verticalMerges } from './xlsx/merges.ts';
import { sharedStrings } from './xlsx/shared-strings.ts';
import { sheetRows } from './xlsx/sheet.ts';
import { numberStyles } from './xlsx/styles.ts';
import { workbookParts } from './xlsx/workbook.ts';

/** Reads the first visible sheet of a workbook as Excel or WPS saves it, cells merged over rows repeated in each; nothing is computed, linked or executed. Throws UnreadableFile. */
export const readXlsx: ListReader = async function* (source, limits) {
  await using file = await sourceFile(source, limits.fileBytes);
  await using archive = await openArchive(file.path, limits);
  const parts = await workbookParts(archive);
  const styleOf = await numberStyles(archive, parts.styles);
  const strings = await sharedStrings(archive, parts.sharedStrings, limits);
  const sheet = (): AsyncGenerator<Uint8Array> => {
    const bytes = archive.part(parts.sheet);
    if (bytes === undefined) throw new UnreadableFile('damaged', { part: parts.sheet });
    return bytes;
  };
  const fill = mergeFiller(await verticalMerges(sheet(), parts.sheet));
  const context = { part: parts.sheet, strings, styleOf, from1904: parts.from1904, limits };
  for await (const rows of batches<ListRow>(sheetRows(sheet(), context))) yield rows.map(fill);
};
