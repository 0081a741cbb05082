import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addFen,
  chineseAmount,
  fen,
  formatYuan,
  MoneyError,
  type MoneyErrorCode,
  maxFen,
  minFen,
  parseRatio,
  parseYuan,
  ratio,
  scaleFen,
  subtractFen,
  sumFen,
  yuanString,
  zeroFen,
} from './money.ts';

const anyFen = fc.maxSafeInteger().map((count) => fen(count));
const smallFen = fc.integer({ min: -1e12, max: 1e12 }).map((count) => fen(count));

function codeOf(run: () => unknown): MoneyErrorCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof MoneyError) return error.code;
    throw error;
  }
  return undefined;
}

describe('fen', () => {
  test.each([
    [0.1, 'money-not-an-amount'],
    [Number.NaN, 'money-not-an-amount'],
    [Number.POSITIVE_INFINITY, 'money-not-an-amount'],
    [2 ** 53, 'money-out-of-range'],
  ] as const)('%s is no amount: %s', (count, code) => {
    expect(codeOf(() => fen(count))).toBe(code);
  });

  test('minus zero is zero', () => {
    expect(Object.is(fen(-0), 0)).toBe(true);
    expect(Object.is(scaleFen(fen(-1), ratio(1, 3)), 0)).toBe(true);
  });

  test('a sum beyond exact integers is an error, not a rounded amount', () => {
    const most = fen(Number.MAX_SAFE_INTEGER);
    expect(codeOf(() => addFen(most, fen(1)))).toBe('money-out-of-range');
    expect(codeOf(() => subtractFen(fen(-2), most))).toBe('money-out-of-range');
    expect(codeOf(() => sumFen([most, most]))).toBe('money-out-of-range');
    expect(sumFen([most, most, fen(-most)])).toBe(most);
  });

  test('add and subtract undo each other', () => {
    fc.assert(
      fc.property(smallFen, smallFen, (a, b) => {
        expect(subtractFen(addFen(a, b), b)).toBe(a);
      }),
    );
  });

  test('least and greatest, and the sum of nothing', () => {
    expect(minFen(fen(3), fen(-1), fen(2))).toBe(-1);
    expect(maxFen(fen(3), fen(-1), fen(7))).toBe(7);
    expect(codeOf(() => minFen())).toBe('money-empty-list');
    expect(sumFen([])).toBe(zeroFen);
  });
});

describe('yuan as text', () => {
  test.each([
    ['0', 0],
    ['12.30', 1230],
    ['12.3', 1230],
    ['0.05', 5],
    ['-0.05', -5],
    ['007', 700],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s yuan is %d fen', (text, count) => {
    expect(parseYuan(text)).toBe(count);
  });

  test.each([
    ['10.005', 'money-too-precise'],
    ['10.000', 'money-too-precise'],
    ['', 'money-not-an-amount'],
    ['1,234.50', 'money-not-an-amount'],
    ['1e3', 'money-not-an-amount'],
    ['.5', 'money-not-an-amount'],
    ['5.', 'money-not-an-amount'],
    ['+5', 'money-not-an-amount'],
    [' 5', 'money-not-an-amount'],
    ['5\n', 'money-not-an-amount'],
    ['1２.30', 'money-not-an-amount'],
    ['90071992547409.92', 'money-out-of-range'],
  ])('%j is refused: %s', (text, code) => {
    expect(codeOf(() => parseYuan(text))).toBe(code);
  });

  test.each([
    [123450, '1,234.50'],
    [-123450, '-1,234.50'],
    [99999, '999.99'],
    [100000000, '1,000,000.00'],
    [5, '0.05'],
    [0, '0.00'],
  ])('%d fen is written %s', (count, text) => {
    expect(formatYuan(fen(count))).toBe(text);
  });

  test('what is written is read back as the same amount', () => {
    fc.assert(
      fc.property(anyFen, (amount) => {
        expect(parseYuan(yuanString(amount))).toBe(amount);
        expect(formatYuan(amount).replaceAll(',', '')).toBe(yuanString(amount));
      }),
    );
  });
});

