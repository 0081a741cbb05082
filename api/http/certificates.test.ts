import { expect, test } from 'vitest';
import { identityOf } from './certificates.ts';
import { fieldErrors } from './field-errors.ts';
import { admissionBody } from './schemas.ts';

const { patient } = admissionBody.shape;
const newborn = {
  certificate: { kind: 'birth-certificate', number: 't500154001' },
  ...{ sex: 'female', birthDate: '2024-05-18', name: '杨小宝' },
} as const;

function wrong(body: object): readonly string[] {
  const read = patient.safeParse(body);
  return fieldErrors(read.error?.issues ?? [], body).map(({ path, code }) => `${path} ${code}`);
}

test.each([
  [[], newborn],
  [[], { idNumber: '11010519491231002X', name: '张三' }],
  [['/idNumber field-missing'], { name: '张三' }],
  [['/certificate certificate-beside-number'], { ...newborn, idNumber: '11010519491231002X' }],
  [['/sex field-missing', '/birthDate field-missing'], { certificate: newborn.certificate, name: '杨小宝' }],
  [['/sex field-unknown'], { idNumber: '11010519491231002X', name: '张三', sex: 'male' }],
  [
    ['/certificate/number certificate-number'],
    { ...newborn, certificate: { kind: 'passport', number: '-', issuer: 'FRA' } },
  ],
  [
    ['/certificate/issuer field-missing'],
    { ...newborn, certificate: { kind: 'passport', number: 'C01X00T47' } },
  ],
  [
    ['/certificate/issuer field-unknown'],
    { ...newborn, certificate: { ...newborn.certificate, issuer: 'FRA' } },
  ],
  [['/certificate/kind field-value'], { ...newborn, certificate: { kind: 'library-card', number: '1' } }],
  [
    ['/shown/serial field-missing'],
    { ...newborn, shown: { kind: 'social-security-card', number: 'A12345678' } },
  ],
])('a patient is told by one certificate, checked by its kind: %j', (errors, body) => {
  const found = wrong(body);
  for (const error of errors) expect(found).toContain(error);
  if (errors.length === 0) expect(found).toEqual([]);
});

test('the vault gets the number as it is kept, and no resident number', () => {
  expect(identityOf(patient.parse(newborn))).toMatchObject({
    ...{ idNumber: null, certificate: { kind: 'birth-certificate', number: 'T500154001' } },
    ...{ sex: 'female', birthDate: '2024-05-18' },
  });
});
