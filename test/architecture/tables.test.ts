import { expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './tree.ts';

/** Names that the code gives to a table whose keys are any text: what comes from outside may be asked of it. */
function tableNames(files: readonly SourceFile[]): ReadonlySet<string> {
  const declared =
    /\b(\w+)\??:\s*(?:Readonly<)?(?:Partial<)?(?:Record<string,|z\s*\.(?:partialR|r)ecord\()|\b(\w+) = readTable\(/g;
  return new Set(
    files.flatMap(({ text }) => [...text.matchAll(declared)].map(([, one, other]) => one ?? other ?? '')),
  );
}

/** Names that other code gives to arrays, and to tables whose keys the compiler knows one by one. */
const otherwise = new Set(
  'found keys parts table types header asked sources queues agencies words rejections record bases paths'.split(
    ' ',
  ),
);

/** Look-ups of such a table by a name that is not written out; writing into one is no look-up. */
function plainLookUps(files: readonly SourceFile[]): readonly string[] {
  const names = [...tableNames(files)].filter((name) => !otherwise.has(name)).join('|');
  const lookUp = new RegExp(
    String.raw`\b(?:${names})(?:\?\.)?\[(?!['"\d\]]|Symbol\.)[^\]\n]*\](?!\s*(?:\|\|)?=[^=])`,
  );
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at) => (lookUp.test(line) ? [`${path}:${at + 1}`] : [])),
  );
}

const code = () =>
  sourceFiles().filter(
    ({ path }) =>
      path.endsWith('.ts') &&
      /^(activities|adapters|api|cli|domain|lists|policies|relay|store|temporal)\//.test(path) &&
      !/\.test\.ts$|-for-tests\.ts$|^domain\/entry\.ts$/.test(path),
  );

it('a table is looked up by its own entries only', () => {
  expect(plainLookUps(code())).toEqual([]);
});

it('a plain look-up is found, a written one and a written-out name are not', () => {
  const text = [
    'const funds: Readonly<Record<string, string>> = {};',
    'const found = funds[code];',
    'const other = region.funds?.[line.code];',
    "const fixed = funds['310100'];",
    'funds[code] = found;',
    'const own = entryOf(funds, code);',
  ].join('\n');
  expect(plainLookUps([{ path: 'a.ts', text }])).toEqual(['a.ts:2', 'a.ts:3']);
});
