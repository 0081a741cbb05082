import { expect, test, vi } from 'vitest';
import type { Answer, Found } from '../../adapters/answer.ts';
import { type Call, type CallTraits, FieldsMissing, type RawReply } from '../../adapters/call.ts';
import { countyClock, realTime } from '../../domain/clock.ts';
import { type Instant, instantFromMillis } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type { Known } from '../../store/messages/known.ts';
import type { Begun, MessageLog } from '../../store/messages/log.ts';
import type { OutboundMessage } from '../../store/messages/outbound.ts';
import type { Connection } from '../../store/postgres/database.ts';
import { createExchange } from './exchange.ts';
import type { LoggedReply } from './logged-reply.ts';
import { partyGate } from './party-gate.ts';

const about = {
  key: 'case_1/settle',
  caseRef: 'case_1' as CaseRef,
  institution: 'H1' as InstitutionId,
  pending: 'ask-again',
} as const;
const reply = (body: string, status = 200): RawReply => ({ kind: 'reply', status, body });
const nothing: RawReply = { kind: 'no-reply', reason: 'timeout' };

/** A party whose replies are its answer's kind, and the messages that reached it. */
function party(replies: RawReply[], more: { traits?: Partial<CallTraits>; found?: RawReply[] } = {}) {
  const sent: string[] = [];
  const asked: string[] = [];
  const read = (raw: RawReply): Answer<string> => {
    if (raw.kind === 'no-reply') return { kind: 'unknown', reason: 'timeout' };
    if (raw.body === 'pending') return { kind: 'pending' };
    if (raw.body === 'no') return { kind: 'refused', code: 'not-covered' };
    if (raw.body === 'other') return { kind: 'unknown', reason: 'another-question', differs: ['mdtrt_id'] };
    if (raw.body === 'gateway') return { kind: 'unknown', reason: 'our-setting', missing: ['gateway: 401'] };
    if (raw.body === 'figures')
      return { kind: 'unknown', reason: 'does-not-add-up', missing: ['hifp_pay: 300.00 / 700.00'] };
    if (raw.body === '???') return { kind: 'unknown', reason: 'unreadable' };
    return { kind: 'done', value: raw.body };
  };
  const call: Call<null, string> = {
    party: 'medical-insurance',
    operation: 'settle',
    traits: { idempotent: true, queryable: more.found !== undefined, ...more.traits },
    write: async (_, header) => `body of ${header.key}`,
    send: async (body) => {
      sent.push(body);
      return replies.shift() ?? nothing;
    },
    read,
    ...(more.found === undefined
      ? {}
      : {
          enquiry: {
            send: async (body: string) => {
              asked.push(body);
              return more.found?.shift() ?? nothing;
            },
            read: (raw: RawReply): Found<string> =>
              raw.kind === 'reply' && raw.status === 404 ? { kind: 'no-record' } : read(raw),
          },
        }),
  };
  return { call, sent, asked };
}

/** The message log in memory: what it stores is what the real one would. */
function memoryLog() {
  const rows = new Map<string, { body: string; sends: number; reply: LoggedReply | null; leased: boolean }>();
  const token = (key: string): number => rows.get(key)?.sends ?? 0;
  const header = (key: string) => ({ key, messageId: 'm1', at: instantFromMillis(0) });
  const knownMessage = async (key: string): Promise<Known<LoggedReply> | null> => {
    const row = rows.get(key);
    const head = header(key);
    if (row?.reply) return { kind: 'answered', header: head, body: row.body, reply: row.reply };
    if (row?.leased === true) return { kind: 'in-flight', header: head, since: head.at };
    return null;
  };
  const log: MessageLog<LoggedReply> = {
    knownMessage,
    numberMessage: async ({ key }) =>
      (await knownMessage(key)) ?? { kind: 'free', numbered: rows.has(key) ? null : header(key) },
    beginMessage: async (message: OutboundMessage): Promise<Begun<LoggedReply>> => {
      const known = await knownMessage(message.key);
      if (known !== null) return known;
      const head = header(message.key);
      const row = rows.get(message.key) ?? {
        body: await message.makeBody(head),
        sends: 0,
        reply: null,
        leased: false,
      };
      rows.set(message.key, { ...row, sends: row.sends + 1, leased: true });
      return {
        kind: 'send',
        token: token(message.key),
        header: head,
        body: row.body,
        earlierSends: row.sends,
      };
    },
    whileHeld: (_, work) => work(),
    recordReply: async ({ key, token: by, reply: logged, outcome, keep }) => {
      const row = rows.get(key);
      if (row === undefined || by !== token(key) || !row.leased) return 'stale';
      rows.set(key, { ...row, leased: false, reply: outcome === 'final' ? logged : null });
      await keep?.({} as Connection);
      return 'recorded';
    },
  };
  /** As if the process that sends it had been killed, or stood still for longer than the lease. */
  const runOut = (key: string): void => {
    const row = rows.get(key);
    if (row?.leased !== true) throw new Error('nobody has sent it yet');
    rows.set(key, { ...row, leased: false });
  };
  return { ...log, runOut };
}

