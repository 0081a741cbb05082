import { expect, test } from 'vitest';
import { SchemeFileError, schemesFrom } from '../schemes.ts';
import { schemeFileFaults } from './scheme-file-error.ts';

const document = `id: test-2020-1
kind: official
number: 试〔2020〕1号
title: { zh: 试, en: test }
issuer: 试
issued: '2020-01-01'
from: '2020-01-01'
until: null
articles:
  一: { zh: 甲, en: first }
  二: { zh: 乙, en: second }
`;

/** A payer by the county's contract ratio, with what the county enters for it. */
const supplement = `  commercial-supplement:
    organisation: o
    party: commercial-insurer
    tier: computed
    mayRefuse: true
    calendar: { hospitalFiles: $often, payerDisburses: $often }
    zh: 商
    en: supplement
    cite: [一]
    steps:
      contract: { step: ratio-of-remainder, basis: amount, county: commercialRatio, remainder: cost, zh: 比, en: ratio, cite: [一] }
    refusal: { zh: 拒, en: refuses, cite: [一] }
county:
  commercialRatio: { unit: ratio, zh: 比, en: ratio, cite: [一] }
`;

/** A small scheme that passes every check; each known-bad file below is this one with a single fault put in. */
const good = `id: test-2020
name: { zh: 试, en: test }
region: '500154'
document: test-2020-1
from: '2020-01-01'
until: null
cite: [一]
checkedOn: '2026-11-20'
parameters:
  listAgeLimitDays: { zh: 天, en: days, unit: days, value: 31, cite: [一] }
  share: { zh: 比例, en: share, unit: ratio, value: '0.10', cite: [一], decision: reading }
  people: { zh: 人, en: people, unit: categories, value: [registered-poor], cite: [二] }
  often: { zh: 期, en: often, unit: calendar, value: monthly, cite: [二] }
decisions:
  reading: { zh: 读法, en: reading, cell: cell, cite: [一] }
authorities:
  poverty-relief: { agency: rural-revitalization, categories: $people, place: own, elsewhere: review, otherAgency: nothing, zh: 谁, en: who, cite: [二] }
admission:
  category: { require: category, oneOf: $people, zh: 类, en: category, cite: [二] }
exclusions:
  drug-use: { effect: no-entry, zh: 毒, en: drugs, cite: [二] }
payers:
  basic-insurance:
    organisation: o
    party: medical-insurance
    tier: core
    mayRefuse: true
    calendar: { hospitalFiles: $often, payerDisburses: $often }
    zh: 保
    en: insurance
    cite: [一]
    steps:
      answer: { step: core-answer, basis: duty, zh: 答, en: answer, cite: [一] }
    refusal: { zh: 拒, en: refuses, cite: [一] }
patient:
  amount: { pays: share-of-total, ratio: $share, zh: 患, en: patient, cite: [一] }
`;

const adopter = `id: adopted-2021
inherits: test-2020
name: { zh: 用, en: adopted }
region: '500154'
document: test-2020-1
from: '2021-01-01'
cite: [一]
checkedOn: '2026-11-20'
`;

function load(scheme: string, more: readonly string[] = [], source = document) {
  return schemesFrom({
    sources: [{ file: 'source.yaml', text: source }],
    schemes: [scheme, ...more].map((text, index) => ({ file: `scheme-${index}.yaml`, text })),
  });
}

function fault(act: () => unknown): { readonly code: string; readonly at: string; readonly reason: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof SchemeFileError)
      return { code: error.code, at: `${error.file}:${error.line}`, reason: error.reason };
    throw error;
  }
  throw new Error('the bad file was loaded');
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

