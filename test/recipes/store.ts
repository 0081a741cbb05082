import type { Recipe } from './recipe.ts';

const kindOfResolution: Recipe = {
  title: 'A kind of resolution',
  first: [
    {
      file: 'domain/resolutions.ts',
      behind: /export const resolutionKinds = \{\n/,
      put: `  'take-papers': {
    ...{ zh: '登记补充材料', en: 'record papers that came later' },
    fits: ['decision-review'],
    proposes: desk,
    confirms: null,
  },
`,
    },
    {
      file: 'domain/wanted.ts',
      behind: /export type Wanted = .*\n/,
      put: "  | { readonly kind: 'take-papers' }\n",
    },
  ],
  places: [
    {
      file: 'store/stays/resolution-acts.ts',
      behind: /\{ kind: 'ask-again' \}>,\n\): Promise<void> \{\n {2}switch \(wanted\.kind\) \{\n/,
      put: "    case 'take-papers':\n      break;\n",
      toldBy: 'types',
    },
    {
      file: 'api/stays/resolution-views.ts',
      behind: /(?=^ *z\.strictObject\(\{ kind: z\.literal\('explain-overlap'\))/m,
      put: "    z.strictObject({ kind: z.literal('take-papers'), ...common }).meta({ id: 'TakePapers' }),\n",
      toldBy: 'types',
    },
    {
      file: 'test/storm/acts/answers.ts',
      behind: /const answers: .* = \{\n/,
      put: "  'take-papers': () => ({}),\n",
      toldBy: 'types',
    },
    {
      file: 'cli/resolution-text.ts',
      behind: /resolutionOptions: .* = \{\n/,
      put: "  'take-papers': '',\n",
      toldBy: 'types',
    },
    {
      file: 'docs/GLOSSARY.md',
      behind: /\| 重新查询 \| ask-again \|.*\n/,
      put: '| 登记补充材料 | take-papers | papers of a stay that came later |\n',
      toldBy: 'tests',
      as: /calls '?take-papers'? in the glossary/,
    },
    {
      file: 'docs/OPERATIONS.md',
      behind: /\| kind \| what it does \| proposes → confirms \|\n.*\n/,
      put: '| `take-papers` 登记补充材料 | records papers that came later | window, hospital, operator |\n',
      toldBy: 'tests',
      as: /tells of '?take-papers'?/,
    },
    {
      file: 'docs/OPERATIONS.md',
      behind: /(?<=### decision-review\n\n.*\n\n)/,
      put: 'Papers that came later: `hub resolve <caseRef> take-papers`. ',
      toldBy: 'tests',
      as: /names '?take-papers'? where/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['test/architecture/documents', 'test/architecture/sources', 'test/architecture/function-length'],
};

const migration: Recipe = {
  title: 'A migration',
  first: [
    {
      file: 'store/postgres/migrations/9999_phones_of_institutions.sql',
      put: `-- Where the county calls an institution back.
ALTER TABLE institutions ADD COLUMN phone text;
`,
    },
  ],
  places: [],
  purpose: [
    {
      file: 'store/register/tables.ts',
      behind: /institutions: \{\n/,
      put: '    phone: nullable(text()),\n',
    },
  ],
  generated: [],
  tests: ['test/architecture/sources', 'test/architecture/documents'],
};

/** What people do about a stay that waits, and what is kept of it. */
export const storeRecipes = [kindOfResolution, migration] as const;
