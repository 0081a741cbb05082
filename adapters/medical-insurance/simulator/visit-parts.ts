import { entryOf } from '../../../domain/entry.ts';
import { addFen, type Fen, subtractFen, sumFen, zeroFen } from '../../../domain/money.ts';
import type { Benefit } from './benefit.ts';
import { type Desk, settlements, type Visit } from './desk.ts';

interface PartsBefore {
  readonly totalFen: Fen;
  readonly inPolicyFen: Fen;
  readonly deductibleFen: Fen;
  readonly funds: Readonly<Record<string, Fen>>;
}

/** What the parts of a visit that were settled while it went on come to. */
export function partsBefore(desk: Desk, { midStay = [] }: Visit): PartsBefore {
  const parts = midStay.flatMap((id) => desk.book.read(settlements, id) ?? []);
  const funds: Record<string, Fen> = {};
  for (const part of parts)
    for (const [fund, paid] of Object.entries(part.funds))
      funds[fund] = addFen(entryOf(funds, fund) ?? zeroFen, paid);
  return {
    totalFen: sumFen(parts.map((part) => part.totalFen ?? zeroFen)),
    inPolicyFen: sumFen(parts.map((part) => part.inPolicyFen ?? zeroFen)),
    deductibleFen: sumFen(parts.map((part) => part.deductibleFen ?? zeroFen)),
    funds,
  };
}

/** The deductible counts once a visit, and so does every limit. */
export function lessPaid({ lines, deductibleFen }: Benefit, before: PartsBefore): Benefit {
  const left = lines.map((line) => ({
    ...line,
    fen: subtractFen(line.fen, entryOf(before.funds, line.fund) ?? zeroFen),
  }));
  return {
    lines: left,
    deductibleFen: subtractFen(deductibleFen, before.deductibleFen),
    paidFen: sumFen(left.map((line) => line.fen)),
  };
}
