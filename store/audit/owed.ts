import type { Connection, Database } from '../postgres/database.ts';
import type { AuditEntry } from './entry.ts';

/** Owes the trail an entry, in the transaction of what it tells: the act and who did it stand together, or neither does. */
export async function oweAudit(tx: Connection, entry: AuditEntry): Promise<void> {
  await tx.insertInto('auditOwed').values(entry).execute();
}

/** Does something in a transaction of its own that owes the trail an entry; null: nobody's act, as when a county is set up. */
export function audited<Done>(
  db: Database,
  entry: AuditEntry | null,
  act: (tx: Connection) => Promise<Done>,
): Promise<Done> {
  return db.transaction().execute(async (tx) => {
    const done = await act(tx);
    if (entry !== null) await oweAudit(tx, entry);
    return done;
  });
}

/** Takes out what is owed, oldest first, at most `limit`; the caller appends it in the same transaction. */
export async function takeOwed(tx: Connection, limit: number): Promise<readonly AuditEntry[]> {
  const rows = await tx
    .deleteFrom('auditOwed')
    .where('owedId', 'in', (eb) => eb.selectFrom('auditOwed').select('owedId').orderBy('owedId').limit(limit))
    .returningAll()
    .execute();
  return rows.toSorted((a, b) => a.owedId - b.owedId).map(({ owedId: _, ...entry }) => entry);
}
