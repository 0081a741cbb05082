import { expect, test } from 'vitest';
import { loadSchemes } from '../schemes.ts';
import { benefitEndGrounds } from './benefit-end.ts';

const schemes = loadSchemes();
const groundsOf = (id: string) => {
  const newest = schemes.list().find((one) => one.id === id);
  if (newest === undefined) throw new Error(`no scheme ${id}`);
  return benefitEndGrounds(newest);
};

test('the benefit ends in care on the grounds that the scheme names, each with its article', () => {
  const linhe = groundsOf('linhe-2017');
  expect([...linhe.keys()]).toEqual(
    expect.arrayContaining(['drug-use', 'liable-injury', 'malicious-arrears']),
  );
  expect(linhe.get('malicious-arrears')?.article).toContain('五（四）');
  expect(linhe.get('drug-use')?.article).toContain('二2（2）');
  // Who somebody is was decided at admission; what an item costs keeps the benefit.
  expect([...linhe.keys()]).not.toContain('not-insured');
  expect([...groundsOf('zaoqiang-2021').keys()]).toContain('judgment-defaulter');
});

test('arrears end it only where the text says so, and a scheme without grounds ends nothing', () => {
  expect([...groundsOf('kaizhou-2024').keys()]).not.toContain('malicious-arrears');
  expect([...groundsOf('kaizhou-2024').keys()]).not.toContain('cosmetic-item');
  for (const id of ['henan-2017', 'sanmenxia-2017', 'shanzhou-2017'])
    expect([...groundsOf(id)], id).toEqual([]);
});
