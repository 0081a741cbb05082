import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { laterWorkCode } from '../engine/later-work.ts';
import { carrierFaults, pointed, readCarriers } from './carriers.ts';
import { articleStanding, namedBeside, standings, unexercised, usesOf } from './standing.ts';
import { standingTrace, untruths } from './write-docs.ts';

const trace = standingTrace();
const text = readFileSync(new URL('carriers.yaml', import.meta.url), 'utf8');

/** The faults after one change in the register. */
function faultsAfter(old: string, changed: string): readonly string[] {
  expect(text).toContain(old);
  const entries = { rules: trace.rules, named: namedBeside(trace) };
  return carrierFaults(readCarriers(text.replace(old, changed)), pointed(), entries);
}

test('whatever the trace points to is there, and whatever runs is exercised', () => {
  expect(untruths(trace)).toEqual([]);
});

describe('the register does not hold', () => {
  test.each([
    ['a route', 'route:discharge', 'route:dischargeAll', 'there is no route dischargeAll'],
    ['a workflow', 'workflow:listSync', 'workflow:monthlyReport', 'there is no workflow monthlyReport'],
    ['a rule', 'rule:sanmenxia-2017/scheme.self', 'rule:sanmenxia-2017/scheme.other', 'there is no rule'],
    ['a test', '› pass quarter by quarter', '› pass month by month', 'there is no test'],
    ['a test file', 'test/workflows/months.test.ts', 'test/workflows/years.test.ts', 'there is no test'],
    ['a name', '  report:monthly:', '  report:weekly:', 'report:weekly is in no scheme and no source'],
    ['a carrier', '  report:monthly:', '  report:weekly:', 'report:monthly has no carrier'],
    [
      'a practice',
      'kaizhou-2024/practice.deferral',
      'stage:none',
      'kaizhou-2024/practice.deferral has no carrier',
    ],
  ])('%s that it names', (_, old, changed, fault) => {
    expect(faultsAfter(old, changed).join('\n')).toContain(fault);
  });

  test('an entry that leads nowhere, runs untested, or both runs and does not', () => {
    const entry = (fields: string) => `carriers:\n  stage:admission: { ${fields} }\n`;
    const none = 'none: { zh: 无, en: none }';
    expect(() => readCarriers(entry(''))).toThrow('leads nowhere');
    expect(() => readCarriers(entry('by: [route:admit]'))).toThrow('what runs has a test');
    expect(() => readCarriers(entry(`by: [route:admit], tests: [a.test.ts › b], ${none}`))).toThrow(
      'and yet',
    );
  });
});

test('a later work is one that is known, and every one has entries that wait for it', () => {
  expect(() => readCarriers(text.replace('work: monthly-table', 'work: reports'))).toThrow('work');
  const waited = [
    ...Object.values(trace.carriers.carriers).flatMap(({ later }) => later?.work ?? []),
    ...trace.articles.flatMap(({ source }) => source.later ?? []),
  ];
  expect(laterWorkCode.options.filter((work) => !waited.includes(work))).toEqual([]);
});

test('a rule that no case of its articles exercises is named', () => {
  const articles = trace.articles.map((article) =>
    article.article === '四（三）5' ? { ...article, cases: [] } : article,
  );
  const named = unexercised({ ...trace, articles }, trace.carriers, trace.standingOf);
  expect(named).toContain('linhe-2017/parameters.assistanceYearlyCap is exercised by no case');
  expect(named.join()).not.toContain('kaizhou-2024');
});

test('a parameter or reading that only later work reads does not run; one that a rule reads does', () => {
  const scheme = `
parameters: { day: { decision: early }, ratio: { decision: half }, free: {} }
decisions: { early: {}, half: {}, spoken: {} }
payers: { fund: { steps: { first: { ratio: $ratio } } } }
practice: { report: { due: $day, ratio: $ratio, decision: early } }
`;
  const later = { work: 'monthly-table' as const, zh: '月报', en: 'report' };
  const standingOf = standings(
    { carriers: { 'there-2020/practice.report': { by: [], tests: [], later } } },
    usesOf([{ file: 'policies/schemes/there-2020.yaml', text: scheme }]),
  );
  const running = (name: string): boolean => standingOf(`there-2020/${name}`).runs;
  expect(['practice.report', 'parameters.day', 'decisions.early'].filter(running)).toEqual([]);
  expect(standingOf('there-2020/decisions.early').later).toEqual(['monthly-table']);
  const others = ['payers.fund', 'parameters.ratio', 'parameters.free', 'decisions.half', 'decisions.spoken'];
  expect(others.filter(running)).toEqual(others);
});

test('how far the articles stand; each later work lowers what is left', () => {
  const counts: Record<string, number> = {};
  for (const article of trace.articles) {
    const { standing } = articleStanding(article, trace.standingOf);
    counts[standing] = (counts[standing] ?? 0) + 1;
  }
  // A new document adds articles that stand as a whole; one that needs no software says so here.
  expect(counts).toMatchObject({ part: 4, later: 6, none: 7 });
});