describe('capitals', () => {
  test.each([
    [0, '零元整'],
    [5, '伍分'],
    [50, '伍角整'],
    [55, '伍角伍分'],
    [105, '壹元零伍分'],
    [1000, '壹拾元整'],
    [1005, '壹拾元零伍分'],
    [1050, '壹拾元伍角整'],
    [10000, '壹佰元整'],
    [10100, '壹佰零壹元整'],
    [1005000, '壹万零伍拾元整'],
    [1000000, '壹万元整'],
    [1000100, '壹万零壹元整'],
    [10010000, '壹拾万零壹佰元整'],
    [100000000, '壹佰万元整'],
    [140950, '壹仟肆佰零玖元伍角整'],
    [600714, '陆仟零柒元壹角肆分'],
    [32504, '叁佰贰拾伍元零肆分'],
    [10000000000, '壹亿元整'],
    [10000000100, '壹亿零壹元整'],
    [10005000000, '壹亿零伍万元整'],
    [100010000000, '壹拾亿零壹拾万元整'],
    [100000000000000, '壹万亿元整'],
    [100010000000000, '壹万零壹亿元整'],
    [-1005, '负壹拾元零伍分'],
    [-1005000, '负壹万零伍拾元整'],
    [Number.MAX_SAFE_INTEGER, '玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分'],
  ])('%d fen is %s', (count, text) => {
    expect(chineseAmount(fen(count))).toBe(text);
  });

  test('the capitals, read back, are the amount, and never double a 零', () => {
    fc.assert(
      fc.property(anyFen, (amount) => {
        const text = chineseAmount(amount);
        if (amount !== 0) expect(text).not.toMatch(/零零|零[万亿元角分整]/);
        expect(readCapitals(text)).toBe(BigInt(amount));
      }),
    );
  });
});

describe('ratios', () => {
  test.each([
    ['0.50', 50, 100],
    ['1', 1, 1],
    ['0.333', 333, 1000],
  ])('%s is read exactly', (text, numerator, denominator) => {
    expect(parseRatio(text)).toEqual({ numerator, denominator });
  });

  test.each(['50%', '-0.5', '.5', '', '1/2', '0.1234567891'])('%j is no ratio', (text) => {
    expect(codeOf(() => parseRatio(text))).toBe('money-bad-ratio');
  });

  test('a ratio over nothing, a fraction in a ratio: refused', () => {
    expect(codeOf(() => ratio(1, 0))).toBe('money-bad-ratio');
    expect(codeOf(() => ratio(0.5, 1))).toBe('money-bad-ratio');
    expect(codeOf(() => scaleFen(fen(1), { numerator: 1, denominator: -2 }))).toBe('money-bad-ratio');
  });

  test.each([
    [1, 1, 2, 1],
    [-1, 1, 2, -1],
    [3, 1, 2, 2],
    [1, 1, 3, 0],
    [2, 1, 3, 1],
    [1230, 10, 100, 123],
    [1005, 10, 100, 101],
    [Number.MAX_SAFE_INTEGER, 999_999, 1_000_000, 9007190247541736],
  ])('%d fen × %d/%d is %d', (count, numerator, denominator, scaled) => {
    expect(scaleFen(fen(count), ratio(numerator, denominator))).toBe(scaled);
  });

  test('scaling is the nearest fen to the exact rational, the half going away from zero', () => {
    fc.assert(
      fc.property(
        smallFen,
        fc.nat(2000),
        fc.integer({ min: 1, max: 2000 }),
        (amount, numerator, denominator) => {
          const scaled = BigInt(scaleFen(amount, ratio(numerator, denominator)));
          const exact = BigInt(amount) * BigInt(numerator);
          const error = scaled * BigInt(denominator) - exact;
          const twice = 2n * (error < 0n ? -error : error);
          expect(twice <= BigInt(denominator)).toBe(true);
          if (twice === BigInt(denominator)) expect(error > 0n).toBe(amount > 0);
        },
      ),
    );
  });
});

/** Reads capitals by another way than they are written: sum of digit × place, group by group. */
function readCapitals(text: string): bigint {
  const digit = new Map([...'零壹贰叁肆伍陆柒捌玖'].map((sign, value) => [sign, BigInt(value)]));
  const place = new Map([
    ['拾', 10n],
    ['佰', 100n],
    ['仟', 1000n],
  ]);
  let [total, section, last] = [0n, 0n, 0n];
  for (const sign of text) {
    const value = digit.get(sign);
    if (value !== undefined) last = value;
    else if (place.has(sign)) section += last * (place.get(sign) ?? 0n);
    else if (sign === '万') total += (section + last) * 10_000n;
    else if (sign === '亿') total = (total + section + last) * 100_000_000n;
    else if (sign === '元') total = (total + section + last) * 100n;
    else if (sign === '角') total += last * 10n;
    else if (sign === '分') total += last;
    if (value === undefined) last = 0n;
    if ('万亿元'.includes(sign)) section = 0n;
  }
  return text.startsWith('负') ? -total : total;
}
