import type { Recipe } from './recipe.ts';

const attentionCode: Recipe = {
  title: 'An attention code',
  first: [
    { file: 'domain/stay.ts', behind: /export const attentionCodes = \[\n/, put: "  'papers-late',\n" },
  ],
  places: [
    {
      file: 'domain/attention-texts.ts',
      behind: /export const attentionTexts = \{\n/,
      put: `  'papers-late': {
    zh: '材料逾期未交',
    en: 'papers are late',
    todo: { zh: '请家属补交', en: 'ask the family for them' },
  },
`,
      toldBy: 'types',
    },
    {
      file: 'domain/attention-due.ts',
      behind: /export const allowedMs = \{\n/,
      put: "  'papers-late': 7 * day,\n",
      toldBy: 'types',
    },
    {
      file: 'domain/attention-commands.ts',
      behind: /const commands: Record<.*\n/,
      put: "  'papers-late': none,\n",
      toldBy: 'types',
    },
    {
      file: 'test/scenarios/ways-out.ts',
      behind: /export const waysOut = \{\n/,
      put: "  'papers-late': told('zaoqiang-closed'),\n",
      toldBy: 'types',
    },
    {
      file: 'docs/OPERATIONS.md',
      behind: /\n(?=### agency-wait\n)/,
      put: '### papers-late\n\n材料逾期未交 · papers are late\n\nWho acts: the hospital.\n\n',
      toldBy: 'tests',
      as: /"papers-late"/,
    },
    {
      file: 'activities/stays/admission.ts',
      behind: /^ *await stays\.raiseAttention\(caseRef, \{ code: 'list-stale'.*\n/m,
      put: "    await stays.raiseAttention(caseRef, { code: 'papers-late', blockedOn: agency, since, step }, since);\n",
      toldBy: 'tests',
      as: /papers-late/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['test/architecture/documents', 'test/architecture/sources'],
};

const searchAttribute: Recipe = {
  title: 'A search attribute',
  first: [
    {
      file: 'domain/search-attributes.ts',
      behind: /export const searchAttributes = \{\n/,
      put: "  HubAdmittedOn: 'Datetime',\n",
    },
  ],
  places: [
    {
      file: 'docker-compose.yml',
      behind: /search-attribute create \\\n/,
      put: '          --name HubAdmittedOn --type Datetime \\\n',
      toldBy: 'tests',
      as: /HubAdmittedOn/,
    },
    {
      file: 'api/stays/search-attributes.ts',
      behind: /\{ key: searchAttribute\('HubRegion'\).*\n/,
      put: "    { key: searchAttribute('HubAdmittedOn'), value: new Date(0) },\n",
      toldBy: 'tests',
      as: /each set by something/,
    },
  ],
  generated: [],
  tests: ['test/architecture/compose', 'test/architecture/sources'],
};

const listFormat: Recipe = {
  title: 'A list format',
  first: [
    {
      file: 'domain/list-formats.ts',
      behind: /export const listFormats = \{\n/,
      put: `  ods: {
    contentType: 'application/vnd.oasis.opendocument.spreadsheet',
    alsoSentAs: [],
    extensions: ['ods'],
  },
`,
    },
  ],
  places: [
    {
      file: 'lists/readers/reader-for.ts',
      behind: /readers: .* = \{\n/,
      put: '  ods: readXlsx,\n',
      toldBy: 'types',
    },
    {
      file: 'lists/judging/error-report.ts',
      behind: /switch \(format\) \{\n/,
      put: "    case 'ods':\n",
      toldBy: 'types',
    },
    {
      file: 'test/lists/properties.server.test.ts',
      behind: /const writers: .* = \{\n/,
      put: '  ods: () => Buffer.alloc(0),\n',
      toldBy: 'types',
    },
    {
      file: 'store/postgres/migrations/9999_lists_as_ods.sql',
      put: `-- A list may come as OpenDocument.
ALTER TABLE list_versions DROP CONSTRAINT list_versions_format_check;
ALTER TABLE list_versions ADD CONSTRAINT list_versions_format_check CHECK (format IN ('csv', 'ndjson', 'xlsx', 'ods'));
`,
      toldBy: 'tests',
      as: /list_versions\.format/,
    },
    {
      file: 'docs/LIST-FILES.md',
      behind: /\| format \| notes \|\n.*\n/,
      put: '| `.ods` | as LibreOffice saves it |\n',
      toldBy: 'tests',
      as: /by the ends of their names/,
    },
    {
      file: 'docs/LIST-FILES.md',
      behind: /请上传下列格式之一：/,
      put: '.ods、',
      toldBy: 'tests',
      as: /Why a file is refused/,
    },
    {
      file: 'docs/LIST-FILES.md',
      behind: /what the file name says; send one of /,
      put: '.ods, ',
      toldBy: 'tests',
      as: /Why a file is refused/,
    },
  ],
  generated: ['docs/client/types.ts', 'docs/openapi.json'],
  tests: ['lists/readers/list-files', 'test/architecture/sources', 'test/architecture/documents'],
};

/** What a stay waits for, how it is found, and how lists come. */
export const waitRecipes = [attentionCode, searchAttribute, listFormat] as const;
