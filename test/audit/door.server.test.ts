import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { instant } from '../../domain/dates.ts';
import type { AuditEntry } from '../../store/audit/entry.ts';
import { useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const entry = {
  actor: 'county/operator-1',
  action: 'register-list',
  subject: 'list-1',
  reason: null,
} as const;

test('an operator reads the trail page by page and sees whether it was altered or cut off; nobody else does', async () => {
  const { audit, clock } = door().deps;
  for (let at = 0; at < 3; at += 1) await audit.appendAudit({ ...entry, at: clock.now() });
  const ask = async (url: string) => (await door().call('operator', { url })).json();

  const first = await ask('/v1/audit?limit=2');
  const second = await ask(`/v1/audit?limit=2&cursor=${first.next}`);
  const seen = [...first.entries, ...second.entries].map((one: { sequence: number }) => one.sequence);
  expect(seen.slice(0, 3)).toEqual([3, 2, 1]);
  expect(first.entries[0]).toMatchObject({ ...entry, zh: '登记名单', en: 'registered a list' });

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

test('an auditor finds what one organisation or person did, to what, and on which days', async () => {
  const { audit, clock } = door().deps;
  const at = clock.now();
  const earlier = instant('2023-05-31T23:59:59+08:00');
  const told = async (actor: string, more: object) =>
    audit.appendAudit({ ...entry, at, actor, ...more } as AuditEntry);
  await told('H1/desk-1', { action: 'identity-shown', subject: 'case_1' });
  await told('H1/desk-2', { action: 'identity-shown', subject: 'case_2' });
  await told('H10/desk-1', { action: 'conditions-shown', subject: 'case_1' });
  await told('H1/desk-1', { action: 'resolution-propose', subject: 'case_1', at: earlier });
  const found = async (query: string) => {
    const reply = await door().call('operator', { url: `/v1/audit?${query}` });
    return reply
      .json()
      .entries?.map((one: AuditEntry) => `${one.actor} ${one.action} ${one.subject}`) as readonly string[];
  };
  expect(await found('actor=H1')).toEqual([
    ...['H1/desk-1 resolution-propose case_1', 'H1/desk-2 identity-shown case_2'],
    'H1/desk-1 identity-shown case_1',
  ]);
  expect(await found('actor=H1%2Fdesk-2')).toEqual(['H1/desk-2 identity-shown case_2']);
  expect(await found('subject=case_1&action=conditions-shown')).toEqual([
    'H10/desk-1 conditions-shown case_1',
  ]);
  expect(await found('from=2023-05-31&until=2023-05-31')).toEqual(['H1/desk-1 resolution-propose case_1']);
  expect(await found('from=2023-06-01&subject=case_1')).toHaveLength(2);
  for (const wrong of ['action=looked', 'from=2023-02-30', 'who=H1'])
    expect((await door().call('operator', { url: `/v1/audit?${wrong}` })).json().code).toBe(
      'request-invalid',
    );
});
