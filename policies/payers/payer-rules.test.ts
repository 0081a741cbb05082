import { expect, test } from 'vitest';
import type { parties } from '../../domain/ids.ts';
import { claimRefusalKindCodes } from '../../domain/refusal-kinds.ts';
import { refusalTexts } from '../../domain/refusals.ts';
import { loadSchemes } from '../schemes.ts';
import { loadPayerRules, payerRulesFrom } from './payer-rules.ts';

const file = (more: string) => ({
  file: 'policies/payers/test.yaml',
  text: `id: test
party: red-cross
name: { zh: 红, en: red }
from: "2020-01-01"
until: null
checkedOn: "2026-11-28"
sources:
  practice: { zh: 通行, en: common }
refusals:
  papers-missing: { kind: correctable, zh: 补, en: complete, cite: [practice] }
${more}`,
});

test('every office that a scheme names as a payer has its rules, and each kind of refusal is used', () => {
  const rules = loadPayerRules();
  const named = new Set(
    loadSchemes()
      .list()
      .flatMap(({ payers }) => payers.map(({ party }) => party)),
  );
  const kindsOf = (party: (typeof parties)[number]) =>
    Object.keys(refusalTexts).map((code) => rules.refusalKind(party, code, '2026-11-28'));
  for (const party of named) expect(new Set(kindsOf(party)), party).toContain('correctable');
  expect(claimRefusalKindCodes.filter((kind) => !kindsOf('medical-insurance').includes(kind))).toEqual([]);
});

test('a code is of a kind only on the days that its entry holds; an unlisted one is of none', () => {
  const rules = loadPayerRules();
  expect(rules.refusalKind('medical-insurance', 'audit-deduction', '2021-04-30')).toBeNull();
  expect(rules.refusalKind('medical-insurance', 'audit-deduction', '2021-05-01')).toBe('deducted');
  expect(rules.refusalKind('red-cross', 'no-reason-given', '2024-03-01')).toBeNull();
  expect(rules.refusalKind('bank', 'papers-missing', '2024-03-01')).toBeNull();
  expect(rules.retained('medical-insurance', '2024-03-01')).toMatchObject({ least: '0.05', most: '0.10' });
  expect(rules.retained('red-cross', '2024-03-01')).toBeNull();
});

test.each([
  ['citation-unknown', '  not-covered: { kind: deducted, zh: 不, en: no, cite: [somewhere] }'],
  ['citation-missing', '  not-covered: { kind: deducted, zh: 不, en: no, cite: [] }'],
  ['shape-wrong', '  not-a-code: { kind: deducted, zh: 不, en: no, cite: [practice] }'],
  ['shape-wrong', '  not-covered: { kind: whatever, zh: 不, en: no, cite: [practice] }'],
  [
    'span-gap',
    `  not-covered:
    - { until: "2021-01-01", kind: deducted, zh: 不, en: no, cite: [practice] }
    - { from: "2022-01-01", kind: deducted, zh: 不, en: no, cite: [practice] }`,
  ],
  ['shape-wrong', 'retained: { least: "0.10", most: "0.05", zh: 留, en: kept, cite: [practice] }'],
])('a file that must not be used says where it is wrong: %s', (code, more) => {
  expect(() => payerRulesFrom([file(more)])).toThrow(expect.objectContaining({ code }));
});

test('two files of one party are refused', () => {
  expect(() => payerRulesFrom([file(''), file('')])).toThrow(
    expect.objectContaining({ code: 'span-overlap' }),
  );
});
