import { recipes } from './all.ts';
import { recipeOf } from './pages.ts';
import { editsOf, type Place, type Recipe, type Teller, tellers, unnamed } from './recipe.ts';
import { deadCode, others, type Scratch, scratchCopy, types, unitTests, writeDocs } from './scratch.ts';

/**
 * Tries every recipe of docs/recipes in a copy: the first edit alone, to see that each further place is told; then, with all of
 * them, `npm run docs` and the whole check, to see that nothing else is needed. `npm run proof:recipes -- payer` tries those with the word.
 */
const words = process.argv.slice(2);
const asked = recipes.filter(({ title }) => words.every((word) => title.includes(word)));
const scratch = scratchCopy();
const rows: string[][] = [];
try {
  for (const recipe of asked) rows.push(attempt(recipe));
} finally {
  scratch.close();
}
print(['recipe', 'files', 'told after the first edit', 'written by npm run docs', 'checks'], rows);
const failed = rows.filter((row) => row.some((cell) => cell.startsWith('✗')));
process.stdout.write(`${rows.length - failed.length} recipes hold, ${failed.length} do not\n`);
if (failed.length > 0 || rows.length === 0) process.exitCode = 1;

function attempt(recipe: Recipe): string[] {
  const files = new Set(editsOf(recipe).map(({ file }) => file));
  process.stdout.write(`\n${recipe.title}\n`);
  scratch.reset();
  try {
    const written = recipeOf(recipe.title);
    if (written === undefined) throw new Error('docs/recipes has no such recipe');
    const missing = unnamed(recipe, written.text);
    if (missing.length > 0) throw new Error(`${written.page} does not name ${missing.join(', ')}`);
    scratch.apply(recipe.first);
    const told = tellings(recipe);
    if (told.startsWith('✗')) return [recipe.title, String(files.size), told, '', ''];
    scratch.apply(recipe.purpose ?? []);
    return [recipe.title, String(files.size), told, docs(recipe), checks(recipe)];
  } catch (problem) {
    const why = problem instanceof Error ? problem.message : String(problem);
    process.stdout.write(`✗ ${why}\n`);
    return [recipe.title, String(files.size), `✗ ${why}`, '', ''];
  }
}

/**
 * Follows what is told, as a person would: each round makes the edits that the compiler or a test asks for. Some programs stop at
 * the first fault, so that the next is told only when it is mended. A place that nothing asks for needs knowledge that nobody has.
 */
function tellings({ places, tests }: Recipe): string {
  let missing = places;
  let rounds = 0;
  for (; missing.length > 0; rounds += 1) {
    const said = sayings(missing, tests);
    const counted = missing.map((place) => ({ place, times: timesTold(place, said[place.toldBy]) }));
    const found = counted.filter(({ times }) => times > 0);
    for (const { place, times } of found)
      process.stdout.write(`✓ ${place.file}: told ${times} times by the ${place.toldBy}\n`);
    const silent = counted.filter(({ times }) => times === 0).map(({ place }) => place);
    if (found.length === 0) return `✗ nothing tells of ${silent.map(({ file }) => file).join(', ')}`;
    scratch.apply(found.map(({ place }) => place));
    missing = silent;
  }
  const by = tellers.flatMap((teller) => {
    const count = places.filter(({ toldBy }) => toldBy === teller).length;
    return count > 0 ? [`${count} by ${teller}`] : [];
  });
  return `${by.join(', ')}${rounds > 1 ? `, in ${rounds} rounds` : ''}`;
}

function sayings(places: readonly Place[], tests: readonly string[]): Readonly<Record<Teller, string>> {
  const needs = new Set(places.map(({ toldBy }) => toldBy));
  return {
    types: needs.has('types') ? types(scratch).text : '',
    tests: needs.has('tests') ? failuresOf(unitTests(scratch, tests).text) : '',
    'dead code': needs.has('dead code') ? deadCode(scratch).text : '',
  };
}

function timesTold({ file, as }: Place, said: string): number {
  const pattern = as ?? new RegExp(`^${file.replaceAll('.', String.raw`\.`)}\\(`, 'm');
  return [...said.matchAll(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`))].length;
}

/** What failed, without the names of the tests that passed. */
function failuresOf(text: string): string {
  return text.slice(Math.max(0, text.indexOf('Failed Tests')));
}

function docs({ generated }: Recipe): string {
  const before = new Set(scratch.changed());
  const { ok, text } = writeDocs(scratch);
  if (!ok) return told('npm run docs', text);
  const written = scratch.changed().filter((path) => !before.has(path));
  const [more, less] = [difference(written, generated), difference(generated, written)];
  if (more.length > 0) return `✗ wrote ${more.join(', ')} too`;
  return less.length > 0 ? `✗ did not write ${less.join(', ')}` : String(written.length);
}

function checks({ tests }: Recipe): string {
  const parts: Readonly<Record<string, (copy: Scratch) => { readonly ok: boolean; readonly text: string }>> =
    {
      types,
      ...others,
      tests: (copy) => unitTests(copy, tests),
    };
  const broken = Object.entries(parts).flatMap(([name, check]) => {
    const started = performance.now();
    const { ok, text } = check(scratch);
    process.stdout.write(
      `${ok ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)\n`,
    );
    return ok ? [] : [told(name, text)];
  });
  return broken.length > 0 ? broken.join(', ') : Object.keys(parts).join(', ');
}

function told(name: string, text: string): string {
  process.stdout.write(`${text.trimEnd().split('\n').slice(-60).join('\n')}\n`);
  return `✗ ${name}`;
}

function difference(ones: readonly string[], others: readonly string[]): readonly string[] {
  return ones.filter((one) => !others.includes(one));
}

function print(head: readonly string[], body: readonly (readonly string[])[]): void {
  const widths = head.map((cell, at) => Math.max(cell.length, ...body.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  process.stdout.write(`\n${[head, ...body].map(line).join('\n')}\n`);
}
