/** `npm test`: the checks, then every suite of suites.ts, in lanes. The last line says `N passed, N failed`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf, runChecks, runNode, type SuiteResult } from './check.ts';
import { type Suite, suites } from './suites.ts';

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const names = suites.map(({ name }) => name);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => name !== 'check' && !names.includes(name));
if (unknown.length > 0)
  throw new Error(`no suite ${unknown.join(', ')}; there are check, ${names.join(', ')}`);

const asked = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const results: SuiteResult[] = [];
/** The last words of each suite that failed: of a long log often only the end is looked at. */
const lastWords: (readonly [name: string, tail: readonly string[]])[] = [];
if (asked('check')) {
  heading('check');
  results.push(...(await runChecks()));
}
const chosen = suites.filter(({ name }) => asked(name));
heading(chosen.map(({ name }) => name).join(', '));
const lanes = Map.groupBy(chosen, ({ lane }) => lane).values();
const ran = await Promise.all([...lanes].map(inTurn));
results.push(...ran.flat());
for (const [name, tail] of lastWords) {
  heading(`${name} failed; its last words`);
  process.stdout.write(`${tail.join('\n')}\n`);
}
printTable(results);

const sum = (count: (result: SuiteResult) => number): number =>
  results.reduce((total, result) => total + count(result), 0);
const failed = sum((result) => result.failed);
process.stdout.write(`${sum((result) => result.passed)} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

async function inTurn(lane: readonly Suite[]): Promise<SuiteResult[]> {
  const done: SuiteResult[] = [];
  for (const { name } of lane) done.push(await runSuite(name));
  return done;
}

/** One vitest project, in a process of its own so that its time and its leftovers are its own. */
async function runSuite(name: string): Promise<SuiteResult> {
  const place = mkdtempSync(join(tmpdir(), 'hub-test-'));
  const file = join(place, 'report.json');
  const started = performance.now();
  const vitest = commandOf('vitest', 'vitest');
  const { code, tail } = await runNode([
    vitest,
    'run',
    `--project=${name}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  if (code !== 0) lastWords.push([name, tail]);
  const seconds = (performance.now() - started) / 1000;
  const report = readReport(file);
  rmSync(place, { recursive: true, force: true });
  if (report === undefined) return { name, passed: 0, failed: 1, skipped: 0, seconds };

  // A file that could not be loaded has no tests that failed; neither has an error that no test waited for.
  const unloadable = report.testResults.filter(
    (f) => f.status === 'failed' && f.assertionResults.length === 0,
  );
  const known = report.numFailedTests + unloadable.length;
  const silent = known === 0 && (code !== 0 || report.numPassedTests === 0) ? 1 : 0;
  return {
    name,
    passed: report.numPassedTests,
    failed: known + silent,
    skipped: report.numPendingTests + report.numTodoTests,
    seconds,
  };
}

/** undefined when vitest ended before it could report. */
function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

function heading(name: string): void {
  process.stdout.write(`\n── ${name} ──\n`);
}

function printTable(rows: readonly SuiteResult[]): void {
  process.stdout.write('\nsuite         passed  failed  skipped   seconds  budget\n');
  for (const { name, passed, failed: bad, skipped, seconds } of rows) {
    const cells = [String(passed), String(bad), String(skipped)].map((cell) => cell.padStart(8));
    const budget = String(suites.find((suite) => suite.name === name)?.budgetSeconds ?? '').padStart(8);
    process.stdout.write(`${name.padEnd(12)}${cells.join('')}${seconds.toFixed(1).padStart(11)}${budget}\n`);
  }
  const total = (performance.now() / 1000).toFixed(1);
  process.stdout.write(`${'side by side'.padEnd(36)}${total.padStart(11)}\n\n`);
}