const bad: readonly (readonly [fault: string, what: string, from: string, to: string])[] = [
  ['yaml-broken', 'syntax', 'admission:', 'admission: ['],
  ['yaml-broken', 'a key twice', 'decisions:', 'cite: [二]\ndecisions:'],
  ['shape-wrong', 'an unknown top-level key', 'admission:', 'admissions:'],
  [
    'shape-wrong',
    'an unknown field of a rule',
    'require: category, oneOf',
    'require: category, anyOf: $people, oneOf',
  ],
  ['shape-wrong', 'a misspelt key of a parameter', 'value: 31, cite', 'valeu: 31, cite'],
  ['shape-wrong', 'a misspelt key beside the value', 'value: 31, cite', 'vallid: 30, value: 31, cite'],
  [
    'shape-wrong',
    'a misspelt key of a span',
    'value: 31, cite: [一] }',
    'spans: [{ value: 31, form: "2021-01-01", cite: [一] }] }',
  ],
  [
    'shape-wrong',
    'an article beside the spans',
    'value: 31, cite: [一] }',
    'cite: [一], spans: [{ value: 31, cite: [一] }] }',
  ],
  ['shape-wrong', 'an unknown requirement', 'require: category', 'require: good-looks'],
  [
    'authority-unclear',
    'nobody determines a category',
    'agency: rural-revitalization, categories: $people',
    'agency: rural-revitalization, categories: [extreme-poverty]',
  ],
  ['shape-wrong', 'an unknown payer', '  basic-insurance:', '  rich-uncle:'],
  ['shape-wrong', 'a day that is none', "from: '2020-01-01'", "from: '2020-02-30'"],
  ['shape-wrong', 'no patient rule', '  amount: {', '  parts: {'],
  ['shape-wrong', 'an effect that is none', 'effect: no-entry', 'effect: scolding'],
  [
    'shape-wrong',
    'asked with what nobody is asked',
    'effect: no-entry',
    'effect: no-entry, askedWith: self-harm',
  ],
  ['citation-missing', 'the scheme cites nothing', 'cite: [一]\ncheckedOn', 'checkedOn'],
  ['citation-missing', 'a parameter cites nothing', 'value: 31, cite: [一]', 'value: 31'],
  ['citation-missing', 'a rule cites nothing', 'en: drugs, cite: [二]', 'en: drugs'],
  ['citation-missing', 'a step cites nothing', 'en: answer, cite: [一]', 'en: answer'],
  ['citation-missing', 'a refusal cites nothing', 'en: refuses, cite: [一]', 'en: refuses'],
  ['shape-wrong', 'a place that the table does not name', "region: '500154'", "region: '411282'"],
  ['shape-wrong', 'a step that does not say what its article gives', 'basis: duty, ', ''],
  [
    'shape-wrong',
    'a step that the scheme works out, by an article that gives no amount',
    'step: core-answer, basis: duty',
    'step: fill-up, basis: duty',
  ],
  ['citation-unknown', 'no such article', 'en: drugs, cite: [二]', 'en: drugs, cite: [九]'],
  ['citation-unknown', 'no such document', 'en: drugs, cite: [二]', 'en: drugs, cite: [other-2020-1#一]'],
  [
    'parameter-unused',
    'nobody uses it',
    'decisions:',
    '  idle: { zh: 闲, en: idle, unit: flag, value: true, cite: [一] }\ndecisions:',
  ],
  ['parameter-unknown', 'no such parameter', 'oneOf: $people', 'oneOf: $persons'],
  ['parameter-unknown', 'no limit for the age of lists', 'listAgeLimitDays', 'listAge'],
  ['parameter-unit-wrong', 'a ratio as a number', "unit: ratio, value: '0.10'", 'unit: ratio, value: 0.1'],
  ['parameter-unit-wrong', 'a ratio above 1', "unit: ratio, value: '0.10'", "unit: ratio, value: '1.10'"],
  ['parameter-unit-wrong', 'days that are none', 'unit: days, value: 31', 'unit: days, value: -1'],
  ['code-unknown', 'no such category', '[registered-poor]', '[registered-rich]'],
  ['code-unknown', 'no such calendar', 'value: monthly', 'value: sometimes'],
  ['code-unknown', 'no such exclusion', '  drug-use:', '  snoring:'],
  ['decision-unknown', 'a parameter follows no decision', 'decision: reading', 'decision: whim'],
  [
    'decision-unknown',
    'a rule follows no decision',
    'en: drugs, cite: [二]',
    'en: drugs, cite: [二], decision: whim',
  ],
  ['number-uncited', 'a number outside the parameters', 'ratio: $share', 'ratio: 0.1'],
  [
    'span-gap',
    'a value ends and none follows',
    'value: 31, cite: [一] }',
    "spans: [{ from: '2020-01-01', until: '2021-01-01', value: 31, cite: [一] }] }",
  ],
  [
    'span-gap',
    'a value begins late',
    'value: 31, cite: [一] }',
    "spans: [{ from: '2020-01-02', until: null, value: 31, cite: [一] }] }",
  ],
  [
    'span-gap',
    'days between two values',
    'value: 31, cite: [一] }',
    "spans: [{ from: '2020-01-01', until: '2021-01-01', value: 31, cite: [一] }, { from: '2021-01-02', until: null, value: 20, cite: [一] }] }",
  ],
  [
    'span-gap',
    'a value that holds on no day',
    'value: 31, cite: [一] }',
    "spans: [{ from: '2020-01-01', until: '2020-01-01', value: 31, cite: [一] }, { from: '2020-01-01', until: null, value: 20, cite: [一] }] }",
  ],
  [
    'span-overlap',
    'two values on one day',
    'value: 31, cite: [一] }',
    "spans: [{ from: '2020-01-01', until: '2021-01-02', value: 31, cite: [一] }, { from: '2021-01-01', until: null, value: 20, cite: [一] }] }",
  ],
  [
    'span-overlap',
    'two open values',
    'value: 31, cite: [一] }',
    "spans: [{ value: 31, cite: [一] }, { from: '2021-01-01', value: 20, cite: [一] }] }",
  ],
  [
    'span-overlap',
    'a rule twice on one day',
    '  drug-use: { effect: no-entry, zh: 毒, en: drugs, cite: [二] }',
    "  drug-use: [{ until: '2021-01-02', effect: no-entry, zh: 毒, en: drugs, cite: [二] }, { from: '2021-01-01', effect: review, zh: 毒, en: drugs, cite: [二] }]",
  ],
];

