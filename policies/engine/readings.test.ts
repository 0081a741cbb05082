import { expect, test } from 'vitest';
import { loadSchemes } from '../schemes.ts';

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