function exchangeOver(log: MessageLog<LoggedReply>, promptMs = 1_000, held?: () => Instant | null) {
  const clock = countyClock(realTime);
  const gate = partyGate({ concurrency: 4, now: clock.now });
  return createExchange({
    log,
    clock,
    limits: () => ({ promptMs, promiseMs: 1_000, timeoutMs: 5_000, gate }),
    holds: { heldSince: async () => held?.() ?? null },
  });
}

test('a party on hold is sent nothing, what it answered before counts all the same, and once it is let go the call goes out', async () => {
  const log = memoryLog();
  const { call, sent } = party([reply('1')]);
  let since: Instant | null = instantFromMillis(0);
  const exchange = exchangeOver(log, 1_000, () => since);
  const waiting = await exchange(call, null, about);
  expect(waiting).toMatchObject({ kind: 'waiting', code: 'party-on-hold', since, overdue: false });
  expect(sent).toEqual([]);
  since = null;
  const answered = await exchange(call, null, about);
  expect(answered).toEqual({ kind: 'answered', answer: { kind: 'done', value: '1' } });
  since = instantFromMillis(0);
  expect(await exchange(call, null, about)).toEqual(answered);
});

test('an answer is stored, and asking again asks nobody', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent } = party([reply('1')]);
  const first = await exchange(call, null, about);
  expect(first).toEqual({ kind: 'answered', answer: { kind: 'done', value: '1' } });
  expect(await exchange(call, null, about)).toEqual(first);
  expect(sent).toEqual(['body of case_1/settle']);
});

test('a refusal is a stored answer too', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent } = party([reply('no'), reply('1')]);
  await exchange(call, null, about);
  expect(await exchange(call, null, about)).toMatchObject({
    answer: { kind: 'refused', code: 'not-covered' },
  });
  expect(sent).toHaveLength(1);
});

test('what the party says it did before is read back and stored as its yes; where it shows nothing of ours, the no stands', async () => {
  const log = memoryLog();
  const { call, sent } = party([reply('no')]);
  const shown: RawReply[] = [reply('what was settled')];
  const readBack = {
    after: ['not-covered'] as const,
    send: async () => shown.shift() ?? reply('other'),
    read: call.read,
  };
  const told = { kind: 'answered', answer: { kind: 'done', value: 'what was settled' } };
  for (const _ of [1, 2]) expect(await exchangeOver(log)({ ...call, readBack }, null, about)).toEqual(told);
  expect(sent).toHaveLength(1);
  const stranger = party([reply('no')]).call;
  expect(await exchangeOver(memoryLog())({ ...stranger, readBack }, null, about)).toMatchObject({
    answer: { kind: 'refused', code: 'not-covered' },
  });
  const other = party([reply('no')]).call;
  const never = { ...readBack, after: [] };
  expect(await exchangeOver(memoryLog())({ ...other, readBack: never }, null, about)).toMatchObject({
    answer: { kind: 'refused' },
  });
});

test('what the form lacks is told by name, nothing is written or sent, and it goes out once it was given', async () => {
  const log = memoryLog();
  const exchange = exchangeOver(log);
  const { call, sent } = party([reply('1')]);
  const bed = { place: '2401.mdtrtinfo.adm_bed', field: 'bed', zh: '床位', en: 'bed' };
  let given = false;
  const write: typeof call.write = async (request, header) => {
    if (!given) throw new FieldsMissing([bed]);
    return call.write(request, header);
  };
  expect(await exchange({ ...call, write }, null, about)).toEqual({
    kind: 'answered',
    answer: { kind: 'refused', code: 'field-missing', fields: [bed] },
  });
  expect(await log.knownMessage(about.key)).toBeNull();
  expect(sent).toEqual([]);
  given = true;
  expect(await exchange({ ...call, write }, null, about)).toMatchObject({ answer: { kind: 'done' } });
  expect(sent).toHaveLength(1);
});

