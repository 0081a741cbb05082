import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { instant } from '../../domain/dates.ts';
import { idempotencyStore } from '../../store/messages/idempotency.ts';
import { nextMessageId } from '../../store/messages/message-ids.ts';
import type { OutboundMessage } from '../../store/messages/outbound.ts';
import { enqueue } from '../../store/messages/outbox.ts';
import type { Connection } from '../../store/postgres/database.ts';
import { allowAnotherTry } from '../../store/stays/another-try.ts';
import { anAdmission, at, hospital, newCase, useStore } from '../postgres/store-under-test.ts';

const store = useStore();

function aMessage(other: Partial<OutboundMessage> = {}): OutboundMessage {
  const caseRef = newCase();
  return {
    ...{
      key: `${caseRef}/settle`,
      party: 'medical-insurance',
      operation: '2304',
      institution: hospital,
      caseRef,
    },
    makeBody: async (header) => `${header.messageId} ${Math.random()}`,
    at,
    ...other,
  };
}

async function begin(message: OutboundMessage) {
  const begun = await store().messages.beginMessage(message);
  if (begun.kind !== 'send') throw new Error(`expected send, got ${begun.kind}`);
  return begun;
}

test('of 20 senders of one message one sends, the others see it in flight', async () => {
  const message = aMessage();
  const begun = await Promise.all(Array.from({ length: 20 }, () => store().messages.beginMessage(message)));
  expect(begun.filter((one) => one.kind === 'send')).toHaveLength(1);
  expect(begun.filter((one) => one.kind === 'in-flight')).toHaveLength(19);
});

test('a look before sending gives an id to what was never written, each look another one, and takes none for what is known', async () => {
  const { messages } = store();
  const message = aMessage();
  const number = async () => {
    const found = await messages.numberMessage(message);
    if (found.kind !== 'free') throw new Error(`expected free, got ${found.kind}`);
    return found.numbered;
  };
  const [first, second] = [await number(), await number()];
  expect(first?.messageId).not.toBe(second?.messageId);
  const begun = await messages.beginMessage(message, second ?? undefined);
  expect(begun).toMatchObject({ kind: 'send', header: second, earlierSends: 0 });
  // Who looked at the same time finds that another caller was faster.
  expect(await messages.beginMessage(message, first ?? undefined)).toMatchObject({
    kind: 'in-flight',
    header: second,
  });
  const counted = () => store().db.selectFrom('messageCounters').selectAll().execute();
  const before = await counted();
  expect(await messages.numberMessage(message)).toMatchObject({ kind: 'in-flight', header: second });
  if (begun.kind !== 'send') throw new Error('nobody sends');
  const reply = { text: 'busy' };
  await messages.recordReply({ key: message.key, token: begun.token, reply, outcome: 'unclear', at });
  expect(await number(), 'it keeps the id that it was written with').toBeNull();
  expect(await counted()).toEqual(before);
});

test('an answered message is never sent again', async () => {
  const message = aMessage();
  const { key } = message;
  const { token, header, body } = await begin(message);
  const reply = { text: '结算成功' };
  expect(await store().messages.recordReply({ key, token, reply, outcome: 'final', at })).toBe('recorded');
  expect(await store().messages.beginMessage(message)).toEqual({ kind: 'answered', header, body, reply });
  const again = { key, token, reply: { text: 'no' }, outcome: 'final', at } as const;
  expect(await store().messages.recordReply(again)).toBe('stale');
});

test('an unclear reply frees the message; the resend carries the same bytes and says how often it was sent', async () => {
  const message = aMessage();
  const { key } = message;
  const first = await begin(message);
  await store().messages.recordReply({
    key,
    token: first.token,
    reply: { text: '超时' },
    outcome: 'unclear',
    at,
  });
  const tries = await Promise.all(Array.from({ length: 10 }, () => store().messages.beginMessage(message)));
  const second = tries.find((one) => one.kind === 'send');
  expect(tries.filter((one) => one.kind === 'in-flight')).toHaveLength(9);
  expect(second).toMatchObject({ header: first.header, body: first.body, earlierSends: 1 });
});

test('a message waits for the disk before it is sent; its answer waits where nobody could be asked again, and not elsewhere', async () => {
  const { db } = store();
  const waits = async (tx: Connection): Promise<unknown> =>
    (await sql<{ said: string }>`SELECT current_setting('synchronous_commit') AS said`.execute(tx)).rows[0]
      ?.said;
  for (const askable of [true, false]) {
    const message = aMessage();
    const { key } = message;
    let within: unknown;
    const makeBody = async () => {
      expect(await waits(db)).toBe('on');
      return 'body';
    };
    const { token } = await begin({ ...message, makeBody });
    const keep = async (tx: Connection): Promise<void> => {
      within = await waits(tx);
    };
    await store().messages.recordReply({
      key,
      token,
      reply: { text: '' },
      outcome: 'final',
      at,
      askable,
      keep,
    });
    expect(within).toBe(askable ? 'off' : 'on');
  }
  // What one statement says of its commit ends with it, on whatever connection it ran.
  for (const said of await Promise.all(Array.from({ length: 20 }, () => waits(db)))) expect(said).toBe('on');
});

test('a body that cannot be made leaves no message behind', async () => {
  const message = aMessage({ makeBody: () => Promise.reject(new Error('vault away')) });
  await expect(store().messages.beginMessage(message)).rejects.toThrow('vault away');
  await begin({ ...message, makeBody: async () => 'body' });
});

