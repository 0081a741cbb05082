import { expect, test } from 'vitest';
import type { SchemeVersion } from './engine/scheme-version.ts';
import { loadSchemes } from './schemes.ts';

/**
 * Numbers that no decided case shows: days, months and amounts of what is done around a stay. Each was worked out by hand and
 * holds from its day on. The last word is where it stands: the words of an article in `policies/sources/`, or a reading of ours.
 */
const values: readonly (readonly [
  scheme: string,
  day: string,
  entry: string,
  field: string,
  value: number,
  stands: string,
])[] = [
  ['zaoqiang-2021', '2021-07-01', 'practice.objection', 'dueDays', 15, 'decisions.decision-objection'],
  ['zaoqiang-2021', '2021-07-01', 'practice.leaving', 'waitMinutes', 30, 'decisions.leave-first'],
  ['zaoqiang-2021', '2021-07-01', 'conditions.court-list-answer', 'dueDays', 1, 'decisions.condition-days'],
  ['zaoqiang-2021', '2021-07-01', 'conditions.card', 'dueDays', 1, 'decisions.condition-days'],
  ['zaoqiang-2021', '2021-07-01', 'conditions.agreement', 'dueDays', 1, 'decisions.condition-days'],
  ['zaoqiang-2021', '2021-07-01', 'conditions.illness', 'dueDays', 1, 'decisions.condition-days'],

  ['henan-2017', '2017-05-14', 'practice.objection', 'dueDays', 15, 'decisions.decision-objection'],
  ['henan-2017', '2017-05-14', 'practice.leaving', 'waitMinutes', 30, 'decisions.leave-first'],
  ['henan-2017', '2017-05-14', 'practice.deferral', 'monthsAtMost', 24, 'decisions.deferral-terms'],
  ['henan-2017', '2017-05-14', 'practice.deferral', 'remindDaysBefore', 3, 'decisions.deferral-terms'],
  ['henan-2017', '2017-05-14', 'conditions.papers', 'dueDays', 1, 'decisions.condition-days'],
  ['henan-2017', '2017-05-14', 'conditions.copies-only', 'dueDays', 1, 'decisions.condition-days'],
  ['henan-2017', '2017-05-14', 'conditions.agreement', 'dueDays', 1, 'decisions.condition-days'],
  ['henan-2017', '2017-05-14', 'conditions.admission-indicated', 'dueDays', 1, 'decisions.condition-days'],
  ['henan-2017', '2017-05-14', 'conditions.papers-returned', 'dueDays', 0, 'decisions.papers-back'],
  ['henan-2017', '2017-05-14', 'conditions.follow-up', 'dueDays', 30, 'decisions.follow-up-days'],

  ['dalian-2022', '2022-05-01', 'practice.objection', 'dueDays', 15, 'decisions.decision-objection'],
  ['dalian-2022', '2022-05-01', 'practice.leaving', 'waitMinutes', 30, 'decisions.leave-first'],
  ['dalian-2022', '2022-05-01', 'practice.credit-line', 'interestFreeDays', 59, '第6段: 59天内免息'],
  ['dalian-2022', '2022-05-01', 'patient.parts', 'mostFen', 2_000_000, '特点2: 5000至20000元'],
  ['dalian-2022', '2022-05-01', 'patient.parts', 'holdMostFen', 500_000, 'decisions.line-held'],
  ['dalian-2022', '2022-05-01', 'patient.parts', 'forgottenDays', 3, 'decisions.forgotten-days'],
  ['dalian-2022', '2022-05-01', 'conditions.court-list-answer', 'dueDays', 1, 'decisions.condition-days'],
  ['dalian-2022', '2022-05-01', 'conditions.agreement', 'dueDays', 1, 'decisions.condition-days'],
  ['dalian-2022', '2022-05-01', 'conditions.admission-indicated', 'dueDays', 1, 'decisions.condition-days'],

  ['linhe-2017', '2017-09-11', 'practice.objection', 'dueDays', 15, 'decisions.decision-objection'],
  ['linhe-2017', '2017-09-11', 'practice.leaving', 'waitMinutes', 30, 'decisions.leave-first'],
  ['linhe-2017', '2017-09-11', 'practice.deferral', 'monthsAtMost', 24, 'decisions.deferral-terms'],
  ['linhe-2017', '2017-09-11', 'practice.deferral', 'remindDaysBefore', 3, 'decisions.deferral-terms'],
  ['linhe-2017', '2017-09-11', 'practice.arrears', 'answerDays', 15, 'decisions.arrears-process'],
  ['linhe-2017', '2017-09-11', 'practice.arrears', 'listedMonths', 24, 'decisions.arrears-process'],
  ['linhe-2017', '2017-09-11', 'practice.arrears', 'objectionDays', 15, 'decisions.arrears-process'],
  ['linhe-2017', '2017-09-11', 'conditions.papers', 'dueDays', 1, 'decisions.condition-days'],
  ['linhe-2017', '2017-09-11', 'conditions.agreement', 'dueDays', 1, 'decisions.condition-days'],
  ['linhe-2017', '2017-09-11', 'conditions.authorisation', 'dueDays', 1, 'decisions.condition-days'],
  ['linhe-2017', '2017-09-11', 'conditions.regularise-arrears', 'dueDays', 1, 'decisions.condition-days'],

  ['kaizhou-2024', '2024-01-28', 'practice.objection', 'dueDays', 15, 'decisions.decision-objection'],
  ['kaizhou-2024', '2024-01-28', 'practice.leaving', 'waitMinutes', 30, 'decisions.leave-first'],
  ['kaizhou-2024', '2024-01-28', 'practice.deferral', 'monthsAtMost', 24, 'decisions.deferral-terms'],
  ['kaizhou-2024', '2024-01-28', 'practice.deferral', 'remindDaysBefore', 3, 'decisions.deferral-terms'],
  ['kaizhou-2024', '2024-01-28', 'practice.arrears', 'warnsAfterDays', 30, 'decisions.arrears-warning'],
  ['kaizhou-2024', '2024-01-28', 'practice.report', 'dueBefore', 6, '五（四）: 每月6号前'],
  ['kaizhou-2024', '2024-01-28', 'practice.report', 'internalDay', 5, 'decisions.before-the-sixth'],
  ['kaizhou-2024', '2024-01-28', 'practice.lists', 'receiptDays', 3, 'decisions.list-delivery'],
  ['kaizhou-2024', '2024-01-28', 'conditions.court-list-answer', 'dueDays', 1, 'decisions.condition-days'],
  [
    'kaizhou-2024',
    '2024-01-28',
    'conditions.medical-credit-answer',
    'dueDays',
    1,
    'decisions.condition-days',
  ],
  ['kaizhou-2024', '2024-01-28', 'conditions.first-check', 'dueDays', 1, 'decisions.condition-days'],
  ['kaizhou-2024', '2024-01-28', 'conditions.second-check', 'dueDays', 1, 'decisions.condition-days'],
  ['kaizhou-2024', '2024-01-28', 'conditions.insurance-rules', 'dueDays', 1, 'decisions.condition-days'],
  [
    'kaizhou-2024',
    '2024-01-28',
    'conditions.injury-registration',
    'dueDays',
    2,
    'decisions.injury-registration',
  ],
  ['kaizhou-2024', '2024-01-28', 'conditions.regularise-arrears', 'dueDays', 1, 'decisions.condition-days'],
  ['kaizhou-2024', '2024-01-28', 'conditions.regularise-referral', 'dueDays', 1, 'decisions.condition-days'],
];

