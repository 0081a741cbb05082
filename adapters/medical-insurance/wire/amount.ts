import { type Fen, MoneyError, parseYuan } from '../../../domain/money.ts';

/** Yuan in any form in which JSON writes a number, digit by digit as fen: 1E+4 and 10000.0000, as DECIMAL(16,4) columns write them, are 10000.00. Undefined for what is no whole number of fen of at least 0. */
export function amountOf(text: string): Fen | undefined {
  const plain = withoutExponent(text);
  if (plain === undefined) return undefined;
  try {
    const fen = parseYuan(plain);
    return fen < 0 ? undefined : fen;
  } catch (error) {
    if (error instanceof MoneyError) return undefined;
    throw error;
  }
}

/** The same of an amount that is taken back: at most 0 on the wire, its size here. */
export function takenBackAmountOf(text: string): Fen | undefined {
  const size = amountOf(text.replace(/^-/, ''));
  return size === 0 || text.startsWith('-') ? size : undefined;
}

// Far beyond any amount, and short enough to be written out.
const farthest = 40;

function withoutExponent(text: string): string | undefined {
  const number = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([-+]?\d{1,3}))?$/.exec(text);
  if (number === null) return undefined;
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = number;
  const shift = Number(exponent);
  if (Math.abs(shift) > farthest) return undefined;
  const digits = '0'.repeat(farthest) + whole + decimals + '0'.repeat(farthest);
  const point = farthest + whole.length + shift;
  const yuan = digits.slice(0, point).replace(/^0+(?=\d)/, '');
  const rest = digits.slice(point).replace(/0+$/, '');
  return `${sign}${yuan || '0'}${rest === '' ? '' : `.${rest}`}`;
}
