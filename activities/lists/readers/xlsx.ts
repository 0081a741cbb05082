import type { ListReader } from './list-reader.ts';
import { sourceFile } from './source-bytes.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { openArchive } from './xlsx/archive.ts';
import { sharedStrings } from './xlsx/shared-strings.ts';
import { sheetRows } from './xlsx/sheet.ts';
import { numberStyles } from './xlsx/styles.ts';
import { workbookParts } from './xlsx/workbook.ts';

/** Reads the first visible sheet of a workbook as Excel or WPS saves it; nothing is computed, linked or executed. Throws UnreadableFile. */
export const readXlsx: ListReader = async function* (source, limits) {
  await using file = await sourceFile(source, limits.fileBytes);
  await using archive = await openArchive(file.path, limits);
  const parts = await workbookParts(archive);
  const styleOf = await numberStyles(archive, parts.styles);
  const strings = await sharedStrings(archive, parts.sharedStrings, limits);
  const bytes = archive.part(parts.sheet);
  if (bytes === undefined) throw new UnreadableFile('damaged', { part: parts.sheet });
  yield* sheetRows(bytes, { part: parts.sheet, strings, styleOf, from1904: parts.from1904, limits });
};
