import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

let checkout: string;
let installs: string;

// Stands in for npm: notes each call, chatters on standard output, takes a moment, leaves npm's own record last.
const fakeNpm = `
  const fs = require('fs');
  fs.appendFileSync('installs', process.argv.slice(2).join(' ') + '\\n');
  console.log('added 1 package');
  fs.mkdirSync('node_modules/one', { recursive: true });
  setTimeout(() => {
    if (fs.existsSync('broken')) { console.error('npm error network'); process.exit(1); }
    fs.writeFileSync('node_modules/.package-lock.json', fs.readFileSync('package-lock.json'));
  }, 600);`;

const lockOf = (version: string) =>
  JSON.stringify({ packages: { '': {}, 'node_modules/one': { version, integrity: `sha512-${version}` } } });

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'hub-test-'));
  installs = join(checkout, 'installs');
  const folder = checkout;
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const name of ['setup.mjs', 'setup-turn.mjs'])
    await copyFile(new URL(name, import.meta.url), join(checkout, name));
  await writeFile(join(checkout, 'npm-cli.cjs'), fakeNpm);
  await writeFile(join(checkout, 'package-lock.json'), lockOf('1.0.0'));
});

function start(): ChildProcess {
  return spawn(process.execPath, ['setup.mjs'], {
    cwd: checkout,
    env: { npm_execpath: join(checkout, 'npm-cli.cjs'), npm_node_execpath: process.execPath },
  });
}

async function finish(setup: ChildProcess) {
  const [out, err] = [[] as string[], [] as string[]];
  setup.stdout?.on('data', (text) => out.push(String(text)));
  setup.stderr?.on('data', (text) => err.push(String(text)));
  const [code] = await once(setup, 'close');
  return { code: code as number, out: out.join(''), err: err.join('') };
}

const countInstalls = async () => (await readFile(installs, 'utf8').catch(() => '')).split('\n').length - 1;

test('the first run installs and says so on standard error only; the second does nothing', async () => {
  const first = await finish(start());
  expect(first).toMatchObject({ code: 0, out: '' });
  expect(first.err).toContain('Dependencies are ready');
  expect(await readFile(installs, 'utf8')).toMatch(/^ci .*--loglevel=error/);
  expect(await finish(start())).toEqual({ code: 0, out: '', err: '' });
  expect(await countInstalls()).toBe(1);
});

test('a changed lockfile installs again; an install by hand is accepted', async () => {
  await finish(start());
  await writeFile(join(checkout, 'package-lock.json'), lockOf('2.0.0'));
  await finish(start());
  expect(await countInstalls()).toBe(2);
  await writeFile(join(checkout, 'package-lock.json'), lockOf('3.0.0'));
  await writeFile(join(checkout, 'node_modules', '.package-lock.json'), lockOf('3.0.0'));
  await finish(start());
  expect(await countInstalls()).toBe(2);
});

test('three at once install once', async () => {
  const ends = await Promise.all([start(), start(), start()].map(finish));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await countInstalls()).toBe(1);
  expect(await readdir(join(checkout, '.county'))).toEqual([]);
});

test('set-up killed, npm still running: the next waits for npm and does not install over it', async () => {
  const killed = start();
  await expect.poll(countInstalls, { timeout: 5_000 }).toBe(1);
  killed.kill('SIGKILL');
  expect(await finish(start())).toMatchObject({ code: 0 });
  expect(await countInstalls()).toBe(1);
});

test('half a node_modules and a lock of a dead set-up are in nobody’s way', async () => {
  await mkdir(join(checkout, 'node_modules', 'half'), { recursive: true });
  await mkdir(join(checkout, '.county'));
  await writeFile(
    join(checkout, '.county', 'setup.lock'),
    JSON.stringify({ pid: process.pid, started: 'long ago' }),
  );
  expect(await finish(start())).toMatchObject({ code: 0 });
  expect((await readdir(join(checkout, 'node_modules'))).sort()).toEqual([
    '.installed-from',
    '.package-lock.json',
    'one',
  ]);
});

test('a failed install ends non-zero with the reason, and the next run tries again', async () => {
  await writeFile(join(checkout, 'broken'), '');
  const failed = await finish(start());
  expect(failed.code).toBe(1);
  expect(failed.err).toContain('npm error network');
  await rm(join(checkout, 'broken'));
  expect(await finish(start())).toMatchObject({ code: 0 });
});
