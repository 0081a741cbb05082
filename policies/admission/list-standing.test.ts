import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { parseDecisionRequest } from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { decide } from './decide.ts';
import { determines, type NamedCategory, standings } from './list-standing.ts';

/** Whose word counts, by the authorities of the schemes: Kaizhou's own offices, and in Shanzhou those of the places around it too. */
const schemes = loadSchemes();
const newest = (id: string) => {
  const scheme = schemes.list().find((candidate) => candidate.id === id);
  if (scheme === undefined) throw new Error(id);
  return scheme;
};
const [kaizhou, shanzhou] = [newest('kaizhou-2024'), newest('shanzhou-2017')];
const day = localDate('2024-03-01');
const word = (code: string, division: string, more: object = {}): NamedCategory =>
  ({
    ...{ code, since: localDate('2023-01-01'), listAsOf: day },
    listedBy: { agency: 'civil-affairs', division },
    ...more,
  }) as NamedCategory;
const shown = (scheme: typeof kaizhou, words: readonly NamedCategory[], on = day) =>
  standings(scheme, words, on).map(({ kind, code, by, ...rest }) => ({
    ...{ kind, code, by: by.map(({ listedBy }) => listedBy?.division) },
    ...('because' in rest ? { because: rest.because, standsFor: rest.standsFor } : {}),
  }));

test('a person is in a category from its first day to the day before its end', () => {
  const spell = [word('extreme-poverty', '500154', { since: '2024-03-01', until: '2024-03-05' })];
  const on = (date: string) => shown(kaizhou, spell, localDate(date)).map(({ kind }) => kind);
  expect(on('2024-02-29')).toEqual([]);
  expect(on('2024-03-01')).toEqual(['held']);
  expect(on('2024-03-04')).toEqual(['held']);
  expect(on('2024-03-05')).toEqual([]);
});

test('one category that two lists name stands once, by the nearest place first', () => {
  const words = [word('extreme-poverty', '410000'), word('extreme-poverty', '411203')];
  expect(shown(shanzhou, words)).toEqual([
    { kind: 'held', code: 'extreme-poverty', by: ['411203', '410000'] },
  ]);
  const two = [...words, word('subsistence-allowance', '411200')];
  expect(shown(shanzhou, two).map(({ code }) => code)).toEqual(['extreme-poverty', 'subsistence-allowance']);
});

test('what the nearer list of the right office has struck out is for a person, from the day of its end on', () => {
  const province = word('extreme-poverty', '410000');
  const struck = (until: string, more: object = {}) =>
    shown(shanzhou, [province, word('extreme-poverty', '411203', { until, ...more })]);
  const removed = {
    ...{ kind: 'disputed', code: 'extreme-poverty', because: 'removed', standsFor: 'review' },
    by: ['410000'],
  };
  expect(struck('2024-03-01')).toEqual([removed]);
  expect(struck('2024-01-31')).toEqual([removed]);
  expect(struck('2024-03-02')).toMatchObject([{ kind: 'held', by: ['411203', '410000'] }]);
  // Another office's list strikes nobody out, and neither does a list that is farther away.
  const rural = { listedBy: { agency: 'rural-revitalization', division: '411203' } };
  expect(struck('2024-03-01', rural)).toMatchObject([{ kind: 'held', by: ['410000'] }]);
  const near = [
    word('extreme-poverty', '411203'),
    word('extreme-poverty', '410000', { until: '2024-03-01' }),
  ];
  expect(shown(shanzhou, near)).toMatchObject([{ kind: 'held', by: ['411203'] }]);
});

test('a word that only another office or another place says is disputed, and says why', () => {
  const rural = { listedBy: { agency: 'rural-revitalization', division: '500154' } };
  expect(shown(kaizhou, [word('extreme-poverty', '500154', rural)])).toMatchObject([
    { kind: 'disputed', because: 'other-agency', standsFor: 'review' },
  ]);
  // Kaizhou's own offices decide: the city around it is elsewhere; in Shanzhou the province is not.
  expect(shown(kaizhou, [word('extreme-poverty', '500000')])).toMatchObject([
    { kind: 'disputed', because: 'elsewhere' },
  ]);
  expect(shown(kaizhou, [word('extreme-poverty', '500101')])).toMatchObject([
    { kind: 'disputed', because: 'elsewhere' },
  ]);
  expect(shown(shanzhou, [word('extreme-poverty', '410000')])).toMatchObject([{ kind: 'held' }]);
  const [authority] = kaizhou.authorities;
  if (authority === undefined) throw new Error('Kaizhou has no authority');
  const keeps = (agency: 'civil-affairs' | 'rural-revitalization', division: string) =>
    determines(authority, '500154', { agency, division });
  expect([keeps('civil-affairs', '500154'), keeps('rural-revitalization', '500154')]).toEqual([true, false]);
  expect(keeps('civil-affairs', '500101')).toBe(false);
});

test('a category that the scheme does not speak of has no standing; a word of no stated list is the right office’s', () => {
  expect(shown(kaizhou, [word('registered-poor', '500154')])).toEqual([]);
  expect(shown(kaizhou, [word('extreme-poverty', '500154', { listedBy: undefined })])).toEqual([
    { kind: 'held', code: 'extreme-poverty', by: [undefined] },
  ]);
});

test.each([
  ['2024-01-29', 'list is a day too old', ['list-too-old']],
  ['2024-01-30', 'list is just young enough', []],
])('an admission of 1 March by a list of %s: the %s', (listAsOf, _, conditions) => {
  const listed = word('extreme-poverty', '500154', { listAsOf });
  expect(told({ categories: [listed] })).toMatchObject({ outcome: 'admit', conditions });
  // The list's own limit counts where it is shorter, and only there.
  const own = (listAgeLimitDays: number) => told({ categories: [{ ...listed, listAgeLimitDays }] });
  expect(own(30).conditions).toEqual(['list-too-old']);
  expect(own(31).conditions).toEqual(conditions);
  expect(own(400).conditions).toEqual(conditions);
});

test('the decision cites the newest word when all are old, the nearest when several are fresh', () => {
  const article = (categories: readonly NamedCategory[]) =>
    told({ categories }).reply.reasons.find(({ code }) => code === 'category-listed')?.zh ?? '';
  const [older, newer] = [
    word('extreme-poverty', '500154', { listAsOf: '2023-10-01' }),
    word('subsistence-allowance', '500154', { listAsOf: '2023-11-01' }),
  ];
  expect(article([older, newer])).toContain('2023-11-01');
  expect(article([newer, older])).toContain('2023-11-01');
  expect(article([older, { ...newer, listAsOf: day }])).toContain('2024-03-01');
});

/** What Kaizhou decides of somebody who keeps all else, and which conditions beyond the usual ones it sets. */
function told(change: object) {
  const request = {
    ...{ day, facts: {}, emergency: false, referred: true },
    institution: {
      ...{ name: '区人民医院', division: '500154', designated: true },
      ...{ level: 2, kind: 'public', type: 'hospital' },
    },
    insurance: { type: '390', status: 'active', division: '500154' },
    ...change,
  };
  const reply = decide(schemes, 'kaizhou-2024', parseDecisionRequest(request));
  const usual = new Set(['first-check', 'second-check', 'insurance-rules', 'daily-list']);
  const conditions = reply.conditions.map(({ code }) => code).filter((code) => !usual.has(code));
  return { outcome: reply.outcome, conditions, reply };
}