test('a message id is 30 characters and never given twice: at once, when the clock steps back, beyond 9,999 a second', async () => {
  const { db } = store();
  const now = instant('2026-03-01T23:59:59.900+08:00');
  const ids = await Promise.all(Array.from({ length: 50 }, () => nextMessageId(db, hospital, now)));
  ids.push(await nextMessageId(db, hospital, instant('2026-03-01T08:00:00+08:00')));
  await db.updateTable('messageCounters').set({ serial: 9_999 }).execute();
  ids.push(await nextMessageId(db, hospital, now), await nextMessageId(db, hospital, now));
  expect(new Set(ids).size).toBe(53);
  expect(ids.every((id) => id.length === 30 && id.startsWith(hospital))).toBe(true);
  expect(ids[0]).toMatch(/^H50015400001202603012359590\d{3}$/);
  expect(ids.slice(-2)).toEqual(['H50015400001202603020000000000', 'H50015400001202603020000000001']);
});

test('the relay gives the api a head start; two relays never get the same item; what is done is gone, what is put off comes back', async () => {
  const { outbox, stays } = store();
  await store().db.deleteFrom('outbox').execute();
  const refs: string[] = [];
  for (let count = 0; count < 6; count++) {
    const entry = await anAdmission(store());
    await stays.acceptAdmission(entry);
    refs.push(entry.caseRef);
    // Of one alone: six may take a busy machine longer than the head start.
    if (count === 0) expect(await outbox.due(10)).toEqual([]);
  }
  await store().db.updateTable('outbox').set({ dueAt: at }).execute();
  const [one, two] = await Promise.all([outbox.due(3), outbox.due(3)]);
  const items = [...one, ...two];
  expect(new Set(items.map((item) => item.caseRef))).toEqual(new Set(refs));
  expect(await outbox.due(10)).toEqual([]);
  const [first, second, ...rest] = items;
  if (first === undefined || second === undefined) throw new Error('items expected');
  for (const item of [first, ...rest]) await outbox.done(item.outboxId);
  await outbox.later(second.outboxId, 0, 'temporal-away');
  expect(await outbox.due(10)).toEqual([{ ...second, attempts: 1 }]);
  const { items: left, oldestMs } = await outbox.backlog();
  expect(left).toBe(1);
  expect(oldestMs).toBeGreaterThan(0);
});

test('a notice of an operator is owed once by its id', async () => {
  const entry = await anAdmission(store());
  await store().stays.acceptAdmission(entry);
  const { caseRef } = entry;
  const owed = { kind: 'signal', caseRef, noticeId: 'n1', payload: { kind: 'retry-now' } } as const;
  await enqueue(store().db, owed);
  await enqueue(store().db, owed);
  const due = (await store().outbox.due(10)).filter((item) => item.caseRef === entry.caseRef);
  expect(due).toMatchObject([{ kind: 'signal', noticeId: 'n1', payload: { kind: 'retry-now' } }]);
});

test('a repeated idempotency key replays, with another body it is a conflict, at once it is in flight', async () => {
  const keys = idempotencyStore(store().db);
  const request = { party: 'H50015400001', key: 'k1', bodyDigest: 'a', leaseMs: 60_000 };
  const entered = await Promise.all(Array.from({ length: 10 }, () => keys.enter(request)));
  expect(entered.filter((one) => one.kind === 'in-flight')).toHaveLength(9);
  const [first] = entered.filter((one) => one.kind === 'first');
  if (first === undefined) throw new Error('one first expected');
  expect(await keys.enter({ ...request, bodyDigest: 'b' })).toEqual({ kind: 'conflict' });
  expect((await keys.enter({ ...request, party: 'other' })).kind).toBe('first');
  await keys.finish(request, first.token, { status: 201, reference: 'case_1' });
  await keys.finish(request, first.token, { status: 500, reference: null });
  await keys.abandon(request, first.token);
  expect(await keys.enter(request)).toEqual({ kind: 'replay', status: 201, reference: 'case_1' });
});

test('an idempotency key whose request died or came to nothing is free again', async () => {
  const keys = idempotencyStore(store().db);
  const request = { party: 'H50015400001', key: 'k2', bodyDigest: 'a', leaseMs: 30 };
  expect(await keys.enter(request)).toEqual({ kind: 'first', token: 1 });
  await wait(60);
  const longer = { ...request, leaseMs: 60_000 };
  const taken = await Promise.all(Array.from({ length: 10 }, () => keys.enter(longer)));
  expect(taken.filter((one) => one.kind === 'first')).toEqual([{ kind: 'first', token: 2 }]);
  await keys.finish(request, 1, { status: 201, reference: 'late' });
  await keys.abandon(request, 2);
  expect((await keys.enter({ ...request, bodyDigest: 'b' })).kind).toBe('first');
});

test('asking again allows the next try of what was answered by then, and of nothing that is answered later', async () => {
  const entry = await anAdmission(store());
  await store().stays.acceptAdmission(entry);
  const { caseRef } = entry;
  const answered = async (step: string): Promise<string> => {
    const key = `${caseRef}/${step}`;
    const { token } = await begin(aMessage({ key, caseRef }));
    await store().messages.recordReply({ key, token, reply: { text: '拒绝' }, outcome: 'final', at });
    return key;
  };
  const before = await answered('identify');
  const open = aMessage({ key: `${caseRef}/admit`, caseRef });
  const { token } = await begin(open);
  expect(await store().stays.askedAgain(before)).toBe(false);
  await store()
    .db.transaction()
    .execute((tx) => allowAnotherTry(tx, { caseRef, at }));
  await store().messages.recordReply({ key: open.key, token, reply: { text: '拒绝' }, outcome: 'final', at });
  const later = await answered('settle-1');
  const asked = [before, open.key, later].map((key) => store().stays.askedAgain(key));
  expect(await Promise.all(asked)).toEqual([true, false, false]);
});
