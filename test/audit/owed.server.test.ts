import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { audited } from '../../store/audit/owed.ts';
import { auditTrail } from '../../store/audit/trail.ts';
import { at, useStore } from '../postgres/store-under-test.ts';

const store = useStore();
const key = randomBytes(32);
const trailOf = () => auditTrail({ db: store().db, key });
const entry = (subject: string) => ({
  actor: 'county/clerk',
  action: 'reconcile' as const,
  subject,
  reason: null,
  at,
});
const subjects = async () =>
  (await trailOf().auditEntries({ limit: 1_000 })).map(({ subject }) => subject).toReversed();
const owed = async () =>
  (await store().db.selectFrom('auditOwed').select('subject').execute()).map(({ subject }) => subject);

test('who did it stands with the act, and neither where the act came to nothing', async () => {
  await audited(store().db, entry('done'), async () => undefined);
  const undone = audited(store().db, entry('undone'), async () => {
    throw new Error('came to nothing');
  });
  await expect(undone).rejects.toThrow('came to nothing');
  await audited(store().db, null, async () => undefined);
  expect(await owed()).toEqual(['done']);
});

test('what a killed process left owed is chained once, in order, before what comes later, whoever appends', async () => {
  for (const subject of ['second', 'third']) await audited(store().db, entry(subject), async () => undefined);
  const both = [trailOf(), trailOf()];
  await Promise.all([...both, ...both].map((trail) => trail.appendOwed()));
  await audited(store().db, entry('fourth'), async () => undefined);
  await trailOf().appendAudit(entry('looked at'));
  expect(await subjects()).toEqual(['done', 'second', 'third', 'fourth', 'looked at']);
  expect(await owed()).toEqual([]);
  expect((await trailOf().verifyAudit()).kind).toBe('intact');
});
