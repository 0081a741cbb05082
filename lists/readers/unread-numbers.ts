import { parseIdentityNumber } from '../../domain/identity-number.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import type { Header } from './header-follower.ts';
import { isOfSomebodyElse, speaksOfIdentity } from './header-mapping.ts';
import type { ListRow } from './list-reader.ts';
import { numbersNamedIn } from './named-numbers.ts';

const shortest = 18;
const leastDigits = 17;
/** A number of old. Codes of households look like them, so they count only where the heading speaks of identity. */
const old = 15;

/** Throws UnreadableFile numbers-not-read when a row names somebody where nobody is read: the members of a household beside its head, lines that a quote ran over, a number in a remark. */
export function checkUnread({ cells, rowNumber }: ListRow, header: Header): void {
  for (const [column, cell] of cells.entries()) {
    // This is asked of every cell of a million rows.
    if (cell.length < old) continue;
    const least = cell.length < shortest ? old : leastDigits;
    if (!mayHold(cell, least) || isRead(header, column)) continue;
    if (least === old && !speaksOfIdentity(header.cells[column] ?? '')) continue;
    if (isOfSomebodyElse(header.cells[column] ?? '')) continue;
    const { mapping } = header;
    const own = [mapping.identityNumber, mapping.disabilityNumber]
      .flatMap((at) => (at === undefined ? [] : [cells[at] ?? '']))
      .flatMap(numbersOf);
    const named = least === old ? numbersOf(cell) : numbersNamedIn(cell);
    // A household may go by the number of its head.
    if (column === mapping.household && named.length === 1 && cell.trim().length <= shortest + 4) continue;
    if (named.some((number) => !own.includes(number)))
      throw new UnreadableFile('numbers-not-read', { row: rowNumber, column: column + 1 });
  }
}

function mayHold(cell: string, leastDigits: number): boolean {
  let digits = 0;
  for (let at = 0; at < cell.length; at += 1) {
    const code = cell.charCodeAt(at);
    if ((code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19)) digits += 1;
  }
  return digits >= leastDigits;
}

/** Also when it is one of the 15 digits of old. */
function numbersOf(cell: string): readonly string[] {
  const whole = parseIdentityNumber(cell);
  return whole.ok ? [whole.number] : numbersNamedIn(cell);
}

function isRead({ mapping }: Header, column: number): boolean {
  return column === mapping.identityNumber || column === mapping.disabilityNumber;
}
