import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { StayFlow } from '../../api/stays/flow.ts';
import type { Decision } from '../../domain/decision.ts';
import { anAdmissionBody, useDoor } from '../http/door-under-test.ts';
import { at } from '../postgres/store-under-test.ts';

const waitMs = 2_000;
const decision: Decision = {
  ...{ scheme: 'kaizhou-2024', version: '2024-01-28', outcome: 'admit' },
  ...{ reasons: [], conditions: [], missing: [], assumed: [] },
};
const late = { kind: 'follows', code: 'deadline' } as const;

/** A workflow that decides at once and whose reply waits for a silent party, until the deadline of whoever asked. */
const flow: StayFlow = {
  admit: async ({ caseRef }, deadline) => {
    const { stays } = door().deps;
    const insurance = { type: '390', status: 'active', division: '500154' } as const;
    await stays.recordBegun(caseRef, at);
    await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, at);
    await stays.recordDecision(caseRef, decision, at);
    await wait(deadline);
    return late;
  },
  discharge: async () => late,
  tellDischarge: async () => late,
  notify: async () => late,
  reachable: async () => true,
  close: async () => undefined,
};
const door = useDoor({ flow, decisionWaitMs: waitMs });

const admit = () => door().call('hospital', { method: 'POST', url: '/v1/stays', payload: anAdmissionBody() });

/** Until the door hears PostgreSQL: it begins to listen with the first admission. */
async function untilHeard(): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) if ((await admit()).statusCode === 201) return;
  throw new Error('no admission was answered from its row');
}

test('the window hears of the decision from its row, though the workflow itself does not reply', async () => {
  await untilHeard();
  const replies = await Promise.all(Array.from({ length: 20 }, admit));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual(replies.map(() => 201));
  for (const reply of replies) expect(reply.json().decision).toMatchObject({ outcome: 'admit' });
});

test('a connection that is lost is made again, and meanwhile the admission is taken all the same', async () => {
  await untilHeard();
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%-listen'`.execute(
    door().db,
  );
  expect([201, 202]).toContain((await admit()).statusCode);
  await untilHeard();
});
