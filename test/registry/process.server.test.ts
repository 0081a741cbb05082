import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { systemEnvironment } from '../../config.ts';
import { tokens } from '../http/door-under-test.ts';
import { people } from '../lists/people.ts';
import { openReceiver, type Wire } from './receiver.ts';
import { byNumber, envelope, release, search, useRegistry, where } from './registry-under-test.ts';

const registry = useRegistry();
const program = fileURLToPath(new URL('../../api/main.ts', import.meta.url));

/** The door as it runs in production, over the same store; all it says is kept. */
async function aDoor() {
  const { setting } = registry();
  const key = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('base64');
  const env = {
    ...systemEnvironment(),
    ...{ DATABASE_URL: registry().hub.url, TEMPORAL_ADDRESS: '127.0.0.1:1', HUB_API_PORT: '0' },
    HUB_INDEX_KEY: key(setting.vault.indexKey),
    HUB_OPERATOR_TOKEN: tokens.bootstrap,
    HUB_PAYLOAD_KEYS: `p1:${key(setting.payloadKeys.keys.p1)}`,
    HUB_VAULT_KEYS: `k1:${key(setting.vault.keys.keys.k1)}`,
    HUB_CLOCK_REAL_MS: String(setting.clock.realMs),
    HUB_CLOCK_COUNTY_MS: String(setting.clock.countyMs),
  };
  const child: ChildProcess = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(String(data)));
  const find = () => /http:\/\/127\.0\.0\.1:\d+/.exec(said.join(''))?.[0];
  await expect.poll(find, { timeout: 20_000 }).toBeDefined();
  const url = find() ?? '';
  return {
    said,
    async post(path: string, message: object) {
      const reply = await fetch(`${url}/dci/v1.0.0/registry/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.agency}`, 'content-type': 'application/json' },
        body: JSON.stringify(envelope(registry().listId, path, message)),
      });
      return (await reply.json()) as Wire;
    },
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('what was acknowledged arrives although the api is killed before and while it tells; its log names nobody', async () => {
  const { listId } = registry();
  const [before, after] = people(2);
  await release(registry(), listId, [[before]]);
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const peer = { party: listId, callbackUrl: receiver.url, publicKey: null, token: null };
  await registry().deps.registry.peers.putPeer(peer);

  // Down: what is asked now cannot be told yet.
  receiver.answers(() => ({ status: 503 }));
  const first = await aDoor();
  // What was released before anybody subscribed has been looked at: nobody is told of it.
  const examined = async () => registry().db.selectFrom('registryReleases').selectAll().execute();
  await expect.poll(examined, { timeout: 20_000 }).toHaveLength(1);
  const asked = await first.post('search', search(byNumber(before?.idNumber ?? '')));
  const { query_type: filter_type, query: filter } = where({ list_id: listId });
  const criteria = { reg_event_type: 'REGISTER', notify_record_type: 'Member', filter_type, filter };
  const wish = { reference_id: 's1', timestamp: '2026-03-01T09:00:00+08:00', subscribe_criteria: criteria };
  const subscribed = await first.post('subscribe', { transaction_id: 't2', subscribe_request: [wish] });
  expect([asked.message.ack_status, subscribed.message.ack_status]).toEqual(['ACK', 'ACK']);
  await expect.poll(() => receiver.heard.length).toBeGreaterThan(0);
  await first.kill();
  await release(registry(), listId, [[before], [after]]);

  const second = await aDoor();
  await expect.poll(() => receiver.heard.length, { timeout: 60_000 }).toBeGreaterThan(1);
  await second.kill();
  receiver.answers(() => ({ status: 200 }));
  const third = await aDoor();
  await expect
    .poll(() => receiver.taken.map(({ body }) => body.header.action), { timeout: 90_000 })
    .toEqual(['on-search', 'on-subscribe', 'notify']);
  const [answer, , notice] = receiver.taken.map(({ body }) => body.message);
  expect(answer.correlation_id).toBe(asked.message.correlation_id);
  expect(notice.notify_event).toHaveLength(1);
  expect(notice.notify_event[0].data.reg_records.member_identifier[0].identifier_value).toBe(after?.idNumber);
  await third.kill();
  const log = [first, second, third].flatMap(({ said }) => said).join('');
  expect(log).toContain('/dci/v1.0.0/registry/search');
  for (const person of [before, after])
    for (const secret of [person?.idNumber, person?.name]) expect(log).not.toContain(secret);
});
