import { type Fen, subtractFen, zeroFen } from './money.ts';
import type { PaymentMethod } from './payment-methods.ts';

/** What one cashier took by one method on a day, of patients whose stay is in the hub. */
export interface CashTotal {
  readonly cashier: string;
  readonly method: PaymentMethod;
  readonly fen: Fen;
  readonly payments: number;
}

/** The same held against the hospital's own count; null: that side has no such line. */
export interface CashLine {
  readonly cashier: string;
  readonly method: PaymentMethod;
  readonly hub: Pick<CashTotal, 'fen' | 'payments'> | null;
  readonly hospital: Pick<CashTotal, 'fen' | 'payments'> | null;
  /** The hospital's amount less the hub's. */
  readonly differenceFen: number;
}

/** Who took a payment where the hospital did not say. */
export const cashierUnknown = '-';

/** Both sides, cashier by cashier and method by method, in the order of their names. */
export function cashLines(hub: readonly CashTotal[], hospital: readonly CashTotal[]): readonly CashLine[] {
  const keyOf = ({ cashier, method }: CashTotal) => JSON.stringify([cashier, method]);
  const [ours, theirs] = [hub, hospital].map((totals) => new Map(totals.map((one) => [keyOf(one), one])));
  return [...new Set([...(ours?.keys() ?? []), ...(theirs?.keys() ?? [])])].toSorted().map((key) => {
    const [own, counted] = [ours?.get(key), theirs?.get(key)];
    const [cashier, method] = JSON.parse(key) as readonly [string, PaymentMethod];
    const differenceFen = subtractFen(counted?.fen ?? zeroFen, own?.fen ?? zeroFen);
    return { cashier, method, hub: sums(own), hospital: sums(counted), differenceFen };
  });
}

/** Whether both sides say the same of every line. */
export function agrees(lines: readonly CashLine[]): boolean {
  return lines.every(
    ({ hub, hospital }) => hub?.fen === hospital?.fen && hub?.payments === hospital?.payments,
  );
}

function sums(total: CashTotal | undefined): CashLine['hub'] {
  return total === undefined ? null : { fen: total.fen, payments: total.payments };
}