test('silence after a send is asked about, never sent again unasked', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent, asked } = party([nothing], { found: [reply('1')] });
  expect(await exchange(call, null, about)).toMatchObject({ kind: 'waiting', code: 'agency-wait' });
  expect(await exchange(call, null, about)).toMatchObject({ answer: { kind: 'done', value: '1' } });
  expect(await exchange(call, null, about)).toMatchObject({ answer: { kind: 'done', value: '1' } });
  expect([sent.length, asked.length]).toEqual([1, 1]);
});

test("another's reply is not used: a lost write is asked about, never sent again, until the reply is ours", async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent, asked } = party([reply('other')], {
    found: [reply('other'), reply('other'), reply('1')],
  });
  const keep = vi.fn(async () => {});
  const told = { ...about, keep };
  const mismatch = {
    kind: 'waiting',
    code: 'reply-mismatch',
    overdue: true,
    detail: { kind: 'unfit', codes: ['mdtrt_id: differs'] },
  };
  for (let time = 0; time < 3; time += 1) expect(await exchange(call, null, told)).toMatchObject(mismatch);
  expect(keep).not.toHaveBeenCalled();
  expect(await exchange(call, null, told)).toEqual({
    kind: 'answered',
    answer: { kind: 'done', value: '1' },
  });
  expect([sent.length, asked.length, keep.mock.calls.length]).toEqual([1, 3, 1]);
});

test.each([
  ['gateway', 'party-not-connected', 'gateway: 401'],
  ['figures', 'outcome-unknown', 'hifp_pay: 300.00 / 700.00'],
])('what %s says goes to a person at once, with what exactly', async (body, code, said) => {
  const { call } = party([reply(body)]);
  expect(await exchangeOver(memoryLog())(call, null, about)).toMatchObject({
    ...{ kind: 'waiting', code, overdue: true },
    detail: { kind: 'unfit', codes: [said] },
  });
});

test('a message of which the party has no record is sent again, byte for byte', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent } = party([nothing, reply('1')], { found: [reply('', 404)] });
  await exchange(call, null, about);
  expect(await exchange(call, null, about)).toMatchObject({ answer: { kind: 'done', value: '1' } });
  expect(sent).toEqual(['body of case_1/settle', 'body of case_1/settle']);
});

test('a party with neither key nor query gets a message at most once', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent } = party([nothing, reply('1')], { traits: { idempotent: false } });
  for (let tries = 0; tries < 3; tries += 1)
    expect(await exchange(call, null, about)).toMatchObject({ kind: 'waiting' });
  expect(sent).toHaveLength(1);
});

test('an unreadable reply is unknown and a person should know at once', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call } = party([reply('???')]);
  expect(await exchange(call, null, about)).toMatchObject({ code: 'outcome-unknown', overdue: true });
});

test('pending is an answer where it may be one, else it is asked about again', async () => {
  const exchange = exchangeOver(memoryLog());
  const final = { ...about, key: 'case_1/follow-1', pending: 'final' } as const;
  expect(await exchange(party([reply('pending')]).call, null, final)).toMatchObject({
    answer: { kind: 'pending' },
  });
  const { call } = party([reply('pending')], { found: [reply('1')] });
  expect(await exchange(call, null, about)).toMatchObject({ kind: 'waiting' });
  expect(await exchange(call, null, about)).toMatchObject({ answer: { kind: 'done', value: '1' } });
});

test('a slow party is waited for no longer than it is prompt; its late answer is in the log', async () => {
  const exchange = exchangeOver(memoryLog(), 10);
  const { call, sent } = party([]);
  let answer: (late: RawReply) => void = () => undefined;
  const slow = { ...call, send: () => new Promise<RawReply>((resolve) => (answer = resolve)) };
  expect(await exchange(slow, null, about)).toMatchObject({ kind: 'waiting', code: 'agency-wait' });
  expect(await exchange(slow, null, about)).toMatchObject({ kind: 'waiting' });
  answer(reply('late'));
  await vi.waitFor(async () =>
    expect(await exchange(call, null, about)).toMatchObject({ answer: { value: 'late' } }),
  );
  expect(sent).toHaveLength(0);
});

