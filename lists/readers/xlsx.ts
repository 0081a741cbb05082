import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { batches } from './batches.ts';
import { isHeader } from './header-mapping.ts';
import type { ListReader, ListRow } from './list-reader.ts';
import { numbersNamedIn } from './named-numbers.ts';
import { sourceFile } from './source-bytes.ts';
import { openArchive } from './xlsx/archive.ts';
import { mergeFiller, verticalMerges } from './xlsx/merges.ts';
import { sharedStrings } from './xlsx/shared-strings.ts';
import { sheetRows } from './xlsx/sheet.ts';
import { numberStyles } from './xlsx/styles.ts';
import { workbookParts } from './xlsx/workbook.ts';

/** Reads the one visible sheet of a workbook that names people, as Excel or WPS saves it, cells merged over rows repeated in each; nothing is computed, linked or executed. Throws UnreadableFile. */
export const readXlsx: ListReader = async function* (source, limits) {
  await using file = await sourceFile(source, limits.fileBytes);
  await using archive = await openArchive(file.path, limits);
  const parts = await workbookParts(archive);
  const styleOf = await numberStyles(archive, parts.styles);
  const strings = await sharedStrings(archive, parts.sharedStrings, limits);
  const bytesOf = (part: string): AsyncGenerator<Uint8Array> => {
    const bytes = archive.part(part);
    if (bytes === undefined) throw new UnreadableFile('damaged', { part });
    return bytes;
  };
  const rowsOf = (part: string): AsyncGenerator<ListRow> =>
    sheetRows(bytesOf(part), { part, strings, styleOf, from1904: parts.from1904, limits });
  const part = await sheetOfPeople(parts.sheets, rowsOf);
  const fill = mergeFiller(await verticalMerges(() => bytesOf(part), part));
  for await (const rows of batches<ListRow>(rowsOf(part))) yield rows.map(fill);
};

/** The sheet that names people; the first when none does. A list of several is not put together here: the other may hold last month's people, or those who left. */
async function sheetOfPeople(
  sheets: readonly [string, ...string[]],
  rowsOf: (part: string) => AsyncIterable<ListRow>,
): Promise<string> {
  let found: string | undefined;
  if (sheets.length === 1) return sheets[0];
  for (const [at, sheet] of sheets.entries()) {
    if (!(await namesPeople(rowsOf(sheet)))) continue;
    if (found !== undefined) throw new UnreadableFile('sheets-not-read', { sheet: at + 1 });
    found = sheet;
  }
  return found ?? sheets[0];
}

/** True for a row with an identity number, and for any row below a header; looks no further than it must. */
async function namesPeople(rows: AsyncIterable<ListRow>): Promise<boolean> {
  let header = false;
  for await (const { cells } of rows) {
    if (cells.some((cell) => numbersNamedIn(cell).length > 0)) return true;
    if (header && cells.some((cell) => cell.trim() !== '')) return true;
    header ||= isHeader(cells);
  }
  return false;
}
