import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYuan } from '../../domain/money.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { differences, rulesOf } from './difference.ts';
import { allScenarios, readScenario } from './scenario.ts';

const scenarios = allScenarios();
const file = 'zaoqiang-closed.yaml';
const text = readFileSync(join(import.meta.dirname, file), 'utf8');

test('there are scenarios of all five programmes, under names of their own', () => {
  const counts = Map.groupBy(scenarios, ({ admission }) => admission.scheme);
  for (const scheme of ['zaoqiang-2021', 'henan-2017', 'dalian-2022', 'linhe-2017', 'kaizhou-2024'])
    expect(counts.get(scheme)?.length, scheme).toBeGreaterThanOrEqual(7);
  expect(scenarios.length).toBeGreaterThanOrEqual(40);
  expect(new Set(scenarios.map(({ scenario }) => scenario)).size).toBe(scenarios.length);
});

test('shares and the patient’s part of each add up to the bill, to the fen', () => {
  for (const { name, expected, expectedSecond } of scenarios)
    for (const one of [expected, expectedSecond]) {
      if (one === undefined || one.settlement === null) continue;
      const { total, shares, patient } = one.settlement;
      const sum = Object.values(shares).reduce((all: number, fen) => all + fen, patient);
      expect(sum, name).toBe(total);
      const owned = Object.values(one.ledger).reduce((all, yuan) => all + parseYuan(yuan), 0);
      if (one.stage === 'Closed') expect(owned, `${name}, ledger`).toBe(total);
    }
});

describe('what is missing or misspelt fails, and is named', () => {
  const broken: readonly (readonly [string, string, string, RegExp])[] = [
    ['an expected stage that is missing', '  stage: Closed\n', '', /expected\.stage/],
    ['a payer that nobody is', 'basic-insurance', 'basic-insurence', /expected\.settlement\.shares/],
    ['a code of a wait that is none', 'raised: []', 'raised: [payer-refuses]', /attention\.raised/],
    ['a field that is none', 'books:', 'bookz:', /bookz/],
    ['an amount in tenths', 'patient: "3313.96"', 'patient: "3313.9"', /two decimals/],
    ['a title in one language', ' · ', ' - ', /English/],
    ['a story without acts', 'act: pay', 'act: pays', /story/],
  ];
  test.for(broken)('%s', ([, was, is, told]) => {
    expect(text).toContain(was);
    expect(() => readScenario(file, text.replace(was, is))).toThrow(told);
  });
});

test('a difference is told in the officer’s words, with what should be and what is', () => {
  const scenario = scenarios.find(({ name }) => name === file);
  if (scenario === undefined) throw new Error('the scenario is gone');
  const { expected, admission } = scenario;
  const rules = rulesOf(loadSchemes(), admission.scheme, admission.day);
  const found = {
    ...expected,
    waiver: 'granted' as const,
    decision: { outcome: 'admit' as const, reasons: [...rules] },
    attention: { raised: ['payer-refused' as const], open: [] },
    ledger: { 'received:basic-insurance': '15319.04' },
  };
  expect(
    differences(expected, { ...expected, waiver: found.waiver, decision: found.decision }, rules),
  ).toEqual([]);
  expect(differences(expected, found, rules)).toEqual([
    '曾出现的提醒 · attention raised:应为 无 · none,实为 payer-refused · expected 无 · none, found payer-refused',
    '账目 · ledger 已收:患者 patient:应为 3313.96,实为 无 · none · expected 3313.96, found 无 · none',
  ]);
});