test.each(bad)('%s: %s', (code, _what, from, to) => {
  expect(good).toContain(from);
  const text = good.replace(from, to);
  const found = fault(() => load(text));
  expect(found.code, found.reason).toBe(code);
  expect(found.at).toMatch(/^scheme-0\.yaml:\d+$/);
  expect(found.reason.length).toBeGreaterThan(5);
});

test('the line is the line of the fault', () => {
  const text = good.replace('en: drugs, cite: [二]', 'en: drugs, cite: [九]');
  expect(fault(() => load(text)).at).toBe(`scheme-0.yaml:${lineOf(text, 'drug-use')}`);
  const step = good.replace('en: answer, cite: [一]', 'en: answer');
  expect(fault(() => load(step)).at).toBe(`scheme-0.yaml:${lineOf(step, 'answer:')}`);
});

test('a sentence tells the figure of a parameter, as it stands on the day', () => {
  const told = good
    .replace('zh: 读法, en: reading,', 'zh: "{$listAgeLimitDays}天", en: "{$listAgeLimitDays} days",')
    .replace(
      'value: 31, cite: [一] }',
      "spans: [{ until: '2021-03-05', value: 31, cite: [一] }, { from: '2021-03-05', value: 20, cite: [一] }] }",
    );
  const said = load(told)
    .versions('test-2020')
    .map(({ decisions }) => decisions.map(({ zh, en }) => [zh, en]));
  expect(said).toEqual([[['31天', '31 days']], [['20天', '20 days']]]);
});

test.each([
  ['parameter-unknown', '"{$listAge} days"'],
  ['parameter-unit-wrong', '"{$often} days"'],
  ['shape-wrong', '"{listAgeLimitDays} days"'],
  ['shape-wrong', '"within $listAgeLimitDays days"'],
])('%s in a sentence', (code, sentence) => {
  const found = fault(() => load(good.replace('en: reading,', `en: ${sentence},`)));
  expect(found.code, found.reason).toBe(code);
  expect(found.at).toBe(`scheme-0.yaml:${lineOf(good, '  reading:')}`);
});

test.each([
  ['value: 31, cite', 'value: 31,\n    cites', 'parameters.listAgeLimitDays has no field cites'],
  [
    'value: 31, cite: [一] }',
    'spans: [{ value: 31,\n    form: 2021-01-01, cite: [一] }] }',
    'parameters.listAgeLimitDays.spans.0 has no field form',
  ],
  ['en: drugs, cite', 'en: drugs,\n    effects: no-entry, cite', 'exclusions.drug-use has no field effects'],
])('a misspelt key is named, with its line: %s', (from, to, reason) => {
  const text = good.replace(from, to);
  const found = fault(() => load(text));
  const wrong = to.split('\n').at(-1) ?? '';
  expect(found).toMatchObject({ code: 'shape-wrong', at: `scheme-0.yaml:${lineOf(text, wrong)}`, reason });
});

test('a document that was not yet, or no longer, in force cannot be cited', () => {
  const young = document.replace("from: '2020-01-01'", "from: '2020-06-01'");
  expect(fault(() => load(good, [], young)).code).toBe('citation-not-in-force');
  const old = document.replace('until: null', "until: '2020-01-01'");
  expect(fault(() => load(good, [], old)).code).toBe('citation-not-in-force');
});

test.each([
  ['parent-unknown', adopter.replace('test-2020\n', 'nobody-2020\n')],
  ['begins-before-parent', adopter.replace("from: '2021-01-01'", "from: '2019-01-01'")],
  ['change-of-nothing', `${adopter}changes: { parameters: { height: { value: 1, cite: [一] } } }\n`],
  ['change-of-nothing', `${adopter}removes: [exclusions.snoring]\n`],
  [
    'addition-exists',
    `${adopter}adds: { exclusions: { drug-use: { effect: review, zh: 毒, en: drugs, cite: [一] } } }\n`,
  ],
  ['citation-missing', `${adopter}changes: { parameters: { listAgeLimitDays: { value: 10 } } }\n`],
  ['inherits-from-itself', adopter.replace('test-2020\n', 'adopted-2021\n')],
  ['shape-wrong', adopter.replace('adopted-2021', 'test-2020')],
])('%s in an adopting scheme', (code, text) => {
  const found = fault(() => load(good, [text]));
  expect(found.code, found.reason).toBe(code);
  expect(found.at).toMatch(/^scheme-1\.yaml:\d+$/);
});

