import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadSchemes, policyFiles } from '../schemes.ts';
import { figure } from './parameter-use.ts';

/**
 * Every sentence of the five documents that was read one way where another was possible: each is a decision record in its
 * scheme file, and where a figure or a choice hangs on it, a named parameter. The list is complete in both directions.
 */
const readings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'zaoqiang-2021': {
    'decision-objection': ['objectionAnswerDays'],
    'asked-elsewhere': [],
    'condition-days': ['conditionDays'],
    'leave-first': ['leaveMinutes'],
    'from-july': [],
    retired: ['retiredCountAsPaying'],
    'long-and-costly': ['interimNeeds'],
    'insurer-pays': ['insurerPays'],
    'emergency-arrears': [],
    'emergency-papers': [],
    'sole-purpose': [],
    'found-later': [],
    'pays-first': [],
  },
  'henan-2017': {
    'adopted-apart': [],
    'decision-objection': ['objectionAnswerDays'],
    'condition-days': ['conditionDays'],
    'leave-first': ['leaveMinutes'],
    'papers-back': ['returnDays'],
    'follow-up-days': ['followUpDays'],
    'deferral-terms': ['deferralMonths', 'deferralReminderDays'],
    'deferral-national': [],
    'payer-order': [],
    'own-county': [],
    'supplement-after-exit': ['supplementAfterExit'],
    'whose-list': ['civilAffairsCategories'],
    'several-categories': [],
    'named-people': [],
    'in-time': ['insuranceSettles', 'othersSettle'],
    'list-age': ['listAgeLimitDays'],
    'text-breaks-off': [],
    suspended: [],
    'emergency-arrears': [],
    'emergency-papers': [],
    'found-later': [],
  },
  'dalian-2022': {
    'agreement-with-bank': [],
    'decision-objection': ['objectionAnswerDays'],
    'asked-elsewhere': [],
    'condition-days': ['conditionDays'],
    'leave-first': ['leaveMinutes'],
    'insurer-pays': ['insurerPays'],
    'interest-free': ['interestFreeDays', 'interestFreeFrom'],
    overdue: [],
    'self-paid-drawable': ['selfPaidDrawable'],
    'line-held': ['lineHeld'],
    'forgotten-days': ['forgottenDays'],
    'line-limit': [],
    suspended: [],
    'emergency-arrears': [],
    'emergency-papers': [],
    'sole-purpose': [],
    'found-later': [],
    'pays-first': [],
  },
  'linhe-2017': {
    'arrears-process': ['arrearsAnswerDays', 'arrearsListedMonths', 'arrearsObjectionDays'],
    'in-force': [],
    'decision-objection': ['objectionAnswerDays'],
    'condition-days': ['conditionDays'],
    'leave-first': ['leaveMinutes'],
    authorisation: [],
    'deferral-terms': ['deferralMonths', 'deferralReminderDays'],
    'deferral-national': [],
    'counted-bill': [],
    'raise-on-zero': ['raiseOnZero'],
    remainder: ['remainder'],
    'one-grant': ['redCrossPerPersonAndYear'],
    'assistance-base': ['assistanceBase'],
    'in-policy-first': [],
    'calendar-year': ['assistanceYearlyCap'],
    'monthly-and-quarterly': ['hospitalFiles', 'payerDisburses'],
    'list-age': ['listAgeLimitDays'],
    'whose-list': [],
    'named-people': [],
    'accidental-drowning': [],
    suspended: [],
    'emergency-papers': [],
    'sole-purpose': [],
    'found-later': [],
    'pays-first': [],
  },
  'kaizhou-2024': {
    'arrears-warning': ['arrearsWarningDays'],
    'payer-order': [],
    'list-delivery': ['listReceiptDays'],
    'decision-objection': ['objectionAnswerDays'],
    'asked-elsewhere': [],
    'condition-days': ['conditionDays'],
    'leave-first': ['leaveMinutes'],
    'injury-registration': ['injuryDays'],
    'list-age': ['listAgeLimitDays'],
    'whose-list': [],
    'several-categories': [],
    'named-people': [],
    'deferral-terms': ['deferralMonths', 'deferralReminderDays'],
    'before-the-sixth': ['reportInternalDay'],
    'emergency-arrears': [],
    'emergency-papers': [],
    'sole-purpose': [],
    'found-later': [],
    'judgment-defaulter': ['judgmentDefaulter'],
    'pays-first': [],
  },
};