const schemes = loadSchemes();

/** Every number of a version's practice, conditions and patient parts, as `practice.deferral monthsAtMost`. */
function numbersOf({ practice, conditions, credit }: SchemeVersion): ReadonlyMap<string, number> {
  const sections = {
    practice: [...practice.values()],
    conditions,
    patient: credit === null ? [] : [credit],
  };
  return new Map(
    Object.entries(sections).flatMap(([section, entries]) =>
      entries.flatMap((entry) =>
        Object.entries(entry).flatMap(([field, value]: [string, unknown]): readonly [string, number][] =>
          typeof value === 'number' ? [[`${section}.${entry.rule} ${field}`, value]] : [],
        ),
      ),
    ),
  );
}

/** What the table says of a scheme on a day; who adopts another place's scheme keeps what it does not say itself. */
function tabledOn(id: string, day: string): ReadonlyMap<string, number> {
  const parent = schemes.versions(id)[0]?.inherits ?? null;
  const own = values
    .filter(([scheme, from]) => scheme === id && from <= day)
    .toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  return new Map([
    ...(parent === null ? [] : tabledOn(parent, day)),
    ...own.map(([, , entry, field, value]): [string, number] => [`${entry} ${field}`, value]),
  ]);
}

test.each(schemes.list().flatMap(({ id }) => schemes.versions(id)))(
  'every number of $id from $version on stands in the table',
  (scheme) => {
    const found = numbersOf(scheme);
    const tabled = tabledOn(scheme.id, scheme.version);
    expect(Object.fromEntries(found)).toEqual(
      // An adopter may have left out what its parent has.
      Object.fromEntries([...tabled].filter(([name]) => scheme.inherits === null || found.has(name))),
    );
  },
);

test.each(values)('%s from %s on: %s %s is %i', (id, day, entry, field, value, stands) => {
  const found = schemes.version(id, day);
  if (found.kind !== 'in-force') throw new Error(found.kind);
  const { scheme } = found;
  expect(numbersOf(scheme).get(`${entry} ${field}`)).toBe(value);
  const [place = '', words] = stands.split(': ');
  if (words === undefined) {
    expect(scheme.decisions.map(({ rule }) => `decisions.${rule}`)).toContain(place);
    return;
  }
  const [document = '', article = ''] = place.includes('#') ? place.split('#') : [scheme.document, place];
  expect(schemes.sources.get(document)?.articles[article]?.zh).toContain(words);
});
