import { createHash } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** Where a line about what is being done goes. */
export type Say = (text: string) => void;

/**
 * The folder for what is fetched once and used by every checkout: `wanted`, else the user's cache folder, else
 * `fallback` where that cannot be written.
 */
export async function cacheDirectory(wanted: string | undefined, fallback: string): Promise<string> {
  const first = wanted ?? join(homedir(), '.cache', 'treat-first-hub');
  try {
    await mkdir(first, { recursive: true });
    await access(first, constants.W_OK);
    return first;
  } catch {
    await mkdir(fallback, { recursive: true });
    return fallback;
  }
}

/** SHA-256 of a file, hexadecimal; undefined when there is no such file. */
export async function sha256(file: string): Promise<string | undefined> {
  try {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Makes `target` by `make` in a folder beside it and moves it into place only when its SHA-256 is right, so nobody ever
 * sees half a file. Throws when the digest differs.
 */
export async function placeFile(
  target: string,
  digest: string,
  make: (folder: string) => Promise<string>,
): Promise<void> {
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  await sweepHalfMade(parent);
  const folder = await mkdtemp(join(parent, halfMade));
  try {
    const made = await make(folder);
    await expectDigest(made, digest);
    await rename(made, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const halfMade = '.half-';
const abandonedAfterMs = 30 * 60_000;

async function sweepHalfMade(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const age = Date.now() - ((await stat(join(parent, name)).catch(() => undefined))?.mtimeMs ?? Date.now());
    // A younger one may belong to a download that runs right now.
    if (name.startsWith(halfMade) && age > abandonedAfterMs)
      await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** Throws unless the file has this SHA-256. */
export async function expectDigest(file: string, digest: string): Promise<void> {
  const found = await sha256(file);
  if (found !== digest)
    throw new Error(
      `${basename(file)}: 校验和不符，拒绝使用 / wrong checksum, refused (${found}, not ${digest})`,
    );
}

/** Fetches a URL into a file, saying how far it is; gives up when nothing comes for `quietMs`. Throws on any status but 200. */
export async function download(
  url: string,
  file: string,
  how: { readonly say: Say; readonly quietMs: number; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`no answer within ${how.quietMs} ms`)), how.quietMs);
  const signal = how.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, how.signal]);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null)
      throw new Error(`${new URL(url).host}: HTTP ${response.status}`);
    const total = Number(response.headers.get('content-length') ?? 0);
    const counted = new Transform({ transform: counter(total, how.say, () => timer.refresh()) });
    await pipeline(response.body, counted, createWriteStream(file), { signal });
  } finally {
    clearTimeout(timer);
  }
}

function counter(total: number, say: Say, alive: () => void) {
  let got = 0;
  let said = Date.now();
  return (chunk: Buffer, _encoding: BufferEncoding, done: (error: null, chunk: Buffer) => void) => {
    alive();
    got += chunk.length;
    if (Date.now() - said > 1_000) {
      said = Date.now();
      say(`  ${megabytes(got)}${total > 0 ? ` / ${megabytes(total)}` : ''} MB`);
    }
    done(null, chunk);
  };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Unpacks the one entry of a zip file whose name ends in `ending`, executable. Throws when there is none. */
export async function unzipEntry(archive: string, ending: string, target: string): Promise<void> {
  const zip = await yauzl.openPromise(archive, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith(ending)) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target, { mode: 0o755 }));
      return;
    }
  } finally {
    zip.close();
  }
  throw new Error(`${basename(archive)}: 缺少 ${ending} / holds no ${ending}`);
}
