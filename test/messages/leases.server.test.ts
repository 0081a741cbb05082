import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type MessageLog, messageLog } from '../../store/messages/log.ts';
import type { OutboundMessage } from '../../store/messages/outbound.ts';
import { openDatabase } from '../../store/postgres/database.ts';
import { silentProxy } from '../postgres/silent-proxy.ts';
import { at, hospital, newCase, useStore } from '../postgres/store-under-test.ts';
import { slack } from '../servers/temporary.ts';

const store = useStore();
const times = { leaseMs: 1_500, renewMs: 200 };
const mostMs = 60_000;

type Log = MessageLog<{ readonly text: string }>;

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** A process of its own with a message log of its own; `kill` ends its way to PostgreSQL, so that it renews nothing more. */
function aProcess(url = store().url) {
  const db = openDatabase({ url, poolSize: 3, applicationName: 'leases', statementMs: 500 });
  let alive = true;
  const kill = async (): Promise<void> => {
    if (alive) await db.destroy();
    alive = false;
  };
  undo.push(kill);
  const log: Log = messageLog({ db, sealer: store().sealer, times });
  return { log, kill };
}

function aMessage(): OutboundMessage {
  const caseRef = newCase();
  return {
    ...{
      key: `${caseRef}/settle`,
      party: 'medical-insurance',
      operation: 'settle',
      institution: hospital,
      caseRef,
    },
    ...{ makeBody: async (header) => header.messageId, at },
  };
}

/** Begins a message and keeps it, as a call does that is out until `answer` is called; then writes what came. */
async function aCallOut(log: Log, message: OutboundMessage, most = mostMs) {
  const begun = await log.beginMessage(message);
  if (begun.kind !== 'send') throw new Error(`expected send, got ${begun.kind}`);
  const { token, body } = begun;
  let answer: (text: string) => void = () => undefined;
  const reply = new Promise<string>((resolve) => (answer = resolve));
  const { key } = message;
  const written = log.whileHeld({ key, token, mostMs: most }, async () =>
    log.recordReply({ key, token, reply: { text: await reply }, outcome: 'final', at }),
  );
  undo.push(() => answer('too late'));
  written.catch(() => undefined);
  return { answer, written, body };
}

/** How soon somebody else may send it. */
async function freeAfter(log: Log, message: OutboundMessage, withinMs: number) {
  const began = performance.now();
  while (performance.now() - began < withinMs) {
    const begun = await log.beginMessage(message);
    if (begun.kind === 'send') return { begun, ms: performance.now() - began };
    await wait(30);
  }
  return undefined;
}

test('a killed sender is replaced within the lease, by bytes that are the same', async () => {
  const message = aMessage();
  const killed = aProcess();
  const { body } = await aCallOut(killed.log, message);
  const { log } = aProcess();
  expect(await log.beginMessage(message)).toMatchObject({ kind: 'in-flight' });
  await killed.kill();
  const taken = await freeAfter(log, message, 5_000);
  expect(taken?.ms).toBeLessThan((times.leaseMs + 300) * slack);
  expect(taken?.begun).toMatchObject({ body, earlierSends: 1 });
});

test('a slow sender that lives keeps its message for many leases, and every other message it has', async () => {
  const messages = [aMessage(), aMessage(), aMessage()];
  const { log } = aProcess();
  const calls = await Promise.all(messages.map((message) => aCallOut(log, message)));
  const others = await Promise.all(
    messages.map((message) => freeAfter(aProcess().log, message, 4 * times.leaseMs)),
  );
  expect(others).toEqual([undefined, undefined, undefined]);
  for (const call of calls) call.answer('结算成功');
  expect(await Promise.all(calls.map(({ written }) => written))).toEqual([
    'recorded',
    'recorded',
    'recorded',
  ]);
});

test('a call that never ends keeps its message no longer than it may', async () => {
  const message = aMessage();
  await aCallOut(aProcess().log, message, 500);
  expect((await freeAfter(aProcess().log, message, 10_000))?.ms).toBeLessThan(
    (500 + times.leaseMs + 300) * slack,
  );
});

test('a message answered unclearly is let go at once', async () => {
  const message = aMessage();
  const { log } = aProcess();
  const begun = await log.beginMessage(message);
  if (begun.kind !== 'send') throw new Error('expected send');
  const held = { key: message.key, token: begun.token, mostMs };
  const reply = { text: '超时' };
  await log.whileHeld(held, () => log.recordReply({ ...held, reply, outcome: 'unclear', at }));
  expect((await freeAfter(aProcess().log, message, 5_000))?.ms).toBeLessThan(times.leaseMs);
});

test('PostgreSQL away for less than the lease costs nobody a message', async () => {
  const proxy = await silentProxy(store().url);
  undo.push(() => proxy.close());
  const message = aMessage();
  const call = await aCallOut(aProcess(proxy.url).log, message);
  proxy.hush();
  const other = freeAfter(aProcess().log, message, 4 * times.leaseMs);
  await wait(times.leaseMs / 4);
  proxy.wake();
  expect(await other).toBeUndefined();
  call.answer('ok');
  expect(await call.written).toBe('recorded');
});

test('PostgreSQL away for longer: whom nobody replaced goes on, whom somebody replaced can write no more', async () => {
  const proxy = await silentProxy(store().url);
  undo.push(() => proxy.close());
  const { log } = aProcess(proxy.url);
  const [alone, replaced] = [aMessage(), aMessage()];
  const [first, second] = [await aCallOut(log, alone), await aCallOut(log, replaced)];
  proxy.hush();
  await wait(2 * times.leaseMs);
  const successor = await aCallOut(aProcess().log, replaced);
  proxy.wake();
  await wait(times.leaseMs);
  expect(await freeAfter(aProcess().log, alone, 2 * times.leaseMs)).toBeUndefined();
  first.answer('mine');
  second.answer('late');
  expect([await first.written, await second.written]).toEqual(['recorded', 'stale']);
  successor.answer('the successor’s');
  expect(await successor.written).toBe('recorded');
  expect(await aProcess().log.beginMessage(replaced)).toMatchObject({
    ...{ kind: 'answered', reply: { text: 'the successor’s' } },
  });
});
