import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Result of one suite of `npm test`; a part of the check counts as one test. */
export interface SuiteResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

/** What is checked without a test runner. */
const parts: readonly { readonly name: string; readonly check: () => Promise<{ readonly code: number }> }[] =
  [
    { name: 'lockfile', check: checkLockfile },
    { name: 'types', check: () => runNode([commandOf('typescript', 'tsc'), '--noEmit', '-p', '.']) },
    {
      name: 'format',
      check: () => runNode([commandOf('@biomejs/biome', 'biome'), 'ci', '--error-on-warnings', '.']),
    },
    { name: 'lint', check: () => runNode([commandOf('oxlint', 'oxlint'), '--deny-warnings']) },
    { name: 'dead code', check: () => runNode([commandOf('knip', 'knip'), '--no-progress']) },
    { name: 'imports', check: () => runNode(['test/architecture/import-rules.ts']) },
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
  for (const { name, check } of parts) {
    const started = performance.now();
    const { code } = await check();
    const seconds = (performance.now() - started) / 1000;
    const ok = code === 0;
    process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)\n`);
    results.push({ name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, seconds });
  }
  return results;
}

/**
 * What the image does first: npm must take the lockfile as it is, for every platform. A dry run in an empty folder fetches
 * nothing, so it works without a network too.
 */
async function checkLockfile(): Promise<{ readonly code: number }> {
  const place = mkdtempSync(join(tmpdir(), 'hub-lockfile-'));
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(import.meta.dirname, '..', file), join(place, file));
  const flags = ['ci', '--dry-run', '--omit=dev', '--offline', '--loglevel=error'];
  try {
    const npm = process.env.npm_execpath;
    const [program, args] = npm === undefined ? ['npm', flags] : [process.execPath, [npm, ...flags]];
    const { code, tail } = await run(program, args, { cwd: place, show: false });
    // It names every package; only a failure is worth reading.
    process.stdout.write(code === 0 ? `npm ci --dry-run: ${tail.at(-1) ?? ''}\n` : `${tail.join('\n')}\n`);
    return { code };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Runs a script on this very Node, its lines shown as they come; gives the exit code (128 and more: ended by a signal) and the end of what it said. */
export function runNode(args: readonly string[], cwd?: string): Promise<Ended> {
  return run(process.execPath, args, cwd === undefined ? {} : { cwd });
}

interface Ended {
  readonly code: number;
  readonly tail: readonly string[];
}

function run(
  program: string,
  args: readonly string[],
  { cwd = process.cwd(), show = true }: { readonly cwd?: string; readonly show?: boolean },
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: program === 'npm' && process.platform === 'win32',
    env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
  });
  let tail = '';
  // Whole lines, since another suite may be speaking too.
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (show) process.stdout.write(`${line}\n`);
      tail = `${tail}${line}\n`.slice(-keptCharacters);
    });
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
