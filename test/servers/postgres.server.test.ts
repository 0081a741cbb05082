import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../county/servers/ports.ts';
import { startPostgres } from '../../county/servers/postgres.ts';
import { freshDatabase } from './fresh-database.ts';
import { temporaryFolder } from './temporary.ts';

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function start(folder: string, more: { readonly major?: number } = {}) {
  const server = await startPostgres({
    directory: join(folder, 'postgres'),
    port: await freePort(0),
    logFile: join(folder, 'postgres.log'),
    pidFile: join(folder, 'run', 'postgres.pid'),
    ...more,
  });
  onTestFinished(() => server.kill9());
  return server;
}

test('what was committed survives kill -9, and nothing must be cleaned up by hand', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  await query(first.url, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)');
  await first.kill9();
  const second = await start(folder);
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  await second.stop();
  await expect(second.exited).resolves.toMatchObject({ code: 0 });
});

test('UTF-8, C locale, data checksums, loopback only, a secret password and no personal data in its log', async () => {
  const folder = await temporaryFolder();
  const server = await start(folder);
  const [settings] = await query(
    server.adminUrl,
    `SELECT current_setting('server_encoding') AS encoding, datcollate, current_setting('data_checksums') AS checksums,
       current_setting('listen_addresses') AS listens, current_setting('fsync') AS fsync
     FROM pg_database WHERE datname = 'hub'`,
  );
  expect(settings).toEqual({
    encoding: 'UTF8',
    datcollate: 'C',
    checksums: 'on',
    listens: '127.0.0.1',
    fsync: 'on',
  });
  expect((await stat(join(folder, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
  const wrong = server.url.replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  await query(
    server.url,
    "CREATE TABLE people (id text PRIMARY KEY); INSERT INTO people VALUES ('secret-one')",
  );
  await expect(query(server.url, "INSERT INTO people VALUES ('secret-one')")).rejects.toThrow(
    'duplicate key',
  );
  const log = await readFile(join(folder, 'postgres.log'), 'utf8');
  expect(log).toContain('duplicate key');
  expect(log).not.toContain('secret-one');
});

test('a postmaster.pid with the number of a living stranger does not stop a start', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  await first.stop();
  const stranger = spawn('sleep', ['60']);
  onTestFinished(() => void stranger.kill('SIGKILL'));
  const note = join(folder, 'postgres', 'cluster', 'postmaster.pid');
  await writeFile(note, `${stranger.pid}\n${join(folder, 'postgres', 'cluster')}\n1\n5432\n\n127.0.0.1\n`);
  await start(folder);
  expect(stranger.exitCode).toBeNull();
});

test('a server left by a killed start is ended before a new one takes its files', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  const second = await start(folder);
  await expect(first.exited).resolves.toMatchObject({ code: 0 });
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('what a killed initdb left is swept away', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, '.half-postgres-dead', 'cluster'), { recursive: true });
  await start(folder);
  expect((await readdir(folder)).filter((name) => name.startsWith('.half-'))).toEqual([]);
});

test('files of the version that comes with the dependencies are opened by it, whatever else is installed', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder, { major: 18 });
  await first.kill9();
  const second = await start(folder);
  expect(
    await query(second.url, "SELECT current_setting('server_version_num')::int / 10000 AS major"),
  ).toEqual([{ major: 18 }]);
});

test('a version that nobody has is refused with what to install', async () => {
  await expect(start(await temporaryFolder(), { major: 99 })).rejects.toThrow(
    /找不到 PostgreSQL 99[\s\S]*DATABASE_URL/,
  );
});

test('a port that is taken is an error with the reason', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  const port = Number(new URL(first.url).port);
  const second = startPostgres({
    directory: join(folder, 'other'),
    port,
    logFile: join(folder, 'other.log'),
  });
  await expect(second).rejects.toThrow('already in use');
});

test('each test file gets a database of its own', async () => {
  const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  await query(one.url, 'CREATE TABLE mine (n int)');
  await expect(query(other.url, 'SELECT * FROM mine')).rejects.toThrow('does not exist');
  await Promise.all([one.drop(), other.drop()]);
  await expect(query(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
});
