import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen } from '../../domain/money.ts';
import { exclusionFound, type LateExclusion } from '../admission/exclusion-found.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { interimDue } from './interim.ts';
import { yearlyCaps } from './yearly-caps.ts';

const schemes = loadSchemes();
const newest = (id: string) => requireVersion(schemes, id, '2024-06-01');
const late = (code: string, more: Partial<LateExclusion> = {}): LateExclusion => ({
  code,
  foundOn: localDate('2024-06-05'),
  emergency: false,
  before: { chargedFen: fen(500_000), payersFen: fen(400_000) },
  from: { chargedFen: fen(300_000), payersFen: fen(200_000) },
  itemFen: fen(0),
  ...more,
});

test('a cause found later ends the benefit from that day: own part before, everything from then on', () => {
  expect(exclusionFound(newest('kaizhou-2024'), late('third-party-liability'))).toMatchObject({
    benefit: 'ended',
    endsOn: '2024-06-05',
    insuranceSettles: false,
    owedFen: 100_000 + 300_000,
    reason: {
      code: 'third-party-liability',
      article: '开州卫发〔2024〕1号 三（五）；中华人民共和国社会保险法 第三十条',
    },
  });
});

test('a lost waiver leaves insurance settling: the own part is owed', () => {
  expect(exclusionFound(newest('zaoqiang-2021'), late('accidental-injury'))).toMatchObject({
    benefit: 'ended',
    insuranceSettles: true,
    owedFen: 100_000 + 100_000,
  });
});

test('a record of the person ends the waiver, not the insurance', () => {
  expect(exclusionFound(newest('linhe-2017'), late('malicious-arrears'))).toMatchObject({
    benefit: 'ended',
    insuranceSettles: true,
    owedFen: 200_000,
  });
});

test('arrears never end the benefit in a critical emergency; other grounds do', () => {
  const linhe = newest('linhe-2017');
  expect(exclusionFound(linhe, late('malicious-arrears', { emergency: true }))).toMatchObject({
    benefit: 'kept',
    owedFen: 0,
    endsOn: null,
  });
  expect(exclusionFound(linhe, late('drug-use', { emergency: true })).benefit).toBe('ended');
});

test('an item is owed alone, the stay keeps its benefit', () => {
  expect(
    exclusionFound(newest('kaizhou-2024'), late('cosmetic-item', { itemFen: fen(12_345) })),
  ).toMatchObject({
    benefit: 'kept',
    endsOn: null,
    insuranceSettles: true,
    owedFen: 12_345,
  });
});

test('an unlisted cause, or one that the text seen does not treat, goes to a person', () => {
  expect(exclusionFound(newest('kaizhou-2024'), late('infertility')).benefit).toBe('review');
  expect(exclusionFound(newest('linhe-2017'), late('accidental-drowning')).benefit).toBe('review');
  expect(exclusionFound(newest('henan-2017'), late('work-injury')).benefit).toBe('review');
});

test('an unknown code is an error', () => {
  expect(() => exclusionFound(newest('henan-2017'), late('toString'))).toThrow('request-invalid');
});

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
