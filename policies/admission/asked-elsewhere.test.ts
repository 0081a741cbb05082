import { expect, test } from 'vitest';
import type { LocalDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import type { RecordAnswers } from '../../domain/record-answers.ts';
import { loadSchemes, requireVersion } from '../schemes.ts';
import { awaitedKeepers, contestedDetail, withAnswers, withKeepers } from './asked-elsewhere.ts';
import { benefitEndGrounds } from './benefit-end.ts';

const schemes = loadSchemes();
const kaizhou = requireVersion(schemes, 'kaizhou-2024', '2024-05-01');
const zaoqiang = requireVersion(schemes, 'zaoqiang-2021', '2024-05-01');
const listed = { kind: 'listed', since: '2023-05-01' as LocalDate, number: '（2023）执88号' } as const;
const admit: Decision = {
  ...{ scheme: 'zaoqiang-2021', version: '2021-07-01', outcome: 'admit' },
  ...{ reasons: [], conditions: [], missing: [], assumed: [] },
};
const court = (answer: RecordAnswers['court-list'], facts: Record<string, boolean> = {}) => {
  const answers = answer === undefined ? {} : { 'court-list': answer };
  return {
    facts: withAnswers(zaoqiang, facts, answers),
    decision: withKeepers(admit, zaoqiang, { facts, answers }),
  };
};
const yes = { 'judgment-defaulter': true };
const no = { 'judgment-defaulter': false };

test('what the keeper says is the fact where the window said the same or nothing', () => {
  expect(court(listed).facts).toEqual(yes);
  expect(court(listed, yes)).toMatchObject({ facts: yes, decision: { outcome: 'admit' } });
  expect(court({ kind: 'not-listed' }).facts).toEqual(no);
});

test('a keeper that nobody can reach changes nothing: the window counts', () => {
  expect(court(undefined, yes)).toEqual({ facts: yes, decision: admit });
});

test.each([
  ['listed, and the window said no', listed, no],
  ['not listed, and the window said yes', { kind: 'not-listed' }, yes],
  ['silent, and the window said yes', { kind: 'silent' }, yes],
  ['several of the name', { kind: 'same-name', count: 2 }, no],
] as const)('%s: nobody’s fact, and a person judges with both words', (_, answer, facts) => {
  const told = court(answer, facts);
  expect(told.facts).toEqual({});
  expect(told.decision).toMatchObject({ outcome: 'review', reasons: [{ code: 'judgment-defaulter' }] });
  expect(contestedDetail(zaoqiang, facts, { 'court-list': answer })).toEqual({
    ...{ kind: 'keeper', keeper: 'court-list', found: answer.kind },
    ticked: facts['judgment-defaulter'],
  });
});

test('silence is a condition, refuses nobody, and is asked again', () => {
  const { facts, decision } = court({ kind: 'silent' }, no);
  expect(facts).toEqual(no);
  expect(decision).toMatchObject({ outcome: 'admit', conditions: [{ code: 'court-list-answer' }] });
  expect(awaitedKeepers(zaoqiang, decision)).toEqual(['court-list']);
  expect(awaitedKeepers(zaoqiang, admit)).toEqual([]);
});

test('what refuses otherwise still refuses, and a record tells since when and never its number', () => {
  const reasons = [{ code: 'judgment-defaulter', article: 'x', zh: '失信', en: 'defaulter' }];
  const refused: Decision = { ...admit, outcome: 'refuse', reasons };
  const told = withKeepers(refused, zaoqiang, { facts: {}, answers: { 'court-list': listed } });
  expect(told.outcome).toBe('refuse');
  expect(told.reasons[0]?.zh).toContain('2023-05-01');
  expect(JSON.stringify(told)).not.toContain('执88号');
});

test('a ground that was awaited may end the waiver in care; one that only a person may judge may not', () => {
  const conditions = ['medical-credit-answer', 'court-list-answer'].map((code) => ({
    ...{ code, article: 'x', zh: 'x', en: 'x' },
  }));
  const grounds = [...benefitEndGrounds(kaizhou, { ...admit, conditions }).keys()];
  expect(grounds).toContain('bad-credit-record');
  expect(grounds).not.toContain('judgment-defaulter');
  expect([...benefitEndGrounds(kaizhou).keys()]).not.toContain('bad-credit-record');
});