test.each([
  ['a step that reads another name', 'county: commercialRatio,', 'county: secondRatio,', 'contract:'],
  ['a step that reads what the county does not enter', '  commercialRatio:', '  otherRatio:', 'contract:'],
  ['a step that reads another unit', 'unit: ratio, zh: 比', 'unit: disease-standard, zh: 比', 'contract:'],
  [
    'an amount that no step reads',
    '  commercialRatio:',
    '  idle: { unit: ratio, zh: 闲, en: idle, cite: [一] }\n  commercialRatio:',
    'idle:',
  ],
])('what the county enters and the step that reads it belong together: %s', (_what, from, to, at) => {
  const whole = good.replace('patient:\n', `${supplement}patient:\n`);
  expect(load(whole).list()).toHaveLength(1);
  const text = whole.replace(from, to);
  expect(text).not.toBe(whole);
  const found = fault(() => load(text));
  expect(found.code, found.reason).toBe('shape-wrong');
  expect(found.at).toBe(`scheme-0.yaml:${lineOf(text, at)}`);
});

test('every fault that a scheme file can have was proved above', () => {
  const proved = new Set([
    ...bad.map(([code]) => code),
    'citation-not-in-force',
    'parent-unknown',
    'begins-before-parent',
    'change-of-nothing',
    'addition-exists',
    'inherits-from-itself',
  ]);
  expect([...proved].toSorted()).toEqual(schemeFileFaults.toSorted());
});

test('an adopter inherits what it does not name, and changes what it names from its own first day', () => {
  const change = `${adopter}changes:
  parameters:
    listAgeLimitDays: { spans: [{ until: '2022-01-01', value: 10, cite: [一] }, { from: '2022-01-01', value: 5, cite: [二] }] }
removes: [exclusions.drug-use]
adds:
  exclusions:
    work-injury: { effect: no-entry, zh: 伤, en: injury, cite: [二] }
`;
  const schemes = load(good, [change]);
  expect(
    schemes.versions('adopted-2021').map(({ version, listAgeLimitDays }) => [version, listAgeLimitDays]),
  ).toEqual([
    ['2021-01-01', 10],
    ['2022-01-01', 5],
  ]);
  const [first] = schemes.versions('adopted-2021');
  expect(first?.exclusions.map((exclusion) => exclusion.rule)).toEqual(['work-injury']);
  expect(first?.parameters.get('share')?.zh).toBe('比例');
  expect(schemes.changed('adopted-2021')).toEqual([
    'parameters.listAgeLimitDays',
    'exclusions.work-injury',
    'exclusions.drug-use',
  ]);
  expect(schemes.version('test-2020', '2021-06-01')).toMatchObject({
    kind: 'in-force',
    scheme: { listAgeLimitDays: 31 },
  });
});

test('an adopter that begins after a value of its parent ended inherits the later one alone', () => {
  const dated = good.replace(
    'value: 31, cite: [一] }',
    "spans: [{ until: '2020-03-05', value: 31, cite: [一] }, { from: '2020-03-05', value: 20, cite: [一] }] }",
  );
  const versions = load(dated, [adopter]).versions('adopted-2021');
  expect(versions.map(({ version, listAgeLimitDays }) => [version, listAgeLimitDays])).toEqual([
    ['2021-01-01', 20],
  ]);
});

test('on the boundary −1, 0, +1 and every quarter exactly one version is in force', () => {
  const dated = good.replace(
    'value: 31, cite: [一] }',
    "spans: [{ until: '2021-03-05', value: 31, cite: [一] }, { from: '2021-03-05', value: 20, cite: [一] }] }",
  );
  const schemes = load(dated);
  const on = (day: string) => {
    const found = schemes.version('test-2020', day);
    return found.kind === 'in-force' ? found.scheme.listAgeLimitDays : found.kind;
  };
  expect(['2019-12-31', '2020-01-01', '2020-01-02'].map(on)).toEqual(['scheme-not-in-force', 31, 31]);
  expect(['2021-03-04', '2021-03-05', '2021-03-06'].map(on)).toEqual([31, 20, 20]);
  for (const quarter of ['2020-04-01', '2020-07-01', '2020-10-01', '2021-01-01', '2021-04-01'])
    expect(on(quarter)).toBeTypeOf('number');
});
