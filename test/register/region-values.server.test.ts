import { expect, test, vi } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { tokens, useDoor } from '../http/door-under-test.ts';

const door = useDoor();
const url = '/v1/insurer-regions/500154/funds/310199';
const entered = {
  ...{ validFrom: '2024-01-01', value: { part: 'charity', header: 'oth_pay' } },
  source: '县医保局函〔2024〕12 号',
};
const day = localDate('2024-03-01');
const fund = () => door().deps.regions.on('500154', day)?.funds['310199'];

async function put(token: string, payload: object) {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await door().server.inject({ method: 'PUT', url, payload, headers });
  const { code, state } = reply.json() as { readonly code?: string; readonly state?: string };
  return [reply.statusCode, code ?? state];
}

test('what a county enters for its insurer counts once a second person entered the same, and who did it stands in the trail', async () => {
  const other = 'operator-2-'.padEnd(40, '1');
  await door().deps.actors.putActor({
    ...{ party: 'county', actor: 'operator-2', role: 'operator', kind: 'person', name: '测试人员' },
  });
  await door().deps.parties.putCredential('county', other, 'operator-2');
  expect(await put(tokens.operator, entered)).toEqual([202, 'proposed']);
  expect(fund()).toBeUndefined();
  expect(await put(tokens.operator, entered)).toEqual([403, 'second-person-needed']);
  expect(await put(other, entered)).toEqual([200, 'in-force']);
  await vi.waitFor(() => expect(fund()).toEqual([entered.value]), 5_000);
  expect(await put(other, entered)).toEqual([200, 'in-force']);
  // What is in force is not changed: another value has another day.
  const changed = { ...entered, value: { part: 'red-cross', header: 'oth_pay' } };
  expect(await put(tokens.operator, changed)).toEqual([409, 'county-parameter-conflict']);
  const trail = await door()
    .db.selectFrom('auditEntries')
    .select(['actor', 'action'])
    .where('subject', '=', '500154/funds/310199')
    .orderBy('auditSequence')
    .execute();
  expect(trail).toEqual([
    { actor: 'county/operator-1', action: 'propose-region-value' },
    { actor: 'county/operator-2', action: 'confirm-region-value' },
  ]);
});
