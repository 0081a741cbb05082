// Format and other characters that nobody sees: marks of direction from phones, zero-width spaces, soft hyphens, selectors
// of variants, and control characters such as the end-of-file mark of DOS.
const unseen = /[\p{Cf}\p{DI}]|(?!\s)\p{Cc}/gu;
// The same and a leading apostrophe in one look: nine cells of ten need no mending.
const mendable = /^[\s'‘’＇]|[\p{Cf}\p{DI}\p{Cc}]|\s$/u;

/** What a cell or a heading says, whichever its column: without spaces around it, characters that nobody sees, and the apostrophe in front by which spreadsheets keep a text. */
export function plainCell(cell: string): string {
  if (isPlain(cell) || !mendable.test(cell)) return cell;
  return cell
    .replace(unseen, '')
    .trim()
    .replace(/^['‘’＇]+/, '')
    .trim();
}

/** Visible ASCII and common Chinese characters, no space and no apostrophe: nearly every cell, and told faster than by an expression. */
function isPlain(cell: string): boolean {
  for (let at = 0; at < cell.length; at += 1) {
    const code = cell.charCodeAt(at);
    const ascii = code > 0x20 && code < 0x7f && code !== 0x27;
    if (!ascii && (code < 0x4e00 || code > 0x9fff)) return false;
  }
  return true;
}
