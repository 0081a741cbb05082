import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { systemEnvironment } from '../../config.ts';
import { freePort } from '../../county/servers/ports.ts';
import { startPostgres } from '../../county/servers/postgres.ts';
import { startProcess } from '../../county/servers/process.ts';
import type { ListId } from '../../domain/ids.ts';
import { temporaryFolder } from '../servers/temporary.ts';
import { aList, type ListHub, openListHub, receive, start } from './hub-under-test.ts';
import { people } from './people.ts';

const count = 4_000;
const heading = '身份证号码,姓名,人员类别,认定日期\n';

/** A real PostgreSQL that keeps what it was told, to be killed and started again on the same files. */
async function ownPostgres() {
  const directory = join(await temporaryFolder(), 'postgres');
  const port = await freePort(0);
  const run = () => startPostgres({ directory, port, logFile: `${directory}.log`, keep: 'durable' });
  let server = await run();
  onTestFinished(() => server.kill9());
  return {
    url: server.url,
    kill: async () => {
      await server.kill9();
      server = await run();
    },
  };
}

/** The worker as it runs in production, in a process of its own. */
async function workerProcess(hub: ListHub, folder: string) {
  const base64 = (key: Uint8Array | undefined): string => Buffer.from(key ?? []).toString('base64');
  const env = {
    ...systemEnvironment(),
    DATABASE_URL: hub.url,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    HUB_PAYLOAD_KEYS: `p1:${base64(hub.payloadKeys.keys.p1)}`,
    HUB_VAULT_KEYS: `k1:${base64(hub.keys.keys.k1)}`,
    HUB_INDEX_KEY: base64(hub.indexKey),
    HUB_PARTY_MEDICAL_INSURANCE_URL: 'http://127.0.0.1:9',
  };
  const run = () =>
    startProcess({
      name: 'worker',
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', 'workers/main.ts'],
      env,
      logFile: join(folder, `worker-${randomBytes(4).toString('hex')}.log`),
    });
  let worker = await run();
  onTestFinished(() => worker.kill9());
  return {
    kill: async () => {
      await worker.kill9();
      worker = await run();
    },
  };
}

async function versionState(hub: ListHub, listId: ListId, version: number) {
  const found = await hub.parts.versions.version({ listId, version }).catch(() => undefined);
  return found?.state;
}

/** Every person once, nobody lost, nothing left over. */
async function expectWhole(hub: ListHub, listId: ListId, version: number, removed: number): Promise<void> {
  const found = await hub.parts.versions.version({ listId, version });
  expect(found).toMatchObject({ state: 'released', members: { after: count, removed } });
  const lines = await sql<{ lines: number; people: number }>`
    SELECT count(*)::int AS lines, count(DISTINCT person_ref)::int AS people FROM memberships
    WHERE list_id = ${listId} AND known_until IS NULL AND listed`.execute(hub.db);
  expect(lines.rows[0]).toEqual({ lines: count, people: count });
  const open = await sql<{ unknown: number }>`SELECT count(*)::int AS unknown FROM memberships m
    WHERE list_id = ${listId} AND NOT EXISTS (SELECT FROM people p WHERE p.person_ref = m.person_ref)`.execute(
    hub.db,
  );
  expect(open.rows[0]?.unknown).toBe(0);
}

test('killed again and again in every phase, a load loses no row and doubles none', async () => {
  const postgres = await ownPostgres();
  const hub = await openListHub({ url: postgres.url, worker: false });
  onTestFinished(() => hub.close());
  const worker = await workerProcess(hub, await temporaryFolder());
  const listId = await aList(hub);
  const everybody = people(count + 400);
  const seed = Number(process.env.SEED ?? Date.now() % 10_000);
  process.stderr.write(`SEED=${seed}\n`);
  let killed = 0;
  for (const round of [1, 2, 3]) {
    const listed = everybody.slice(round === 1 ? 0 : round === 2 ? 200 : 400).slice(0, count);
    const file =
      heading + listed.map(({ idNumber, name }) => `${idNumber},${name},低保对象,2024-01-01\n`).join('');
    const { version } = await receive(hub, listId, file);
    const running = await start(hub, version);
    for (let kills = 0; kills < 4; kills += 1) {
      await sleep(50 + ((seed * 7 + round * 131 + kills * 977) % 1_200));
      if ((await versionState(hub, listId, round)) === 'released') break;
      await (kills % 2 === 0 ? worker.kill() : postgres.kill());
      killed += 1;
    }
    expect(await running.result()).toMatch(/released|ended/);
    await expectWhole(hub, listId, round, round === 1 ? 0 : 200);
  }
  expect(killed).toBeGreaterThan(2);
  const strays = await sql<{ name: string }>`SELECT relname AS name FROM pg_class
    WHERE relkind = 'r' AND relname LIKE 'list\\_rows\\_%'`.execute(hub.db);
  // At most the last attempt's: the next load sweeps it.
  expect(strays.rows.length).toBeLessThanOrEqual(3);
}, 240_000);
