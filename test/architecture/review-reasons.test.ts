import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const rules = new URL('../../policies/admission/', import.meta.url);
const operations = new URL('../../docs/OPERATIONS.md', import.meta.url);

/** Said to whoever asks what if, and never of a stay. */
const onlyWhatIf = ['list-after-day'];

test('OPERATIONS says of every reason for which an admission goes to a person what it is and where to look', () => {
  const code = readdirSync(rules)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, rules), 'utf8'))
    .join('\n');
  const given = [...code.matchAll(/doubtful\(\s*rule,\s*'([\w-]+)'/g)].map(([, one = '']) => one);
  const made = [...code.matchAll(/code: '([\w-]+-(?:contradictory|disputed|number))'/g)].map(
    ([, one = '']) => one,
  );
  const codes = [...new Set([...given, ...made])].filter((one) => !onlyWhatIf.includes(one));
  expect(codes.length).toBeGreaterThan(5);
  const [, section = ''] = readFileSync(operations, 'utf8').split('\n### decision-review\n');
  const [told = ''] = section.split('\n### ');
  expect(codes.filter((one) => !told.includes(`| \`${one}\` |`))).toEqual([]);
});
