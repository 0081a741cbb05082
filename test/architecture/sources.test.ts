import { describe, expect, it } from 'vitest';
import { fieldErrorTexts } from '../../api/http/field-errors.ts';
import { failures } from '../../domain/failures.ts';
import { refusalTexts } from '../../domain/refusals.ts';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { attentionCodes } from '../../domain/stay.ts';
import { stayEventCodes } from '../../store/stays/event-kinds.ts';
import { columnCodes } from './column-codes.ts';
import { brokenIn, sourceRuleNames } from './source-rules.ts';
import { found, projectFiles, read, sourceFiles } from './tree.ts';

/** Each rule broken once. */
const broken = {
  'only-config-reads-the-environment': { path: 'api/main.ts', text: 'const port = process.env.PORT;' },
  'only-the-store-speaks-to-postgresql': { path: 'api/health.ts', text: "import pg from 'pg';" },
  'only-the-store-writes-sql': { path: 'activities/count.ts', text: 'db.run(`select count(*) from stay`)' },
  'files-are-kebab-case': { path: 'domain/moneyUnits.ts', text: '' },
  'no-folder-without-a-noun-of-the-field': { path: 'store/utils/rows.ts', text: '' },
  'workflow-files-keep-no-state': { path: 'workflows/stay.ts', text: 'const seen = new Set();' },
};

describe('rules on sources', () => {
  const files = sourceFiles();

  it('hold in this tree', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(brokenIn(files)).toEqual([]);
  });

  it('are each broken once below', () => {
    expect(Object.keys(broken).toSorted()).toEqual(sourceRuleNames.toSorted());
  });

  it.each(Object.entries(broken))('%s is reported when broken', (rule, file) => {
    expect(brokenIn([file])).toEqual([`${rule}: ${file.path}`]);
  });
});