test.each(Object.entries(readings))('%s', (id, expected) => {
  const scheme = loadSchemes()
    .list()
    .find((candidate) => candidate.id === id);
  const parameters = [...(scheme?.parameters.values() ?? [])];
  const found = Object.fromEntries(
    (scheme?.decisions ?? []).map(({ rule }) => [
      rule,
      parameters.filter((parameter) => parameter.decision === rule).map((parameter) => parameter.rule),
    ]),
  );
  expect(found).toEqual(expected);
  for (const decision of scheme?.decisions ?? [])
    expect(decision.cell.length, decision.rule).toBeGreaterThan(3);
});

test('Linhe’s named readings have the agreed defaults', () => {
  const scheme = loadSchemes()
    .list()
    .find((candidate) => candidate.id === 'linhe-2017');
  const value = (name: string) => scheme?.parameters.get(name)?.value;
  expect([value('remainder'), value('assistanceBase'), value('raiseOnZero')]).toEqual([
    'cost',
    'afterThird',
    true,
  ]);
});

/** Every part of an entry that speaks for itself, with the names of the parameters from which its fields come. */
function sentences(value: unknown): readonly { readonly told: string; readonly uses: readonly string[] }[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields: readonly unknown[] = Object.values(value);
  const uses = fields.flatMap((field) =>
    typeof field === 'string' && field.startsWith('$') ? [field.slice(1)] : [],
  );
  const own = 'zh' in value && 'en' in value ? [{ told: `${value.zh} ${value.en}`, uses }] : [];
  return [...own, ...fields.flatMap(sentences)];
}

/** The numbers of a sentence, without those that it names. */
function numbersOf(text: string): readonly number[] {
  const bare = text.replaceAll(/\{\$\w+\}/g, '').match(/\d[\d,.]*/g) ?? [];
  return bare.map((found) => Number.parseFloat(found.replaceAll(',', '')));
}

interface Written {
  readonly id: string;
  readonly parameters?: unknown;
  readonly decisions?: Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
}

test.each(policyFiles().schemes.map(({ text }) => parse(text) as Written))(
  'a figure in a sentence of $id is a parameter’s, never written again',
  ({ id, parameters: _parameters, ...file }) => {
    const scheme = loadSchemes()
      .list()
      .find((one) => one.id === id);
    const parameters = [...(scheme?.parameters.values() ?? [])];
    const figures = new Map(parameters.map(({ rule, unit, value }) => [rule, figure(unit, value)]));
    const repeated = (told: string, names: readonly string[]) => {
      const known = names.flatMap((name) => numbersOf(figures.get(name) ?? ''));
      return numbersOf(told).filter((number) => known.includes(number));
    };
    for (const { told, uses } of sentences(file)) expect(repeated(told, uses), told).toEqual([]);
    for (const [reading, { zh, en }] of Object.entries(file.decisions ?? {})) {
      const follow = parameters.filter(({ decision }) => decision === reading).map(({ rule }) => rule);
      expect(repeated(`${zh} ${en}`, follow), reading).toEqual([]);
      for (const name of follow.filter((one) => figures.get(one) !== undefined))
        for (const text of [zh, en]) expect(text, reading).toContain(`{$${name}}`);
    }
  },
);

test('people read figures, never their names', () => {
  for (const { id } of loadSchemes().list())
    for (const version of loadSchemes().versions(id)) {
      const lists = [
        version.decisions,
        version.admission,
        version.exclusions,
        version.conditions,
        version.payers,
      ];
      expect(JSON.stringify([...lists, ...version.practice.values()]), id).not.toContain('$');
    }
  const kaizhou = loadSchemes().versions('kaizhou-2024')[0]?.decisions;
  expect(kaizhou?.find(({ rule }) => rule === 'deferral-terms')).toMatchObject({
    zh: '文件只要求写明还款时间；期限按最长24个月、到期前3日提醒执行',
    en: 'the text asks for the dates only; we let a plan run at most 24 months and remind 3 days before each day',
  });
});
