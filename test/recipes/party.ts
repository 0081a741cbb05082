import type { Recipe } from './recipe.ts';

const desk: Recipe = {
  title: 'A party',
  first: [
    {
      file: 'domain/ids.ts',
      behind: /export const parties = \[\n/,
      put: "  'charity-office',\n",
    },
  ],
  places: [
    {
      file: 'county/parties/simulators.ts',
      behind: / {4}case 'red-cross':\n/,
      put: "    case 'charity-office':\n",
      toldBy: 'types',
    },
    {
      file: 'county/parties/simulators.test.ts',
      behind: / {4}'red-cross': \['claim'\],\n/,
      put: "    'charity-office': ['claim'],\n",
      toldBy: 'types',
    },
    {
      file: 'docs/GLOSSARY.md',
      behind: /\| 银行 \| `bank` \|.*\n/,
      put: '| 慈善办 | `charity-office` | pays donations at its desk |\n',
      toldBy: 'tests',
      as: /"charity-office"/,
    },
    {
      file: 'docker-compose.yml',
      behind: / {2}HUB_PARTY_BANK_PROMISE_MS: .*\n/,
      put: `  HUB_PARTY_CHARITY_OFFICE_URL: \${HUB_PARTY_CHARITY_OFFICE_URL:-}
  HUB_PARTY_CHARITY_OFFICE_TOKEN: \${HUB_PARTY_CHARITY_OFFICE_TOKEN:-}
  HUB_PARTY_CHARITY_OFFICE_PROMISE_MS: \${HUB_PARTY_CHARITY_OFFICE_PROMISE_MS:-}
`,
      toldBy: 'tests',
      as: /"HUB_PARTY_CHARITY_OFFICE_URL"/,
    },
    {
      file: '.env.example',
      behind: /#HUB_PARTY_BANK_PROMISE_MS=\n/,
      put: `#HUB_PARTY_CHARITY_OFFICE_URL=
#HUB_PARTY_CHARITY_OFFICE_TOKEN=
#HUB_PARTY_CHARITY_OFFICE_PROMISE_MS=
`,
      toldBy: 'tests',
      as: /"HUB_PARTY_CHARITY_OFFICE_URL"/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['test/architecture/documents', 'test/architecture/compose', 'county/parties/simulators'],
};

/** Who is spoken to. */
export const partyRecipes = [desk] as const;
