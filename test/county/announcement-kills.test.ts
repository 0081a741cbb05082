import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from '../../county/hub-client.ts';
import { announcementWorkflowId } from '../../domain/ids.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { calm, killOne, type Victim } from './kills.ts';

const patienceMs = 200_000;
let county: CountyUnderTest;

// A county day passes in forty seconds: an announcement of some hundred numbers lasts over nights, and workers die all the while.
beforeAll(async () => {
  county = await startCountyUnderTest({
    ...{ workers: 2, hasty: true, clockSpeed: 2_160 },
    environment: { HUB_SMS_PER_MINUTE: '300', HUB_QUIET_HOURS: '21:00-08:00' },
  });
});
afterAll(() => county?.end());

interface Announcement {
  readonly announcementRef: never;
  readonly state: string;
  readonly dryRun: { readonly texts: number } | null;
  readonly progress: Readonly<Record<string, number>>;
}

const phones = Array.from({ length: 260 }, (_, at) => `1390000${String(2_000 + at)}`);

test('kill -9 of workers, api, Temporal and PostgreSQL while an announcement goes out: nobody is told twice, nobody is missed unsaid', async () => {
  const { announcementRef: ref, dryRun } = await sent(
    ['手机号', ...phones, ...phones.slice(0, 5)].join('\n'),
  );
  expect(dryRun?.texts).toBe(phones.length);
  const path = `/v1/announcements/${ref}`;
  // Slow enough that a kill comes in the middle of a page, and some replies are lost.
  await county.fault('sms-gateway', { kind: 'slow', ms: 60 });
  await county.fault('sms-gateway', { kind: 'drop-reply', times: 3 });
  for (const at of [0, 1])
    await patiently(() => bureau(at).post(`${path}/release`, { texts: phones.length }));
  const victims: readonly Victim[] = ['worker', 'api', 'worker', 'temporal', 'worker', 'postgres', 'worker'];
  for (const [at, victim] of victims.entries()) {
    await wait(4_000);
    await killOne(county, victim, at % 2);
    await killOne(county, 'worker', (at + 1) % 2);
    // Paused and resumed in between, by one and the other.
    if (at === 2) await turned(path, 0, 'paused');
    if (at === 3) await turned(path, 1, 'running');
  }
  await calm(county);
  await until('it is over', async () => (await look(path)).state === 'done', patienceMs);
  const { progress } = await look(path);
  const rows = await book();
  const told = rows.map((phone) => phone.replace('+86', '')).toSorted();
  expect(told).toEqual([...new Set(told)]);
  // Whoever the gateway never got is one of those of whom the hub says that nobody knows.
  const missed = phones.filter((phone) => !told.includes(phone));
  expect(missed.length).toBeLessThanOrEqual(progress.unknown ?? 0);
  expect(progress).toMatchObject({ waiting: 0, sent: 0, undelivered: 0, notSent: 0 });
  expect((progress.delivered ?? 0) + (progress.unknown ?? 0)).toBe(phones.length);
  expect(progress.delivered ?? 0).toBeLessThanOrEqual(told.length);
  const handle = county.temporal.workflow.getHandle(announcementWorkflowId(ref));
  expect(await handle.result()).toBe('over');
});

function bureau(at: number) {
  return hubClient(county.addresses.api, tokenOf(at));
}

function tokenOf(at: number): string {
  return county.credentials.people['medical-insurance']?.bureau?.[at]?.token ?? '';
}

async function patiently<Reply>(ask: () => Promise<Reply>): Promise<Reply> {
  for (const deadline = performance.now() + 60_000; ; await wait(500))
    try {
      return await ask();
    } catch (failure) {
      if (performance.now() > deadline) throw failure;
    }
}

const look = (path: string) => patiently(() => bureau(0).get<Announcement>(path));

async function turned(path: string, at: number, to: string): Promise<void> {
  await patiently(() => bureau(at).post(`${path}/turn`, { to, reason: '核对' }));
}

async function sent(body: string): Promise<Announcement> {
  const reply = await fetch(`${county.addresses.api}/v1/announcements?scheme=zaoqiang-2021`, {
    ...{ method: 'POST', body },
    headers: { authorization: `Bearer ${tokenOf(0)}`, 'content-type': 'text/csv' },
  });
  expect(reply.status).toBe(201);
  return (await reply.json()) as Announcement;
}

/** Numbers that the gateway wrote to, by its own book. */
async function book(): Promise<readonly string[]> {
  const url = `${county.addresses.parties['sms-gateway']}/control/book?table=texts`;
  const { rows } = (await (await fetch(url)).json()) as { readonly rows: readonly { phone: string }[] };
  return rows.map(({ phone }) => phone);
}
