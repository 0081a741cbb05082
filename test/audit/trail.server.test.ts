import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { auditTrail } from '../../store/audit/trail.ts';
import { at, useStore } from '../postgres/store-under-test.ts';

const store = useStore();
const key = randomBytes(32);
const entry = {
  actor: 'operator',
  action: 'identity-shown',
  subject: 'case_1',
  reason: '核对身份',
  at,
} as const;

// The trigger stops the application's own role; whoever may drop it must still be seen.
async function tamper(change: string): Promise<void> {
  await sql
    .raw(
      `ALTER TABLE audit_entries DISABLE TRIGGER USER; ${change}; ALTER TABLE audit_entries ENABLE TRIGGER USER`,
    )
    .execute(store().db);
}

test('the chain names the first entry that was altered, taken out or cut off', async () => {
  const trail = auditTrail({ db: store().db, key });
  expect(await trail.verifyAudit()).toMatchObject({ kind: 'intact', head: { sequence: 0 } });
  const anchors = await Promise.all(Array.from({ length: 12 }, () => trail.appendAudit(entry)));
  expect(anchors.map((anchor) => anchor.sequence).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  const anchor = anchors.find((one) => one.sequence === 12);
  expect(await trail.verifyAudit(anchor)).toEqual({ kind: 'intact', head: anchor });
  const update = store().db.updateTable('auditEntries').set({ reason: null }).execute();
  await expect(update).rejects.toThrow('append-only');

  await tamper(`UPDATE audit_entries SET reason = 'x' WHERE audit_sequence = 5`);
  expect(await trail.verifyAudit()).toEqual({ kind: 'broken', sequence: 5 });
  await tamper(`UPDATE audit_entries SET reason = '${entry.reason}' WHERE audit_sequence = 5`);
  expect((await trail.verifyAudit()).kind).toBe('intact');

  await tamper('DELETE FROM audit_entries WHERE audit_sequence = 12');
  expect((await trail.verifyAudit()).kind).toBe('intact');
  expect(await trail.verifyAudit(anchor)).toEqual({ kind: 'broken', sequence: 12 });
  // A forged tail gets past neither the key nor the anchor.
  await auditTrail({ db: store().db, key: randomBytes(32) }).appendAudit(entry);
  expect(await trail.verifyAudit()).toEqual({ kind: 'broken', sequence: 12 });

  await tamper('DELETE FROM audit_entries WHERE audit_sequence = 3');
  expect(await trail.verifyAudit()).toEqual({ kind: 'broken', sequence: 3 });
});

test('many callers at once each get an entry of their own; a failed append fails its own callers and nobody later', async () => {
  const fresh = auditTrail({ db: store().db, key });
  const before = (await fresh.auditEntries({ limit: 1 }))[0]?.sequence ?? 0;
  const anchors = await Promise.all(
    Array.from({ length: 700 }, (_, n) => fresh.appendAudit({ ...entry, subject: `case_${n}` })),
  );
  expect(new Set(anchors.map(({ sequence }) => sequence)).size).toBe(700);
  const rows = await store()
    .db.selectFrom('auditEntries')
    .select(['auditSequence', 'subject', 'hash'])
    .where('auditSequence', '>', before)
    .execute();
  const bySequence = new Map(rows.map((row) => [row.auditSequence, row]));
  for (const [n, { sequence, hash }] of anchors.entries())
    expect([bySequence.get(sequence)?.subject, bySequence.get(sequence)?.hash.toString('hex')]).toEqual([
      `case_${n}`,
      hash,
    ]);
  const bad = fresh.appendAudit({ ...entry, at: 'never' as typeof at });
  await expect(bad).rejects.toThrow();
  await expect(fresh.appendAudit(entry)).resolves.toBeDefined();
});

test('entries are read newest first, page by page', async () => {
  const trail = auditTrail({ db: store().db, key });
  const [newest] = await trail.auditEntries({ limit: 1 });
  const next = await trail.auditEntries({ limit: 2, ...(newest && { before: newest.sequence }) });
  expect(next.every((one) => newest !== undefined && one.sequence < newest.sequence)).toBe(true);
  expect(next[0]).toMatchObject({ actor: 'operator', reason: '核对身份', at });
});
