import { chineseNumeral } from './chinese-numeral.ts';

declare const fenBrand: unique symbol;

/** Money in integer fen (1/100 yuan), a safe integer, made only here. May be negative (a correction). */
export type Fen = number & { readonly [fenBrand]: 'Fen' };

/** An exact fraction of safe integers, denominator above 0; rates are never floats. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Why an amount, a ratio or a division was refused. */
export type MoneyErrorCode =
  | 'money-not-an-amount'
  | 'money-too-precise'
  | 'money-out-of-range'
  | 'money-bad-ratio'
  | 'money-empty-list';

/** Thrown by every function of this module; `code` is stable, `message` is for engineers. */
export class MoneyError extends RangeError {
  override readonly name = 'MoneyError';
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Makes fen from an integer count of fen. Throws MoneyError for fractions, NaN and unsafe integers. */
export function fen(count: number): Fen {
  if (!Number.isInteger(count))
    throw new MoneyError('money-not-an-amount', `not a whole number of fen: ${count}`);
  if (!Number.isSafeInteger(count))
    throw new MoneyError('money-out-of-range', `too many fen to count exactly: ${count}`);
  // `+ 0` turns -0 into 0, which Object.is and JSON would otherwise tell apart.
  return (count + 0) as Fen;
}

/** Nothing, in fen. */
export const zeroFen: Fen = fen(0);

/** a + b in fen. Throws MoneyError when the sum is out of range. */
export function addFen(a: Fen, b: Fen): Fen {
  return fen(a + b);
}

/** a − b in fen. Throws MoneyError when the difference is out of range. */
export function subtractFen(a: Fen, b: Fen): Fen {
  return fen(a - b);
}

/** The sum of a list in fen; an empty list is zero. Throws MoneyError when out of range. */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let sum = 0n;
  for (const amount of amounts) sum += BigInt(amount);
  return fenFromBigInt(sum);
}

/** The smallest of one or more amounts. Throws MoneyError for none. */
export function minFen(...amounts: readonly Fen[]): Fen {
  return leastBy(amounts, (a, b) => a < b);
}

/** The largest of one or more amounts. Throws MoneyError for none. */
export function maxFen(...amounts: readonly Fen[]): Fen {
  return leastBy(amounts, (a, b) => a > b);
}

/** Reads yuan written as a decimal string ('12.30', '-5', '0.1') digit by digit. Throws MoneyError: a third decimal is an error, even a zero's worth is not dropped silently. */
export function parseYuan(text: string): Fen {
  const match = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(text);
  if (match === null)
    throw new MoneyError('money-not-an-amount', `not yuan in decimal digits: ${JSON.stringify(text)}`);
  const [, sign, whole = '', decimals = ''] = match;
  if (decimals.length > 2)
    throw new MoneyError('money-too-precise', `more than two decimals: ${JSON.stringify(text)}`);
  const count = BigInt(whole + decimals.padEnd(2, '0'));
  return fenFromBigInt(sign === '-' ? -count : count);
}

/** Writes fen as yuan with two decimals and thousands commas: 123450 → '1,234.50'. */
export function formatYuan(amount: Fen): string {
  const { sign, yuan, cents } = parts(amount);
  return `${sign}${yuan.replace(/\B(?=(?:\d{3})+$)/g, ',')}.${cents}`;
}

/** Writes fen as yuan for a wire that takes decimal strings: 123450 → '1234.50'. parseYuan reads it back. */
export function yuanString(amount: Fen): string {
  const { sign, yuan, cents } = parts(amount);
  return `${sign}${yuan}.${cents}`;
}

/** Writes fen in financial capitals (中文大写金额, after 支付结算办法 annex 1): 1005000 → '壹万零伍拾元整'; negative amounts begin with 负. */
export function chineseAmount(amount: Fen): string {
  if (amount === 0) return '零元整';
  const { sign, yuan, cents } = parts(amount);
  const [jiao, singleFen] = [Number(cents[0]), Number(cents[1])];
  const whole = yuan === '0' ? '' : `${chineseNumeral(yuan)}元`;
  // A missing jiao is said as 零 only when something stands before it: 壹元零伍分, but 伍分.
  const gap = jiao === 0 && singleFen > 0 && whole !== '' ? '零' : '';
  const tail = [
    jiao > 0 ? `${chineseNumeral(String(jiao))}角` : gap,
    singleFen > 0 ? `${chineseNumeral(String(singleFen))}分` : '整',
  ];
  return (sign === '-' ? '负' : '') + whole + tail.join('');
}

/** Makes an exact ratio of two integers. Throws MoneyError for a denominator below 1 or unsafe integers. */
export function ratio(numerator: number, denominator: number): Ratio {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new MoneyError('money-bad-ratio', `not a ratio: ${numerator}/${denominator}`);
  }
  return { numerator, denominator };
}

/** Reads '0.50', '1', '0.333' exactly, up to 9 decimals; no percent sign, no sign. Throws MoneyError. */
export function parseRatio(text: string): Ratio {
  const match = /^(\d{1,6})(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) throw new MoneyError('money-bad-ratio', `not a decimal ratio: ${JSON.stringify(text)}`);
  const [, whole = '', decimals = ''] = match;
  return ratio(Number(whole + decimals), 10 ** decimals.length);
}

/** amount × ratio in fen, exact, half rounded up away from zero (so −x is the mirror of x). Throws MoneyError when out of range. */
export function scaleFen(amount: Fen, by: Ratio): Fen {
  const { numerator, denominator } = ratio(by.numerator, by.denominator);
  const product = BigInt(amount) * BigInt(numerator);
  const size = product < 0n ? -product : product;
  const rounded = (2n * size + BigInt(denominator)) / (2n * BigInt(denominator));
  return fenFromBigInt(product < 0n ? -rounded : rounded);
}

function parts(amount: Fen): { readonly sign: '' | '-'; readonly yuan: string; readonly cents: string } {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return { sign: amount < 0 ? '-' : '', yuan: digits.slice(0, -2), cents: digits.slice(-2) };
}

function leastBy(amounts: readonly Fen[], better: (a: Fen, b: Fen) => boolean): Fen {
  const [first, ...rest] = amounts;
  if (first === undefined) throw new MoneyError('money-empty-list', 'no amount to choose from');
  return rest.reduce((best, amount) => (better(amount, best) ? amount : best), first);
}

function fenFromBigInt(count: bigint): Fen {
  if (count > BigInt(Number.MAX_SAFE_INTEGER) || count < BigInt(Number.MIN_SAFE_INTEGER)) {
    throw new MoneyError('money-out-of-range', 'the result is out of range');
  }
  return fen(Number(count));
}
