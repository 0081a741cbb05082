import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '../../store/postgres/database.ts';
import { migrate } from '../../store/postgres/migrate.ts';

/** A database of its own for one test file. */
export interface FreshDatabase {
  /** As the hub's role, which owns it. */
  readonly url: string;
  /** Ends every session in it and removes it. */
  drop(): Promise<void>;
}

/** Makes a database on the run's PostgreSQL, owned by the hub's role: empty, or with all tables. */
export async function freshDatabase(tables: 'empty' | 'migrated' = 'empty'): Promise<FreshDatabase> {
  const adminUrl = inject('postgresAdminUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const like = tables === 'migrated' ? ` TEMPLATE ${migratedDatabase}` : '';
  await asAdmin(adminUrl, `CREATE DATABASE ${name} OWNER hub${like}`);
  const drop = () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { url: hubUrl(adminUrl, name), drop };
}

/** Of which migrated databases are copies. */
const migratedDatabase = 'migrated';

/** Makes what migrated databases are copied from; once a run, for copying takes a third of the time of migrating. */
export async function prepareMigrated(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, `CREATE DATABASE ${migratedDatabase} OWNER hub`);
  const url = hubUrl(adminUrl, migratedDatabase);
  const db = openDatabase({ url, poolSize: 1, applicationName: 'test-template', statementMs: 60_000 });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

function hubUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = 'hub';
  url.pathname = `/${database}`;
  return url.href;
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
