import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Result of one suite of `npm test`; a part of the check counts as one test. */
export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

/** What is checked without a test runner, each by one script on this Node. */
const parts = [
  { name: 'types', script: [commandOf('typescript', 'tsc'), '--noEmit', '-p', '.'] },
  { name: 'format', script: [commandOf('@biomejs/biome', 'biome'), 'ci', '--error-on-warnings', '.'] },
  { name: 'lint', script: [commandOf('oxlint', 'oxlint'), '--deny-warnings'] },
  { name: 'dead code', script: [commandOf('knip', 'knip'), '--no-progress'] },
  { name: 'imports', script: ['test/architecture/import-rules.ts'] },
];

// What a failed suite said last, for logs of which only the end is kept.
const keptLines = 60;
const keptCharacters = 16_384;

if (process.argv[1] === import.meta.filename) {
  const results = await runChecks();
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
}

/** Runs every check, one after the other, and tells each result as it comes. */
export async function runChecks(): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const { name, script } of parts) {
    const started = performance.now();
    const { code } = await runNode(script);
    const seconds = (performance.now() - started) / 1000;
    const ok = code === 0;
    process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)\n`);
    results.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, seconds });
  }
  return results;
}

/** Runs a script on this very Node, its output shown as it comes; gives the exit code (128 and more: ended by a signal) and the end of what it said. */
export function runNode(
  args: readonly string[],
): Promise<{ readonly code: number; readonly tail: readonly string[] }> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
  });
  let tail = '';
  const keep = (chunk: Buffer): void => {
    process.stdout.write(chunk);
    tail = (tail + chunk.toString()).slice(-keptCharacters);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code: code ?? 128, tail: tail.trimEnd().split('\n').slice(-keptLines) }),
    );
  });
}

/** Path of a package's command: `.bin` holds shell scripts on Windows, and the system's Node must not get in. */
export function commandOf(packageName: string, command: string): string {
  const folder = join(import.meta.dirname, '..', 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const file = typeof bin === 'string' ? bin : bin[command];
  if (file === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, file);
}
