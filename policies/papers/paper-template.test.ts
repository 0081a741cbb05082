import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printedCodes } from '../../domain/printed-papers.ts';
import { filledText, paperTemplatesFrom, paperWords } from './paper-template.ts';

const written = readFileSync(new URL('templates.yaml', import.meta.url), 'utf8');

const texts = paperTemplatesFrom('templates.yaml', written);
const all = printedCodes.flatMap((kind) =>
  texts[kind].map(({ version, body }, at) => ({ kind, number: at + 1, version, body })),
);

describe.each(all)('the text $version', ({ kind, number, version, body }) => {
  test('is numbered, and puts in every table that its code makes', () => {
    expect(version).toBe(`${kind}-${number}`);
    const parts = body.flatMap((one) => ('part' in one ? [one.part] : []));
    expect(parts.toSorted()).toEqual([...paperWords[kind].parts].toSorted());
  });

  test('has every case that its code may say', () => {
    const cases = new Set(body.flatMap(({ when }) => when ?? []));
    expect([...cases].toSorted()).toEqual([...paperWords[kind].flags].toSorted());
  });
});

test('whoever gets a decision or a settlement reads how to object', () => {
  for (const kind of ['decision', 'settlement', 'agreement'] as const)
    for (const { body } of texts[kind]) expect(JSON.stringify(body)).toMatch(/书面提出.*没有参与原/);
});

test.each([
  ['a place that nobody fills', written.replace('{scheme}', '{diagnosis}')],
  ['a table that nobody makes', written.replace('part: reasons', 'part: diagnoses')],
  ['a case that nobody says', written.replace('when: admit', 'when: admitted')],
  ['a kind without a text', written.replace(/^letter:/m, 'letters:')],
  ['a day without a text', written.replace('"2017-01-01"', '"2024-01-01"')],
  [
    'two texts on one day',
    written.replace(
      'decision:',
      'decision:\n  - { version: decision-2, from: "2020-01-01", until: null, title: { zh: 甲, en: a }, body: [{ text: 甲 }] }',
    ),
  ],
])('%s is refused', (_, text) => {
  expect(() => paperTemplatesFrom('templates.yaml', text)).toThrow();
});

test('a place that has no value stays empty, and what looks like one of an object is none', () => {
  expect(filledText('{a}-{b}-{constructor}', { a: '1' })).toBe('1--');
});
