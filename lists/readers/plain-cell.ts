// Format and other characters that nobody sees: marks of direction from phones, zero-width spaces, soft hyphens, selectors
// of variants, and control characters such as the end-of-file mark of DOS.
const unseen = /[\p{Cf}\p{DI}]|(?!\s)\p{Cc}/gu;
// The same and a leading apostrophe in one look: nine cells of ten need no mending.
const mendable = /^[\s'‘’＇]|[\p{Cf}\p{DI}\p{Cc}]|\s$/u;

/** What a cell or a heading says, whichever its column: without spaces around it, characters that nobody sees, and the apostrophe in front by which spreadsheets keep a text. */
export function plainCell(cell: string): string {
  if (!mendable.test(cell)) return cell;
  return cell
    .replace(unseen, '')
    .trim()
    .replace(/^['‘’＇]+/, '')
    .trim();
}
