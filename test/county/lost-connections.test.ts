import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { hospitalized } from './hospitalizations.ts';
import { breaches } from './oracle.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 1, hasty: true });
});
afterAll(() => county?.end());

const rounds = 20;

test('every connection to the database is cut off twenty times under load: no process ends, nothing is lost or done twice', async () => {
  const { api, workers } = county.processes;
  const processes = [api, ...workers];
  const before = processes.map((process) => process.pid());
  const people = await Promise.all(Array.from({ length: 6 }, () => county.person()));
  const cutting = cutConnections();
  const over = new AbortController();
  const asking = askAllTheTime(over.signal);
  const stays = await Promise.all(
    people.map(async (person, at) => {
      await wait(at * 700);
      return hospitalized(county, person);
    }),
  );
  const cut = await cutting;
  over.abort();
  const replies = await asking;
  expect(cut.map((count) => count > 0)).toEqual(Array.from({ length: rounds }, () => true));
  expect(processes.map((process) => process.restarts())).toEqual(processes.map(() => 0));
  expect(processes.map((process) => process.pid())).toEqual(before);
  // Whoever asked in such a moment was told to come again, and nothing else.
  expect(replies.filter((reply) => reply !== '200' && reply !== '503 store-unavailable, again in 2')).toEqual(
    [],
  );
  expect(stays.map(({ stage }) => stage)).toEqual(people.map(() => 'Closed'));
  expect(await breaches(county, stays)).toEqual([]);
});

/** What the door answers all the while: status, and of a failure its code and when to come again. */
async function askAllTheTime(over: AbortSignal): Promise<readonly string[]> {
  const { addresses, credentials } = county;
  const headers = { authorization: `Bearer ${credentials.operator.token}` };
  const replies: string[] = [];
  while (!over.aborted) {
    const reply = await fetch(`${addresses.api}/v1/attention`, { headers });
    const { code } = (await reply.json()) as { readonly code?: string };
    replies.push(reply.ok ? '200' : `${reply.status} ${code}, again in ${reply.headers.get('retry-after')}`);
    await wait(20);
  }
  return replies;
}

/** How many connections of the hub each round ended; a round waits until there are some. */
async function cutConnections(): Promise<readonly number[]> {
  const cut: number[] = [];
  while (cut.length < rounds) {
    const ended = await until('the hub is connected', async () => {
      const rows = await county.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'hub-%'`,
      );
      return rows.length > 0 && rows.length;
    });
    cut.push(ended);
    await wait(400);
  }
  return cut;
}
