import { setTimeout as wait } from 'node:timers/promises';
import type { CountyUnderTest } from './county-under-test.ts';

/** Looks at lists again and again, as a reader would: which version serves, and how many it names, in one look. */
export function watchReaders(county: CountyUnderTest, listIds: readonly string[]) {
  const seen = new Map<string, Set<string>>(listIds.map((listId) => [listId, new Set()]));
  const stopping = new AbortController();
  const look = async (): Promise<void> => {
    const rows = await county.sql<{ list: string; version: number; members: number }>(
      `SELECT list_id AS list, version, (SELECT count(*)::int FROM memberships m
          WHERE m.list_id = v.list_id AND known_until IS NULL AND listed) AS members
        FROM list_versions v WHERE state = 'released' AND list_id = ANY ($1)`,
      [listIds],
    );
    for (const { list, version, members } of rows) seen.get(list)?.add(`${version}: ${members}`);
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      // While PostgreSQL is away nobody reads.
      await look().catch(() => undefined);
      await wait(100, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    /** Ends the looking; gives what was seen of a list, in order, each once. */
    stop: async () => {
      stopping.abort();
      await looking;
      await look();
      return (listId: string): readonly string[] => [...(seen.get(listId) ?? [])];
    },
  };
}
