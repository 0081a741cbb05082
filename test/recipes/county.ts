import type { Recipe } from './recipe.ts';

const payer: Recipe = {
  title: 'A payer',
  first: [
    {
      file: 'domain/ids.ts',
      behind: /export const payerNames = \{\n/,
      put: "  'county-relief': '县级救助基金',\n",
    },
  ],
  places: [
    {
      file: 'adapters/medical-insurance/wire/claim.ts',
      behind: /fundClasses: .* = \{\n/,
      put: "  'county-relief': null,\n",
      toldBy: 'types',
    },
    {
      file: 'docs/GLOSSARY.md',
      behind: /\| `charity` \|.*\n/,
      put: '| 县级救助基金 | `county-relief` | money of the county for what is left |\n',
      toldBy: 'tests',
      as: /"county-relief"/,
    },
  ],
  purpose: [
    {
      file: 'policies/schemes/shanzhou-2017.yaml',
      behind: /checkedOn: .*\n/,
      put: `
adds:
  payers:
    county-relief:
      organisation: county-relief
      party: civil-affairs
      tier: core
      mayRefuse: true
      calendar: { hospitalFiles: monthly, payerDisburses: monthly }
      zh: 县级救助基金
      en: relief fund of the county
      cite: [正文]
      steps:
        county-relief-answer:
          step: core-answer
          basis: duty
          zh: 县级救助基金支付
          en: the relief fund pays
          cite: [正文]
      refusal: { zh: 县级救助基金不予支付, en: the relief fund refuses, cite: [正文] }
`,
    },
    {
      file: 'policies/sources/shanzhou-2017-46.yaml',
      behind: /- shanzhou-2017\/scheme\.self\n/,
      put: '      - shanzhou-2017/payers.county-relief\n',
    },
    {
      file: 'policies/schemes/shanzhou-2017.cases.yaml',
      behind: /charity: "0\.00",\n/,
      put: '        county-relief: "0.00",\n',
    },
  ],
  generated: ['docs/TRACE.md', 'docs/client/types.ts', 'docs/openapi.json', 'docs/schemes/shanzhou-2017.md'],
  tests: [
    'test/architecture/documents',
    'policies/five-schemes',
    'policies/settlement/basis',
    'policies/engine/cases',
  ],
};

const inheritedScheme: Recipe = {
  title: 'A scheme that adopts another place’s',
  first: [
    {
      file: 'policies/schemes/lingbao-2017.yaml',
      put: `# 灵宝市转发三门峡市的方案 · Lingbao adopts Sanmenxia's scheme and makes its lists expire sooner.
id: lingbao-2017
inherits: sanmenxia-2017
name:
  zh: 灵宝市困难群众县域内住院先诊疗后付费
  en: "Lingbao: Henan's scheme, adopted"
region: "411282"
document: lingbao-2017-1
from: "2017-07-15"
until: null
cite: [正文]
checkedOn: "2026-11-20"

changes:
  parameters:
    listAgeLimitDays: { value: 15, cite: [正文] }
`,
    },
  ],
  places: [
    {
      file: 'policies/sources/lingbao-2017-1.yaml',
      put: `id: lingbao-2017-1
kind: official
number: 灵卫计〔2017〕1号
title:
  zh: 转发三门峡市转发的河南省实施方案
  en: Lingbao forwards what Sanmenxia forwarded
issuer: 灵宝市卫生计生委
issued: "2017-07-15"
from: "2017-07-15"
articles:
  正文:
    zh: 转发并要求名单每半月更新
    en: forwards the plan and asks for new lists every half month
    by:
      - lingbao-2017/scheme.self
      - lingbao-2017/parameters.listAgeLimitDays
`,
      toldBy: 'tests',
      as: /lingbao-2017-1/,
    },
    {
      file: 'policies/codes/regions.yaml',
      behind: /^"411222":\n(?: {2}.*\n)+/m,
      put: `"411282":
  {
    zh: 河南省三门峡市灵宝市,
    en: "Lingbao, Sanmenxia, Henan",
    from: "1993-01-01",
    until: null,
    source: GB/T 2260 1993年变更,
  }
`,
      toldBy: 'tests',
      as: /codes\/regions\.yaml/,
    },
    {
      file: 'policies/schemes/lingbao-2017.cases.yaml',
      put: `scheme: lingbao-2017
base:
  day: "2017-08-10"
  institution:
    { name: 灵宝市人民医院, division: "411282", designated: true, level: 2, kind: public, type: hospital }
  insurance: { type: "390", status: active, division: "411282" }
  householdDivision: "411282"
  categories:
    [
      {
        code: registered-poor,
        since: "2016-01-01",
        listAsOf: "2017-08-01",
        listedBy: { agency: rural-revitalization, division: "411282" },
      },
    ]
  facts: {}
  emergency: false
decisions:
  - case: 省方案原样适用 · Henan's rules hold
    article: henan-2017-20#二（一）1
    outcome: admit
  - case: 转发前一日尚未施行 · the day before it was forwarded
    article: 正文
    given: { day: "2017-07-14" }
    outcome: refuse
    reasons: [scheme-not-in-force]
settlements: []
`,
      toldBy: 'tests',
      as: /lingbao-2017/,
    },
  ],
  generated: ['docs/TRACE.md', 'docs/schemes/lingbao-2017.md'],
  tests: [
    'policies/five-schemes',
    'policies/engine/cases',
    'policies/codes/codes',
    'test/architecture/documents',
  ],
};

/** What a county may need. */
export const countyRecipes = [payer, inheritedScheme] as const;