describe('search attributes', () => {
  const personal = /person|name|identity|idnumber|birth|sex|phone|address|diagnos|disease|ward|amount|fen/i;

  it('tell nothing personal by their names', () => {
    expect(personal.test('HubPatientName')).toBe(true);
    expect(
      Object.keys(searchAttributes).filter((name) => personal.test(name)),
      'a ward, an amount or a person in the Temporal UI is seen by every operator',
    ).toEqual([]);
  });

  it('fit into what PostgreSQL visibility stores: ten keywords, three of each other type', () => {
    const types = Object.values(searchAttributes);
    for (const type of new Set(types)) {
      const count = types.filter((other) => other === type).length;
      expect(count, type).toBeLessThanOrEqual(type === 'Keyword' ? 10 : 3);
    }
  });

  it('are each set by something', () => {
    const code = sourceFiles().filter(({ path }) => !/\.test\.ts$|^test\//.test(path));
    const set = new Set(code.flatMap(({ text }) => found(text, /\bsearchAttribute\('(\w+)'\)/g)));
    expect(Object.keys(searchAttributes).filter((name) => !set.has(name))).toEqual([]);
  });

  it('are the registered ones wherever a name is written', () => {
    const written = sourceFiles()
      .filter(({ path }) => !path.endsWith('.test.ts'))
      .flatMap(({ path, text }) =>
        [
          ...text.matchAll(
            /['"`\s]((?:Hub)(?:Stage|Attention|Institution|Region|Scheme|BlockedOn|CaseRef|NextDeadline|Payers?|Person\w*|Patient\w*)\w*)['"`]/g,
          ),
        ].map(([, name]) => ({ path, name: name ?? '' })),
      );
    expect(written.length).toBeGreaterThan(3);
    expect(written.filter(({ name }) => !(name in searchAttributes))).toEqual([]);
  });
});

describe('codes that people read', () => {
  const catalogues =
    /^domain\/(stay|waiting|attention-due|failures|refusals)\.ts$|^policies\/engine\/request-errors\.ts$|\.test\.ts$|^test\//;
  const code = sourceFiles().filter(({ path }) => !catalogues.test(path));
  // What an insurer's refusal means is data: the files of the regions say it.
  const regions = projectFiles().filter(
    (path) => path.startsWith('policies/insurers/') && path.endsWith('.yaml'),
  );
  const said = new Set([
    ...code.flatMap(({ text }) => found(text, /'([a-z0-9]+(?:-[a-z0-9]+)*)'/g)),
    ...regions.flatMap((path) => found(read(path), /\bcode: ([a-z0-9-]+)/g)),
  ]);

  it.each([
    ['attention', attentionCodes],
    ['failure', Object.keys(failures)],
    ['refusal of a party', Object.keys(refusalTexts)],
    ['field error', Object.keys(fieldErrorTexts)],
  ])('are each said by something beside their catalogue: %s', (_, codes) => {
    expect(codes.filter((one) => !said.has(one))).toEqual([]);
  });
});

describe('what can happen to a stay', () => {
  const stores = sourceFiles().filter(
    ({ path }) => path.startsWith('store/') && path !== 'store/stays/event-kinds.ts',
  );
  const written = new Set(stores.flatMap(({ text }) => found(text, /'([a-z]+(?:-[a-z]+)*)'/g)));

  it.each(stayEventCodes)('%s is written by the store', (kind) => {
    expect([...written]).toContain(kind);
  });
});

describe('columns that hold a code', () => {
  const statements = projectFiles()
    .filter((path) => path.startsWith('store/postgres/migrations/'))
    .toSorted()
    .flatMap((path) => read(path).replace(/--.*$/gm, '').split(';'));
  const known = Object.entries(columnCodes).flatMap(([table, columns]) =>
    Object.entries(columns).map(
      ([column, codes]: [string, Readonly<Record<string, true>> | readonly string[]]) => ({
        name: `${snakeCase(table)}.${snakeCase(column)}`,
        codes: Array.isArray(codes) ? codes.map(String) : Object.keys(codes),
      }),
    ),
  );

  it('are each in `columnCodes`, and no other is', () => {
    expect(known.map(({ name }) => name).toSorted()).toEqual([...checkedIn(statements).keys()].toSorted());
  });

  it.each(known)(
    '$name takes every code that the code knows (a migration widens its check)',
    ({ name, codes }) => {
      expect(checkedIn(statements).get(name)?.toSorted()).toEqual(codes.toSorted());
    },
  );

  it('are found wherever a check stands, by its newest words, until it is dropped', () => {
    const made = [
      "CREATE TABLE a (\n  kind text CHECK (kind IN ('x')),\n  state text NOT NULL CHECK (state IN\n    ('y', 'z'))\n)",
      'ALTER TABLE a DROP CONSTRAINT a_kind_check',
      "ALTER TABLE a ADD CONSTRAINT a_kind_check CHECK (kind = ANY (ARRAY['x', 'w']))",
      "ALTER TABLE a ADD COLUMN way text CHECK (way IN ('v'))",
      'ALTER TABLE a DROP CONSTRAINT a_way_check',
      "ALTER TABLE a ADD CHECK ((kind IN ('x')) = (state IS NULL))",
    ];
    expect([...checkedIn(made)]).toEqual([
      ['a.state', ['y', 'z']],
      ['a.kind', ['x', 'w']],
    ]);
  });
});

/** The codes that the newest check of each column lets in. */
function checkedIn(statements: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const checks = new Map<string, readonly string[]>();
  for (const text of statements) {
    const [table = ''] = found(text, /\bTABLE (?:IF NOT EXISTS )?(\w+)/g);
    for (const dropped of found(text, /\bDROP CONSTRAINT (?:IF EXISTS )?(\w+)_check\b/g))
      checks.delete(dropped.replace(`${table}_`, `${table}.`));
    for (const [, column, codes = ''] of text.matchAll(
      /\bCHECK\s*\(\s*(\w+)\s+(?:IN|=\s*ANY)\s*\(([^)]*)\)\s*\)/g,
    ))
      checks.set(`${table}.${column}`, found(codes, /'([^']+)'/g));
  }
  return checks;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// A further kind of organisation would see everything there.
it('no route takes whoever is no hospital for somebody who sees all', () => {
  const open =
    /=== 'hospital' \? (?:\{ institution: caller\.institution \} : \{\}|caller\.institution : (?:query|undefined|null))/;
  const routes = sourceFiles().filter(({ path }) => path.startsWith('api/') && !path.endsWith('.test.ts'));
  expect(routes.length).toBeGreaterThan(100);
  const found = routes.filter(({ text }) => open.test(text)).map(({ path }) => path);
  // Of whom an address is, not what is shown.
  expect(found).toEqual(['api/webhooks/webhooks.ts']);
});
