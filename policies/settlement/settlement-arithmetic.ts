import { type Fen, fen, type Ratio, scaleFen, subtractFen, sumFen } from '../../domain/money.ts';
import type { Share } from '../../domain/settlement.ts';
import type { SchemeVersion } from '../engine/scheme-version.ts';

/** What all payers together may reach: everything, or all but the patient's fixed share. */
export function fundsOf({ patient }: SchemeVersion, totalFen: Fen): Fen {
  if (patient.pays === 'own-part') return totalFen;
  return subtractFen(totalFen, scaleFen(totalFen, patient.ratio));
}

/** The smallest whole fen above total × ratio. */
export function justAbove(total: Fen, by: Ratio): Fen {
  return fen(Number((BigInt(total) * BigInt(by.numerator)) / BigInt(by.denominator)) + 1);
}

/** (inside + outside × outsideShare) × by, in fen: exact until the one rounding at the end, half up. Amounts are not negative. */
export function weighted(
  inside: Fen,
  outside: Fen,
  rates: { readonly outsideShare: Ratio; readonly by: Ratio },
): Fen {
  const { numerator: share, denominator: parts } = rates.outsideShare;
  const base = BigInt(inside) * BigInt(parts) + BigInt(outside) * BigInt(share);
  const over = BigInt(parts) * BigInt(rates.by.denominator);
  const product = base * BigInt(rates.by.numerator);
  return fen(Number((2n * product + over) / (2n * over)));
}

/** The sum of the shares, in fen. */
export function paid(shares: readonly Share[]): Fen {
  return sumFen(shares.map((share) => share.fen));
}

/** A ratio as people write it, digit by digit: 7/10 → '0.7', 1/1 → '1'. The denominator is a power of ten, as parseRatio makes it. */
export function decimal({ numerator, denominator }: Ratio): string {
  const places = String(denominator).length - 1;
  const digits = String(numerator).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const part = digits.slice(digits.length - places).replace(/0+$/, '');
  return part === '' ? whole : `${whole}.${part}`;
}
