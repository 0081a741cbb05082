import type { ListId } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';

/** The version that serves, as far as a new one is judged by it. */
export interface Serving {
  readonly version: number;
  readonly asOf: string;
  readonly members: number;
}

/** The version that serves; null before the first release. */
export async function servingVersion(tx: Connection, listId: ListId): Promise<Serving | null> {
  const row = await tx
    .selectFrom('listVersions')
    .select(['version', 'asOf', 'membersAfter'])
    .where((eb) => eb.and({ listId, state: 'released' as const }))
    .executeTakeFirst();
  return row === undefined ? null : { version: row.version, asOf: row.asOf, members: row.membersAfter ?? 0 };
}
