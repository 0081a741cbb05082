import { describe, expect, it } from 'vitest';
import { searchAttributes } from '../../domain/search-attributes.ts';
import { brokenIn, sourceRuleNames } from './source-rules.ts';
import { sourceFiles } from './tree.ts';

/** Each rule broken once. */
const broken = {
  'only-config-reads-the-environment': { path: 'api/main.ts', text: 'const port = process.env.PORT;' },
  'only-the-store-speaks-to-postgresql': { path: 'api/health.ts', text: "import pg from 'pg';" },
  'only-the-store-writes-sql': { path: 'activities/count.ts', text: 'db.run(`select count(*) from stay`)' },
  'files-are-kebab-case-nouns': { path: 'domain/moneyUnits.ts', text: '' },
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
    expect(Object.keys(searchAttributes).filter((name) => personal.test(name))).toEqual([]);
  });

  it('fit into what PostgreSQL visibility stores: ten keywords, three of each other type', () => {
    const types = Object.values(searchAttributes);
    for (const type of new Set(types)) {
      const count = types.filter((other) => other === type).length;
      expect(count, type).toBeLessThanOrEqual(type === 'Keyword' ? 10 : 3);
    }
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
