import type { Recipe } from './recipe.ts';

const datedValue: Recipe = {
  title: 'A value that changes from a day on',
  first: [
    {
      file: 'policies/schemes/kaizhou-2024.yaml',
      behind: / {4}value: 24\n {4}cite: .*\n(?= {4}decision: deferral-terms\n {2}deferralReminderDays:)/,
      instead: true,
      put: `    spans:
      - { until: "2028-01-01", value: 24, cite: [四（二）] }
      - { from: "2028-01-01", value: 36, cite: ["kaizhou-2027-9#一"] }
`,
    },
  ],
  places: [
    {
      file: 'policies/sources/kaizhou-2027-9.yaml',
      put: `id: kaizhou-2027-9
kind: official
number: 开州卫发〔2027〕9号
title:
  zh: 关于延长分期还款期限的通知
  en: Notice on longer plans of instalments
issuer: 重庆市开州区卫生健康委员会
issued: "2027-12-01"
from: "2028-01-01"
articles:
  一:
    zh: 自2028年1月1日起，分期还款最长36个月
    en: from 1 January 2028 a plan of instalments runs at most 36 months
    by:
      - kaizhou-2024/parameters.deferralMonths
`,
      toldBy: 'tests',
      as: /kaizhou-2027-9 has no article 一/,
    },
    {
      file: 'policies/practice-values.test.ts',
      behind: / {2}\['kaizhou-2024', '2024-01-28', 'practice\.deferral', 'monthsAtMost'.*\n/,
      put: "  ['kaizhou-2024', '2028-01-01', 'practice.deferral', 'monthsAtMost', 36, 'kaizhou-2027-9#一: 最长36个月'],\n",
      toldBy: 'tests',
      as: /practice-values\.test\.ts > every number of kaizhou-2024 from 2028-01-01/,
    },
  ],
  generated: ['docs/TRACE.md', 'docs/schemes/kaizhou-2024.md'],
  tests: [
    'policies/practice-values',
    'policies/five-schemes',
    'policies/engine',
    'policies/pages',
    'test/architecture/documents',
  ],
};

/** What a scheme says otherwise. */
export const valueRecipes = [datedValue] as const;
