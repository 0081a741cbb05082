import type { ListVersionName } from '../../domain/list.ts';
import type { Database } from '../postgres/database.ts';
import { nameOf } from './records.ts';

const openStates = ['received', 'staging', 'staged', 'held'] as const;

/** Versions that are on their way to release: each has a workflow. */
export function openVersions(db: Database) {
  return {
    /** All that have begun; one that never began is still owed by the relay. */
    async begun(): Promise<readonly ListVersionName[]> {
      return db
        .selectFrom('listVersions')
        .select(['listId', 'version'])
        .where('state', 'in', openStates)
        .where('begunAt', 'is not', null)
        .execute();
    },
    /** Is it still on its way? */
    async isOpen(name: ListVersionName): Promise<boolean> {
      const row = await db
        .selectFrom('listVersions')
        .select('version')
        .where((eb) => eb.and(nameOf(name)))
        .where('state', 'in', openStates)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

export type OpenVersions = ReturnType<typeof openVersions>;
