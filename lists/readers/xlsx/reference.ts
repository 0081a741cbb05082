/** The column of a cell's address, from 0: A1 → 0, AB12 → 27. */
export function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase()
    .slice(0, 4)) {
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column - 1;
}
