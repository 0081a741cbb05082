// Format and other characters that nobody sees: marks of direction from phones, zero-width spaces, soft hyphens, selectors
// of variants, and control characters such as the end-of-file mark of DOS.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unseen = /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\p{Cf}\p{DI}]/gu;
// The same and a leading apostrophe in one look: nine cells of ten need no mending.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const mendable = /^[\s'‘’＇]|[\u0000-\u0008\u000E-\u001F\u007F-\u009F\p{Cf}\p{DI}]|\s$/u;

/** What a cell or a heading says, whichever its column: without spaces around it, characters that nobody sees, and the apostrophe in front by which spreadsheets keep a text. */
export function plainCell(cell: string): string {
  if (!mendable.test(cell)) return cell;
  return cell
    .replace(unseen, '')
    .trim()
    .replace(/^['‘’＇]+/, '')
    .trim();
}
