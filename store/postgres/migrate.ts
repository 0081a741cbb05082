import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { invariant } from '../../domain/invariant.ts';
import type { Database } from './database.ts';

const folder = new URL('./migrations/', import.meta.url);
const fileForm = /^\d{4}_[a-z_]+\.sql$/;

/** Brings the tables up to date and returns the names of the migrations it ran, in order. Several processes may call it at once: an advisory lock lets one through (open `db` with a `statementMs` that the others can wait). Throws what PostgreSQL said. */
export async function migrate(db: Database): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: migrationFiles });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

const migrationFiles: MigrationProvider = {
  async getMigrations() {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
    const misnamed = names.filter((name) => !fileForm.test(name));
    // One that nobody runs would be missed only by whoever needs its tables.
    invariant(misnamed.length === 0, `a migration is named NNNN_what_for.sql: ${misnamed.join(', ')}`);
    const migrations = await Promise.all(
      names.map(async (name) => {
        const text = await readFile(new URL(name, folder), 'utf8');
        return [name.replace('.sql', ''), migration(text)] as const;
      }),
    );
    return Object.fromEntries(migrations);
  },
};

function migration(text: string): Migration {
  return {
    up: async (db) => {
      await sql.raw(text).execute(db);
    },
  };
}