test('a message that another caller has is looked at again, and taken over when its lease has run out', async () => {
  const log = memoryLog();
  const { call, sent } = party([reply('1')]);
  const killed = { ...call, send: () => new Promise<RawReply>(() => undefined) };
  await exchangeOver(log, 10)(killed, null, about);
  const successor = exchangeOver(log, 5_000)(call, null, about);
  log.runOut(about.key);
  expect(await successor).toMatchObject({ answer: { kind: 'done', value: '1' } });
  expect(sent).toEqual(['body of case_1/settle']);
});

test('a caller that lost its lease believes the answer of its successor, not its own', async () => {
  const log = memoryLog();
  const { call } = party([reply('the successor’s')]);
  let answer: (late: RawReply) => void = () => undefined;
  const held = { ...call, send: () => new Promise<RawReply>((resolve) => (answer = resolve)) };
  const first = exchangeOver(log, 5_000)(held, null, about);
  await vi.waitFor(() => log.runOut(about.key));
  await exchangeOver(log)(call, null, about);
  answer(reply('its own'));
  expect(await first).toMatchObject({ answer: { kind: 'done', value: 'the successor’s' } });
});

test('after five silences the gate is shut, and says since when the party is silent', async () => {
  const exchange = exchangeOver(memoryLog());
  const { call, sent } = party([]);
  for (let tries = 0; tries < 8; tries += 1)
    expect(await exchange(call, null, { ...about, key: `k${tries}` })).toMatchObject({ kind: 'waiting' });
  expect(sent).toHaveLength(5);
});

test('what the log knows is told through a shut gate', async () => {
  const exchange = exchangeOver(memoryLog());
  await exchange(party([reply('1')]).call, null, about);
  const { call } = party([]);
  for (let tries = 0; tries < 6; tries += 1) await exchange(call, null, { ...about, key: `k${tries}` });
  expect(await exchange(call, null, about)).toMatchObject({ answer: { kind: 'done', value: '1' } });
});

test('looking at a message that is out or answered is no sign of life: the fifth silence still shuts the gate', async () => {
  const exchange = exchangeOver(memoryLog(), 50);
  const { call, sent } = party([]);
  const out = { ...call, send: () => new Promise<RawReply>(() => undefined) };
  const answered = { ...about, key: 'answered' };
  await exchange(party([reply('1')]).call, null, answered);
  await exchange(out, null, about);
  for (let tries = 0; tries < 7; tries += 1) {
    await exchange(call, null, { ...about, key: `k${tries}` });
    expect(await exchange(call, null, about)).toMatchObject({ kind: 'waiting' });
    expect(await exchange(call, null, answered)).toMatchObject({ kind: 'answered' });
  }
  expect(sent).toHaveLength(5);
});

test('a party without an address is not asked, the stay says so, and what it answered before still counts', async () => {
  const log = memoryLog();
  const clock = countyClock(realTime);
  const withoutAddress = createExchange({
    ...{ log, clock, limits: () => null },
    holds: { heldSince: async () => null },
  });
  const { call, sent } = party([reply('1')]);
  expect(await withoutAddress(call, null, about)).toMatchObject({
    ...{ kind: 'waiting', code: 'party-not-connected', party: 'medical-insurance', overdue: true },
  });
  expect(sent).toEqual([]);
  const answered = { kind: 'answered', answer: { kind: 'done', value: '1' } };
  expect(await exchangeOver(log)(call, null, about)).toEqual(answered);
  expect(await withoutAddress(call, null, about)).toEqual(answered);
  expect(sent).toEqual(['body of case_1/settle']);
});

test('what the hospital carries out itself is never sent, connected or not; the reply that it delivered counts, and look-ups go out', async () => {
  const log = memoryLog();
  const { call, sent } = party([reply('1'), reply('2')]);
  const own = { ...about, by: 'hospital' } as const;
  const awaited = { kind: 'waiting', code: 'core-answer-awaited', overdue: false };
  expect(await exchangeOver(log)(call, null, own)).toMatchObject({
    ...awaited,
    detail: { kind: 'core-answer', transaction: '2304' },
  });
  expect(sent).toEqual([]);
  // As the log has it once the hospital's reply was taken.
  await exchangeOver(log)(call, null, about);
  expect(await exchangeOver(log)(call, null, own)).toEqual({
    kind: 'answered',
    answer: { kind: 'done', value: '1' },
  });
  const look = { ...call, operation: 'registered' };
  expect(await exchangeOver(log)(look, null, { ...own, key: 'case_1/look' })).toMatchObject({
    kind: 'answered',
  });
  expect(sent).toEqual(['body of case_1/settle', 'body of case_1/look']);
});
