import { parties } from '../../domain/ids.ts';
import type { Recipe } from './recipe.ts';

const morePorts = ` 7090–${7090 + parties.length}`;

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
    {
      file: 'README.md',
      behind: /parties 7090–\d+/,
      put: morePorts,
      toldBy: 'tests',
      as: /README\.md.*says at which ports/,
    },
    {
      file: 'README.zh-CN.md',
      behind: /模拟单位 7090–\d+/,
      put: morePorts,
      toldBy: 'tests',
      as: /README\.zh-CN\.md.*says at which ports/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['test/architecture/documents', 'test/architecture/compose', 'county/parties/simulators'],
};

/** Who is spoken to. */
export const partyRecipes = [desk] as const;
