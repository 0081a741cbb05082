import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const entry = { actor: 'county/operator-1', action: 'put-list', subject: 'list-1', reason: null } as const;

test('an operator reads the trail page by page and sees whether it was altered or cut off; nobody else does', async () => {
  const { audit, clock } = door().deps;
  for (let at = 0; at < 3; at += 1) await audit.appendAudit({ ...entry, at: clock.now() });
  const ask = async (url: string) => (await door().call('operator', { url })).json();

  const first = await ask('/v1/audit?limit=2');
  const second = await ask(`/v1/audit?limit=2&cursor=${first.next}`);
  const seen = [...first.entries, ...second.entries].map((one: { sequence: number }) => one.sequence);
  expect(seen.slice(0, 3)).toEqual([3, 2, 1]);
  expect(first.entries[0]).toMatchObject(entry);

  const whole = await ask('/v1/audit/verification');
  expect(whole).toMatchObject({ kind: 'intact', head: { sequence: 3 } });
  const anchor = `sequence=3&hash=${whole.head.hash}`;
  expect((await ask(`/v1/audit/verification?${anchor}`)).kind).toBe('intact');
  await sql
    .raw(
      'ALTER TABLE audit_entries DISABLE TRIGGER USER; DELETE FROM audit_entries WHERE audit_sequence = 3; ALTER TABLE audit_entries ENABLE TRIGGER USER',
    )
    .execute(door().db);
  expect((await ask('/v1/audit/verification')).kind).toBe('intact');
  expect(await ask(`/v1/audit/verification?${anchor}`)).toEqual({ kind: 'broken', sequence: 3 });

  expect(await ask('/v1/audit/verification?sequence=3')).toMatchObject({
    code: 'request-invalid',
    errors: [{ path: '/hash', code: 'field-missing' }],
  });
  for (const url of ['/v1/audit', '/v1/audit/verification'])
    expect((await door().call('hospital', { url })).json().code).toBe('not-allowed');
});
