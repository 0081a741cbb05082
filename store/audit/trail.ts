import { createHmac } from 'node:crypto';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { AuditAction } from '../../domain/audit-actions.ts';
import { addDays, type LocalDate, startOfDay } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Database } from '../postgres/database.ts';
import type { AuditEntry } from './entry.ts';
import { takeOwed } from './owed.ts';

/** A point of the chain, written down elsewhere: a chain cut off behind it no longer verifies. */
export interface AuditAnchor {
  readonly sequence: number;
  /** Hexadecimal. */
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly kind: 'intact'; readonly head: AuditAnchor }
  /** The first entry that is missing, moved or altered. */
  | { readonly kind: 'broken'; readonly sequence: number };

/** Which entries somebody looks for; what is left out does not matter. */
export interface AuditFilter {
  /** `organisation/person`, or an organisation: everybody of it. */
  readonly actor?: string | undefined;
  readonly action?: AuditAction | undefined;
  readonly subject?: string | undefined;
  /** First and last day. */
  readonly from?: LocalDate | undefined;
  readonly until?: LocalDate | undefined;
}

type HashOf = (before: Uint8Array, sequence: number, entry: AuditEntry) => Buffer;

const root = Buffer.alloc(32);
const lockName = 'hub-audit';
const pageSize = 1_000;
const mostTogether = 500;

/** The audit chain: hash = HMAC-SHA256(key, hash before ‖ entry), so nobody without the key can rewrite it. */
export function auditTrail({ db, key }: { readonly db: Database; readonly key: Uint8Array }) {
  invariant(key.length === 32, 'the audit key is not 32 bytes');
  const hashOf: HashOf = (before, sequence, entry) => {
    const { actor, action, subject, reason, at } = entry;
    const text = JSON.stringify([sequence, at, actor, action, subject, reason]);
    return createHmac('sha256', key).update(before).update(text).digest();
  };
  const append = inTurn((entries) => appendAll(db, hashOf, entries));
  return {
    /** Appends; callers queue, for each hash covers the one before. */
    async appendAudit(entry: AuditEntry): Promise<AuditAnchor> {
      const anchor = await append(entry);
      invariant(anchor !== undefined, 'an audit entry was not appended');
      return anchor;
    },
    /** Appends what acts of people left owed. */
    async appendOwed(): Promise<void> {
      await append(null);
    },
    /** Reads the whole chain, page by page; with an anchor, also that the chain still passes through it. */
    verifyAudit: (anchor?: AuditAnchor): Promise<AuditVerdict> => verify(db, hashOf, anchor),
    /** Newest first; the next page begins before the last one's sequence. */
    auditEntries: (page: AuditFilter & { readonly before?: number; readonly limit: number }) =>
      db
        .selectFrom('auditEntries')
        .select(['auditSequence as sequence', 'actor', 'action', 'subject', 'reason', 'at'])
        .where(matching(page))
        .$if(page.before !== undefined, (query) => query.where('auditSequence', '<', page.before ?? 0))
        .orderBy('auditSequence', 'desc')
        .limit(page.limit)
        .execute(),
  };
}

export type AuditTrail = ReturnType<typeof auditTrail>;

function matching({ actor, action, subject, from, until }: AuditFilter): RawBuilder<SqlBool> {
  const [organisation] = actor?.split('/') ?? [];
  const wanted = [
    organisation === undefined ? [] : [sql`split_part(actor, '/', 1) = ${organisation}`],
    actor?.includes('/') === true ? [sql`actor = ${actor}`] : [],
    action === undefined ? [] : [sql`action = ${action}`],
    subject === undefined ? [] : [sql`subject = ${subject}`],
    from === undefined ? [] : [sql`at >= ${startOfDay(from)}`],
    until === undefined ? [] : [sql`at < ${startOfDay(addDays(until, 1))}`],
  ].flat();
  return wanted.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(wanted, sql` AND `)}`;
}

/** What is owed goes first; null appends nothing of its own. Entries that arrive while an append runs are written together by the next one: a busy trail costs one commit for many entries. */
function inTurn(append: (entries: readonly AuditEntry[]) => Promise<readonly AuditAnchor[]>) {
  let under: Promise<unknown> = Promise.resolve();
  let next: { readonly entries: AuditEntry[]; readonly done: Promise<readonly AuditAnchor[]> } | undefined;
  return async (entry: AuditEntry | null): Promise<AuditAnchor | undefined> => {
    if (next === undefined || next.entries.length >= mostTogether) {
      const entries: AuditEntry[] = [];
      const done = under.then(() => {
        if (next?.entries === entries) next = undefined;
        return append(entries);
      });
      under = done.catch(() => undefined);
      next = { entries, done };
    }
    const at = entry === null ? -1 : next.entries.push(entry) - 1;
    return (await next.done).at(at);
  };
}

async function appendAll(
  db: Database,
  hashOf: HashOf,
  entries: readonly AuditEntry[],
): Promise<readonly AuditAnchor[]> {
  return db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${lockName}, 0))`.execute(tx);
    const head = await tx
      .selectFrom('auditEntries')
      .select(['auditSequence', 'hash'])
      .orderBy('auditSequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    let before: { readonly sequence: number; readonly hash: Buffer } = {
      sequence: head?.auditSequence ?? 0,
      hash: head?.hash ?? root,
    };
    const owed = await takeOwed(tx, mostTogether);
    const rows = [...owed, ...entries].map((entry) => {
      const sequence = before.sequence + 1;
      before = { sequence, hash: hashOf(before.hash, sequence, entry) };
      const { actor, action, subject, reason, at } = entry;
      return { ...{ auditSequence: sequence, actor, action, subject, reason, at }, hash: before.hash };
    });
    if (rows.length > 0) await tx.insertInto('auditEntries').values(rows).execute();
    return rows
      .slice(owed.length)
      .map(({ auditSequence, hash }) => ({ sequence: auditSequence, hash: hash.toString('hex') }));
  });
}

async function verify(db: Database, hashOf: HashOf, anchor?: AuditAnchor): Promise<AuditVerdict> {
  let head: { readonly sequence: number; readonly hash: Buffer } = { sequence: 0, hash: root };
  for (;;) {
    const entries = await db
      .selectFrom('auditEntries')
      .selectAll()
      .where('auditSequence', '>', head.sequence)
      .orderBy('auditSequence')
      .limit(pageSize)
      .execute();
    for (const { auditSequence, hash, ...entry } of entries) {
      const sequence = head.sequence + 1;
      const anchored = anchor?.sequence !== sequence || anchor.hash === hash.toString('hex');
      if (auditSequence !== sequence || !anchored || !hashOf(head.hash, sequence, entry).equals(hash))
        return { kind: 'broken', sequence };
      head = { sequence, hash };
    }
    if (entries.length < pageSize) break;
  }
  if (anchor !== undefined && anchor.sequence > head.sequence)
    return { kind: 'broken', sequence: head.sequence + 1 };
  return { kind: 'intact', head: { sequence: head.sequence, hash: head.hash.toString('hex') } };
}
