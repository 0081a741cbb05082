import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { systemEnvironment } from '../../config.ts';
import { freePort } from '../../county/servers/ports.ts';
import { startPostgres } from '../../county/servers/postgres.ts';
import { postgresBinaries } from '../../county/servers/postgres-binaries.ts';
import { openDatabase } from '../../store/postgres/database.ts';
import { migrate } from '../../store/postgres/migrate.ts';
import { partyStore } from '../../store/register/parties.ts';
import { configs } from '../architecture/compose-file.ts';
import { found, read } from '../architecture/tree.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'hub-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const section =
  read('docs/OPERATIONS.md')
    .split(/^## /m)
    .find((text) => text.startsWith('Backup and restore')) ?? '';
const [backup = '', restore = ''] = found(section, /^```sh\n([\s\S]*?)^```$/gm);
const databases = ['temporal', 'temporal_visibility', 'hub'];
const passwords = { HUB_DB_PASSWORD: 'hub-secret', TEMPORAL_DB_PASSWORD: 'temporal-secret' };

// The PostgreSQL that npm brings has no client programs; that of a system mostly has. The server must not be newer than they are.
const { postgres: program } = await postgresBinaries();
const clients = existsSync(join(dirname(program), 'pg_dump')) ? dirname(program) : null;

test('backup and restore of docs/OPERATIONS.md are right for a shell, and dump the store after what depends on it', async () => {
  for (const commands of [backup, restore]) {
    await run('bash', ['-n', '-c', commands]);
    expect(found(commands, /for name in ([a-z_ ]+);/g)).toEqual([databases.join(' ')]);
  }
  expect(restore.indexOf('stop api')).toBeGreaterThan(0);
  expect(restore.indexOf('stop api')).toBeLessThan(restore.indexOf('pg_restore'));
});

describe.skipIf(clients === null)('the commands of docs/OPERATIONS.md (skipped where no pg_dump is)', () => {
  test('bring everything back to the moment of the backup, on the same machine and on a new one', async () => {
    const first = await machine('first');
    await first.psql('temporal', 'create database temporal', 'postgres');
    await first.psql('temporal', 'create database temporal_visibility', 'postgres');
    await first.psql('temporal', 'create table executions as select 1 as n', 'temporal');
    await first.store((put) => put('kept'));
    await first.shell(backup);
    await first.store((put) => put('after the backup'));
    await first.psql('temporal', 'delete from executions', 'temporal');
    await first.shell(restore);
    const second = await machine('second');
    for (const name of databases)
      copyFileSync(join(first.place, `${name}.dump`), join(second.place, `${name}.dump`));
    await second.shell(restore);
    for (const one of [first, second]) {
      expect(await one.psql('hub', 'select name from parties', 'hub')).toEqual([{ name: 'kept' }]);
      expect(await one.psql('temporal', 'select n from executions', 'temporal')).toEqual([{ n: 1 }]);
      // Who owns what, and that neither reads the other's, comes back too.
      const owners = await one.psql(
        'postgres',
        `select datname, datdba::regrole::text as owner from pg_database where datname = any('{${databases.join(',')}}') order by 1`,
        'postgres',
      );
      expect(owners.map((row) => Object.values(row))).toEqual([
        ['hub', 'hub'],
        ['temporal', 'temporal'],
        ['temporal_visibility', 'temporal'],
      ]);
      await expect(one.psql('temporal', 'select 1', 'hub')).rejects.toMatchObject({ code: '42501' });
      await one.store((put) => put('afterwards'));
    }
    const said = readFileSync(join(folder, 'said'), 'utf8');
    expect(found(said, /^compose (up|stop)/gm)).toEqual(['up', 'stop', 'up', 'up', 'stop', 'up']);
  });

  test('a dump that fails leaves no file that looks like a backup', async () => {
    const empty = await machine('without-databases');
    await expect(empty.shell(backup)).rejects.toThrow(/temporal/);
    expect(databases.filter((name) => existsSync(join(empty.place, `${name}.dump`)))).toEqual([]);
  });
});

/** A PostgreSQL as compose makes it: our roles, no table yet, and `docker compose` that runs its commands here. */
async function machine(name: string) {
  const place = mkdtempSync(join(folder, `${name}-`));
  const port = await freePort(0);
  const server = await startPostgres({
    ...{ directory: join(folder, `cluster-${name}`), port, keep: 'throw-away' },
    logFile: join(folder, `${name}.log`),
  });
  onTestFinished(() => server.kill9());
  const superPassword = new URL(server.adminUrl).password;
  const secrets: Readonly<Record<string, string>> = {
    postgres: superPassword,
    hub: passwords.HUB_DB_PASSWORD,
    temporal: passwords.TEMPORAL_DB_PASSWORD,
  };
  const url = (role: string, database: string) =>
    `postgres://${role}:${secrets[role]}@127.0.0.1:${port}/${database}`;
  const psql = async (role: string, statement: string, database: string) => {
    const client = new pg.Client({ connectionString: url(role, database) });
    await client.connect();
    try {
      return (await client.query(statement)).rows as readonly Readonly<Record<string, unknown>>[];
    } finally {
      await client.end();
    }
  };
  const docker = join(folder, 'docker');
  // What comes after `docker compose exec -T postgres` runs here; anything else is only noted.
  writeFileSync(docker, '#!/bin/sh\necho "$*" >> "$SAID"\ntest "$2" != exec || { shift 4; exec "$@"; }\n', {
    mode: 0o755,
  });
  const env = {
    ...systemEnvironment(),
    ...passwords,
    PATH: [folder, clients ?? '', systemEnvironment().PATH ?? ''].join(delimiter),
    ...{ PGHOST: '127.0.0.1', PGPORT: String(port), PGPASSWORD: superPassword, SAID: join(folder, 'said') },
  };
  const shell = (commands: string) => run('bash', ['-c', commands], { cwd: place, env });
  // The servers of tests come with a hub already; compose's own script makes it here.
  await psql('postgres', 'drop database hub', 'postgres');
  await psql('postgres', 'drop role hub', 'postgres');
  await shell((configs.roles?.content ?? '').replaceAll('$$', '$'));
  const store = async (work: (put: (title: string) => Promise<unknown>) => Promise<unknown>) => {
    const db = openDatabase({
      url: url('hub', 'hub'),
      poolSize: 2,
      applicationName: 'backup-test',
      statementMs: 20_000,
    });
    await migrate(db);
    const { putParty } = partyStore(db);
    await work((title) =>
      putParty({ party: title.replaceAll(' ', '-'), role: 'agency', name: title, institution: null }),
    );
    await db.destroy();
  };
  return { place, psql, shell, store };
}
