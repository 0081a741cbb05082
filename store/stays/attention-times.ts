import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';

/** Of a wait that is said anew: since when it waits, and until when, stay the same while its code and who must act do. */
export function timesKept(table: 'attention' | 'list_attention') {
  const [own, said] = [
    (column: string) => sql.ref(`${table}.${column}`),
    (column: string) => sql.ref(`excluded.${column}`),
  ];
  const same = sql`(${own('code')}, ${own('blocked_on')}) = (${said('code')}, ${said('blocked_on')})`;
  return {
    since: sql<Instant>`CASE WHEN ${same} THEN ${own('since')} ELSE ${said('since')} END`,
    dueAt: sql<Instant>`CASE WHEN ${same} THEN ${own('due_at')} ELSE ${said('due_at')} END`,
  };
}
