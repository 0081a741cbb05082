import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disabilityHolder, identityCheckDigit, parseIdentityNumber } from './identity-number.ts';

// All numbers are made up; none belongs to a person we know.
const valid = fc
  .record({
    division: fc.integer({ min: 110_000, max: 659_999 }),
    day: fc.integer({ min: Date.UTC(1900, 0, 1) / 86_400_000, max: Date.UTC(2025, 11, 31) / 86_400_000 }),
    order: fc.nat(999),
  })
  .map(({ division, day, order }) => {
    const birthDate = new Date(day * 86_400_000).toISOString().slice(0, 10);
    const first17 = `${division}${birthDate.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
    return { birthDate, order, number: first17 + identityCheckDigit(first17) };
  });

const fullWidth = (text: string): string =>
  [...text].map((sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('');

describe('identity numbers', () => {
  test.each([
    ['11010519491231002X', '1949-12-31', 'female'],
    ['150802196503150016', '1965-03-15', 'male'],
    ['411203197010010026', '1970-10-01', 'female'],
    ['500234198012120034', '1980-12-12', 'male'],
    ['131121198902280042', '1989-02-28', 'female'],
  ])('%s is read', (number, birthDate, sex) => {
    expect(parseIdentityNumber(number)).toEqual({ ok: true, number, birthDate, sex });
  });

  test('a 15-digit number of the first generation becomes 18 characters', () => {
    expect(parseIdentityNumber('130503670401001')).toMatchObject({
      ok: true,
      number: '130503196704010016',
      birthDate: '1967-04-01',
    });
  });

  test.each([
    '11010519491231002x',
    ' 110105 19491231 002X ',
    '１１０１０５１９４９１２３１００２Ｘ',
    '１１０１０５１９４９１２３１００２ｘ',
    "'11010519491231002X",
    '\u{feff}11010519491231002X\u{200b}',
    '11010519491231002×',
  ])('written as %j it is the same number', (raw) => {
    expect(parseIdentityNumber(raw)).toMatchObject({ ok: true, number: '11010519491231002X' });
  });

  test.each([
    ['', ['identity-missing']],
    ['　 ', ['identity-missing']],
    ['110105194912310021', ['identity-check-digit']],
    ['11010519490231002X', ['identity-birth-date', 'identity-check-digit']],
    ['1101051949123100', ['identity-length']],
    ['11010519491231002X1', ['identity-length', 'identity-characters']],
    ['无', ['identity-length', 'identity-characters']],
    ['11010519491231X02X', ['identity-characters']],
    ['11010519491231002A', ['identity-characters']],
    ['13050367040100X', ['identity-characters']],
    ['1.10105194912E+17', ['identity-length', 'identity-characters']],
  ])('%j has every problem told: %j', (raw, problems) => {
    expect(parseIdentityNumber(raw)).toEqual({ ok: false, problems });
  });

  test('31 February is no birth date, even with the right check digit; nor in a 15-digit number', () => {
    const first17 = '11010519490231002';
    expect(parseIdentityNumber(first17 + identityCheckDigit(first17))).toEqual({
      ok: false,
      problems: ['identity-birth-date'],
    });
    expect(parseIdentityNumber('130503670231001')).toEqual({ ok: false, problems: ['identity-birth-date'] });
  });

  test('29 February counts only in leap years', () => {
    const with29 = (year: number) =>
      parseIdentityNumber(`110105${year}0229002${identityCheckDigit(`110105${year}0229002`)}`).ok;
    expect([1900, 1999, 2000, 2024].map(with29)).toEqual([false, false, true, true]);
  });

  test('every well-made number is read as it was made, however it is typed', () => {
    fc.assert(
      fc.property(valid, fc.boolean(), ({ number, birthDate, order }, wide) => {
        const typed = wide ? fullWidth(number.toLowerCase()) : number.toLowerCase();
        expect(parseIdentityNumber(typed)).toEqual({
          ok: true,
          number,
          birthDate,
          sex: order % 2 === 1 ? 'male' : 'female',
        });
      }),
    );
  });

  test('one wrong digit, and two neighbours swapped, are always noticed', () => {
    fc.assert(
      fc.property(valid, fc.nat(16), fc.integer({ min: 1, max: 9 }), ({ number }, at, shift) => {
        const digit = (Number(number[at]) + shift) % 10;
        expect(parseIdentityNumber(number.slice(0, at) + digit + number.slice(at + 1)).ok).toBe(false);
        const swapped = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2);
        if (swapped !== number) expect(parseIdentityNumber(swapped).ok).toBe(false);
      }),
    );
  });

  test('a number of the twentieth century survives 18 → 15 → 18', () => {
    fc.assert(
      fc.property(
        valid.filter(({ birthDate }) => birthDate.startsWith('19')),
        ({ number }) => {
          expect(parseIdentityNumber(number.slice(0, 6) + number.slice(8, 17))).toMatchObject({
            ok: true,
            number,
          });
        },
      ),
    );
  });
});

describe('disability certificate numbers', () => {
  test.each([
    ['11010519491231002X44', 4, 4],
    ['11010519491231002x11B1', 1, 1],
    ['１１０１０５１９４９１２３１００２Ｘ６２Ｂ２', 6, 2],
  ])('%s names its holder', (raw, type, grade) => {
    expect(disabilityHolder(raw)).toMatchObject({
      holder: { ok: true, number: '11010519491231002X' },
      type,
      grade,
    });
  });

  test('the holder’s own problems are told', () => {
    expect(disabilityHolder('11010519491231002144')?.holder).toEqual({
      ok: false,
      problems: ['identity-check-digit'],
    });
  });

  test.each([
    '11010519491231002X',
    '11010519491231002X84',
    '11010519491231002X45',
    '11010519491231002X44A1',
    '11010519491231002X44B0',
  ])('%s is none', (raw) => {
    expect(disabilityHolder(raw)).toBeUndefined();
  });
});
