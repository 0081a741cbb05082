import type { Recipe } from './recipe.ts';

const event: Recipe = {
  title: 'An event of a stay',
  first: [
    {
      file: 'store/stays/event-kinds.ts',
      behind: /export const stayEventKinds = \{\n/,
      put: "  'papers-asked': { zh: '已请补交材料', en: 'papers were asked for', rests: false },\n",
    },
  ],
  places: [
    {
      file: 'store/webhooks/topics.ts',
      behind: /export const topicOfEvent = \{\n/,
      put: "  'papers-asked': 'conditions',\n",
      toldBy: 'types',
      as: /papers-asked/,
    },
    {
      file: 'store/stays/agreements.ts',
      behind: /const signed = \{ kind: 'agreement-signed'.*\n/,
      put: "        const asked = { kind: 'papers-asked', detail: {} } as const;\n",
      toldBy: 'tests',
      as: /papers-asked/,
    },
    {
      file: 'store/stays/agreements.ts',
      behind: /eventsOf\(sql`signed`, \[signed/,
      put: ', asked',
      toldBy: 'tests',
      as: /papers-asked/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['test/architecture/sources', 'test/architecture/documents'],
};

const fact: Recipe = {
  title: 'A fact at admission',
  first: [
    {
      file: 'domain/arrival.ts',
      behind: /export interface Arrival \{\n/,
      put: '  /** Hurt in an accident that somebody else has to pay for; null: nobody said. */\n  readonly accident: boolean | null;\n',
    },
    { file: 'domain/arrival.ts', behind: /const unsaid: Arrival = \{\n/, put: '  accident: null,\n' },
  ],
  places: [
    {
      file: 'api/stays/admission.ts',
      behind: /function arrivalOf\(.*\n {2}const \{/,
      put: ' accident = null,',
      toldBy: 'types',
    },
    {
      file: 'api/stays/admission.ts',
      behind: /return \{ referred, diagnosis, facts, householdDivision/,
      put: ', accident',
      toldBy: 'types',
    },
    {
      file: 'api/http/schemas.ts',
      behind: / {4}referred: z\.boolean\(\).*\n/,
      put: "    accident: z.boolean().optional().meta({ description: 'left out: nobody said' }),\n",
      toldBy: 'types',
      as: /'accident' does not exist/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['api/stays/views', 'test/architecture/documents'],
};

const calendar: Recipe = {
  title: 'A payer’s calendar',
  first: [
    {
      file: 'policies/engine/parameter-units.ts',
      behind: /export const calendars = \[/,
      put: "'two-monthly', ",
    },
  ],
  places: [
    {
      file: 'activities/money/claim-calendar.ts',
      behind: /return dischargedOn;\n/,
      put: "    case 'two-monthly':\n      return firstOfNextMonth(firstOfNextMonth(dischargedOn));\n",
      toldBy: 'types',
    },
    {
      file: 'activities/money/claim-calendar.ts',
      behind: /return daysBetweenEnquiries;\n/,
      put: "    case 'two-monthly':\n      return daysBetween(today, firstOfNextMonth(firstOfNextMonth(today)));\n",
      toldBy: 'types',
    },
    {
      file: 'activities/money/claim-calendar.test.ts',
      behind: /const filed: .*\n/,
      put: "  'two-monthly': [['2017-12-31', '2018-02-01']],\n",
      toldBy: 'types',
    },
    {
      file: 'activities/money/claim-calendar.test.ts',
      behind: /const asked: .*\n/,
      put: "  'two-monthly': [['2018-01-31', 29]],\n",
      toldBy: 'types',
    },
  ],
  purpose: [
    {
      file: 'policies/schemes/shanzhou-2017.yaml',
      behind: /checkedOn: .*\n/,
      put: '\nchanges:\n  parameters:\n    othersSettle: { value: two-monthly, cite: [正文] }\n',
    },
    {
      file: 'policies/sources/shanzhou-2017-46.yaml',
      behind: /- shanzhou-2017\/scheme\.self\n/,
      put: '      - shanzhou-2017/parameters.othersSettle\n',
    },
  ],
  generated: ['docs/TRACE.md', 'docs/schemes/shanzhou-2017.md'],
  tests: ['activities/money/claim-calendar', 'policies/five-schemes', 'policies/engine/cases'],
};

/** What is known of a stay, what happens to it, and when it is paid for. */
export const stayRecipes = [event, fact, calendar] as const;
