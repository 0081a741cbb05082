import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../architecture/tree.ts';
import { commandOf } from '../check.ts';
import { type Room, rooms, roomVariable } from './rooms.ts';

/**
 * Changes the code of money, rights and authorisation line by line, and prints per room how many of the changes a test notices.
 * `npm run mutation -- money` takes one room, `npm run mutation -- domain/money.ts` one file; an hour for all on two idle cores.
 */
const least = 85;
const reports = join(root, 'reports', 'mutation');
const names = Object.keys(rooms) as (keyof typeof rooms)[];
const words = process.argv.slice(2);
const files = words.filter((word) => word.endsWith('.ts'));
const asked = names.filter((name) => words.length === files.length || words.includes(name));

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}
interface Score {
  readonly name: string;
  readonly noticed: number;
  readonly passed: number;
}

mkdirSync(reports, { recursive: true });
const scores = asked.flatMap((name) => {
  const mutate = files.length === 0 ? rooms[name].mutate : files.filter((file) => isOf(rooms[name], file));
  return mutate.length === 0 ? [] : [{ room: name, lines: run(name, mutate) }];
});
const totals = scores.map(({ room, lines }) => ({ ...sum(room, lines), lines }));
for (const { lines, ...total } of totals) {
  for (const line of lines) tell('  ', line);
  tell('', total);
}
if (totals.length === 0 || totals.some((total) => percent(total) < least)) process.exitCode = 1;

function run(name: keyof typeof rooms, mutate: readonly string[]): readonly Score[] {
  const args = [
    'run',
    '--mutate',
    [...mutate, '!**/*.test.ts'].join(','),
    '--incrementalFile',
    join(reports, `${name}.json`),
  ];
  const { status } = spawnSync(process.execPath, [commandOf('@stryker-mutator/core', 'stryker'), ...args], {
    ...{ cwd: root, stdio: 'inherit' },
    env: { ...process.env, [roomVariable]: name },
  });
  if (status !== 0) throw new Error(`the tests of ${name} could not judge: stryker ended with ${status}`);
  const report = JSON.parse(readFileSync(join(reports, 'mutation.json'), 'utf8')) as Report;
  return Object.entries(report.files).map(([file, { mutants }]) => ({
    name: file,
    noticed: mutants.filter(({ status: what }) => what === 'Killed' || what === 'Timeout').length,
    passed: mutants.filter(({ status: what }) => what === 'Survived' || what === 'NoCoverage').length,
  }));
}

function isOf({ mutate }: Room, file: string): boolean {
  return mutate.some((pattern) => file === pattern || pathMatches(file, pattern));
}

function pathMatches(file: string, pattern: string): boolean {
  const source = pattern.replaceAll('.', String.raw`\.`).replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`).test(file);
}

function sum(name: string, lines: readonly Score[]): Score {
  const add = (pick: (line: Score) => number) => lines.reduce((total, line) => total + pick(line), 0);
  return { name, noticed: add(({ noticed }) => noticed), passed: add(({ passed }) => passed) };
}

function percent({ noticed, passed }: Score): number {
  return noticed + passed === 0 ? 100 : (100 * noticed) / (noticed + passed);
}

function tell(indent: string, score: Score): void {
  const { name, noticed, passed } = score;
  process.stdout.write(
    `${indent}${percent(score).toFixed(1).padStart(5)} %  ${name}: ${noticed} noticed, ${passed} passed\n`,
  );
}
