import { expect, test } from 'vitest';
import { fen } from '../../domain/money.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { interimDue } from './interim.ts';
import { yearlyCaps } from './yearly-caps.ts';

const schemes = loadSchemes();
const newest = (id: string) => requireVersion(schemes, id, '2024-06-01');

test('Zaoqiang settles in stages when long and costly by the hospital’s rules', () => {
  const scheme = newest('zaoqiang-2021');
  const rules = { days: 15, amountFen: fen(1_000_000) };
  const at = (days: number, totalFen: number) =>
    interimDue(scheme, rules, { days, totalFen: fen(totalFen), ownPartFen: fen(0) }).kind;
  expect(at(15, 1_000_000)).toBe('due');
  expect(at(14, 1_000_000)).toBe('not-due');
  expect(at(15, 999_999)).toBe('not-due');
});

test('Henan lets hospitals stage payments by the patient’s own part', () => {
  const rules = { days: null, amountFen: fen(200_000) };
  const stay = { days: 3, totalFen: fen(9_000_000), ownPartFen: fen(200_000) };
  expect(interimDue(newest('henan-2017'), rules, stay)).toMatchObject({ kind: 'due', what: 'payment' });
  expect(interimDue(newest('henan-2017'), rules, { ...stay, ownPartFen: fen(199_999) }).kind).toBe('not-due');
});

test('without rules of the hospital nothing is due, and Linhe has no stages', () => {
  const stay = { days: 90, totalFen: fen(9_000_000), ownPartFen: fen(9_000_000) };
  expect(interimDue(newest('zaoqiang-2021'), { days: null, amountFen: null }, stay).kind).toBe('no-rules');
  expect(interimDue(newest('linhe-2017'), { days: 1, amountFen: fen(1) }, stay)).toEqual({
    kind: 'not-offered',
  });
});

test('the only yearly cap is that of Linhe’s medical assistance', () => {
  expect(yearlyCaps(newest('linhe-2017'))).toEqual([
    {
      payer: 'medical-assistance',
      capFen: 2_000_000,
      rule: 'assistance',
      article: '临政办字〔2017〕112号 四（三）5',
    },
  ]);
  for (const id of ['kaizhou-2024', 'henan-2017', 'dalian-2022', 'zaoqiang-2021'])
    expect(yearlyCaps(newest(id))).toEqual([]);
});
