import { expect, test } from 'vitest';
import { certificateNumber, certificateText, maskedCertificate } from './certificate.ts';

test.each([
  ['birth-certificate', ' q150015401 ', 'Q150015401'],
  ['birth-certificate', '150015401', undefined],
  ['hong-kong-permit', 'H12345678', 'H12345678'],
  ['hong-kong-permit', 'h12345678-02', 'H12345678'],
  ['hong-kong-permit', 'M12345678', undefined],
  ['macao-permit', 'M12345678', 'M12345678'],
  ['taiwan-permit', '12345678', '12345678'],
  ['taiwan-permit', '1234567801', '12345678'],
  ['taiwan-permit', '123456789', undefined],
  ['foreigner-card', 'deu110075071501', 'DEU110075071501'],
  ['foreigner-card', '91101051949123100X', undefined],
  ['passport', 'Ｃ01X00T47', 'C01X00T47'],
  ['passport', 'PASSPORT', undefined],
] as const)('%s %j is kept as %j', (kind, raw, number) => {
  expect(certificateNumber(kind, raw)).toBe(number);
});

test('two people are told apart by kind, issuer and number, and a resident number is nobody else’s', () => {
  const of = (kind: 'passport' | 'taiwan-permit', number: string, issuer?: string) =>
    certificateText({ idNumber: null, certificate: { kind, number, issuer } });
  const texts = [
    of('passport', '12345678', 'USA'),
    of('passport', '12345678', 'FRA'),
    of('taiwan-permit', '12345678'),
    certificateText({ idNumber: '11010519491231002X' as never }),
  ];
  expect(new Set(texts).size).toBe(4);
  expect(texts.filter((text) => text.length === 18 && !text.includes('/'))).toHaveLength(1);
});

test('a paper shows the ends of a number alone', () => {
  const passport = { kind: 'passport', number: 'C01X00T47', issuer: 'DEU' } as const;
  expect(maskedCertificate({ idNumber: null, certificate: passport })).toBe('C*****T47');
});
