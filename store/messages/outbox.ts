import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { OutboxKind } from './tables.ts';

/** Something that the hub owes a workflow. */
export interface OutboxItem {
  readonly outboxId: number;
  readonly kind: OutboxKind;
  readonly caseRef: CaseRef;
  /** What makes the item one of its kind: of a signal the payment id or such, of a start the step of the claim or plan; '' where a stay has one at most. */
  readonly noticeId: string;
  readonly payload: Readonly<Record<string, string>>;
  /** How often it was handed out before. */
  readonly attempts: number;
}

/** What is still to be delivered; delivery is at least once. */
export interface Outbox {
  /** At most `limit` items whose time has come, oldest first; each is the caller's own for 30 s (real time). */
  readonly due: (limit: number) => Promise<readonly OutboxItem[]>;
  /** Delivered: forgotten. */
  readonly done: (outboxId: number) => Promise<void>;
  /** The workflow of the stay has the discharge in its history. */
  readonly discharged: (caseRef: CaseRef) => Promise<void>;
  /** Not delivered: again after `delayMs` (real time); `code` says why, codes only. */
  readonly later: (outboxId: number, delayMs: number, code: string) => Promise<void>;
  /** How many wait, and the longest wait in real milliseconds. */
  readonly backlog: () => Promise<{ readonly items: number; readonly oldestMs: number }>;
}

const leaseSeconds = 30;

/** How long the api's own attempt at a start or a discharge has before the relay joins in (real ms). */
export const apiHeadStartMs = 3_000;

/** The outbox over PostgreSQL; what goes in is written by the stores, in the transaction that made it due. */
export function outbox(db: Database): Outbox {
  return {
    async due(limit) {
      // Lost in a crash it is the next caller's at once, and counts as not yet handed out.
      const { rows } = await sql<OutboxItem>`WITH ${unflushed()}, due AS (
          SELECT outbox_id FROM outbox WHERE due_at <= clock_timestamp()
          ORDER BY due_at, outbox_id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        UPDATE outbox SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
        FROM hurry, due WHERE outbox.outbox_id = due.outbox_id
        RETURNING outbox.outbox_id, kind, case_ref, notice_id, payload, attempts - 1 AS attempts`.execute(db);
      return rows.toSorted((a, b) => a.outboxId - b.outboxId);
    },
    async done(outboxId) {
      // Lost in a crash it is delivered once more.
      await sql`WITH ${unflushed()} DELETE FROM outbox USING hurry WHERE outbox_id = ${outboxId}`.execute(db);
    },
    async discharged(caseRef) {
      await sql`WITH ${unflushed()} DELETE FROM outbox USING hurry
        WHERE case_ref = ${caseRef} AND kind = 'discharge'`.execute(db);
    },
    async later(outboxId, delayMs, code) {
      await db
        .updateTable('outbox')
        .set({ dueAt: sql`clock_timestamp() + make_interval(secs => ${delayMs / 1000})`, lastCode: code })
        .where('outboxId', '=', outboxId)
        .execute();
    },
    async backlog() {
      const row = await db
        .selectFrom('outbox')
        .select([
          sql<number>`count(*)::int`.as('items'),
          sql<number>`coalesce(extract(epoch FROM clock_timestamp() - min(owed_at)) * 1000, 0)::bigint`.as(
            'ms',
          ),
        ])
        .executeTakeFirstOrThrow();
      return { items: row.items, oldestMs: row.ms };
    },
  };
}

/** Puts an item in, inside the transaction that made it due; the same one twice is one. The relay leaves it alone for `headStartMs`, while the api itself tries (real time). */
export async function enqueue(
  tx: Connection,
  item: Pick<OutboxItem, 'kind' | 'caseRef'> & Partial<Pick<OutboxItem, 'noticeId' | 'payload'>>,
  headStartMs = 0,
): Promise<void> {
  await tx
    .insertInto('outbox')
    .values({
      ...item,
      payload: JSON.stringify(item.payload ?? {}),
      dueAt: sql<Instant>`clock_timestamp() + make_interval(secs => ${headStartMs / 1000})`,
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** The same, once for each row of a part of WITH or of any other FROM, in the statement that makes it due. */
export function owedOf(
  part: RawBuilder<unknown>,
  { kind, noticeId, payload }: Pick<OutboxItem, 'kind' | 'noticeId' | 'payload'>,
  headStartMs = 0,
): RawBuilder<unknown> {
  return sql`INSERT INTO outbox (kind, case_ref, notice_id, payload, due_at)
    SELECT ${kind}::text, case_ref, ${noticeId}::text, ${JSON.stringify(payload)}::jsonb,
      clock_timestamp() + make_interval(secs => ${headStartMs / 1000})
    FROM ${part} ON CONFLICT DO NOTHING`;
}

/** The same for a signal. */
export function signalOf(
  part: RawBuilder<unknown>,
  signal: Pick<OutboxItem, 'noticeId' | 'payload'>,
): RawBuilder<unknown> {
  return owedOf(part, { kind: 'signal', ...signal });
}

/** The workflow of the stay, or of one of its claims, is told once under that notice. */
export async function oweNews(
  tx: Connection,
  {
    caseRef,
    noticeId,
    ...payload
  }: { readonly caseRef: CaseRef; readonly noticeId: string } & Readonly<Record<string, string>>,
): Promise<void> {
  await enqueue(tx, { kind: 'signal', caseRef, noticeId, payload });
}

/** Owes the workflow of a stay a notice to show anew what the stay waits for; `about` tells one change from another. */
export async function oweAttentionNotice(
  tx: Connection,
  { caseRef, about }: { readonly caseRef: CaseRef; readonly about: string },
): Promise<void> {
  // A kind that version 0.1.0 delivers too; what is to be shown is read when it is delivered.
  await oweNews(tx, { caseRef, noticeId: `attention/${about}`, kind: 'list-changed' });
}
