import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { partyGate } from '../../activities/exchange/party-gate.ts';
import { gatewayTalk } from '../../activities/notices/gateway-talk.ts';
import { textMessagesActivity } from '../../activities/notices/text-messages.ts';
import { memoryBook } from '../../adapters/book.ts';
import { type PartyHttp, partyHttp } from '../../adapters/http.ts';
import { effects } from '../../adapters/simulation.ts';
import { type PartyServer, serveParty } from '../../adapters/simulation-server.ts';
import { smsGatewayOverHttp } from '../../adapters/sms-gateway/http.ts';
import { simulatedAccount, smsGatewaySimulator } from '../../adapters/sms-gateway/simulator.ts';
import { oweDrawNotices } from '../../api/money/draw-notices.ts';
import { partyFaults } from '../../county/parties/faults.ts';
import { countyClock } from '../../domain/clock.ts';
import { type Instant, instant, type LocalDate, localDate, millisOf } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import type { TextTemplates } from '../../domain/text-messages.ts';
import { anAdmissionBody, hospitals } from '../http/door-under-test.ts';
import { aDischarge, admitted, aSettlement } from '../postgres/store-under-test.ts';
import { aStayInCare, as, door, propose } from '../stays/resolutions-under-test.ts';

const day = localDate('2024-03-09');
const at = instant('2024-03-09T09:00:00+08:00');
const approved = { 'instalment-reminder': '1001', 'instalment-missed': '1002', 'draw-notice': '1003' };
let templates: TextTemplates = approved;
const hours = 3_600_000;

// The morning after the patients of these tests left.
let now = 0;
const clock = countyClock({ realMs: 0, countyMs: 0, speed: 1 }, () => now);
const book = memoryBook();
const faults = partyFaults();
let server: PartyServer;
let http: PartyHttp;

beforeAll(async () => {
  const simulator = smsGatewaySimulator({ book, clock });
  server = await serveParty((request) => faults.answer(simulator, request));
  http = partyHttp({ baseUrl: server.baseUrl, credential: { kind: 'none' }, timeoutMs: 300 });
  await ruled({ validUntil: localDate('2025-01-01') });
});
afterAll(async () => {
  http.close();
  await server.close();
});
beforeEach(() => {
  now = millisOf(instant('2024-03-10T09:00:00+08:00'));
  faults.clear();
});

/** Two people of the hospital put its rule; gives what became of it by the second one. */
async function ruled(until: { readonly validUntil: LocalDate; readonly at?: Instant }) {
  const { validUntil, at: now = at } = until;
  const rule = {
    ...{ institution: hospitals[0] as InstitutionId, kind: 'text-messages' as const, ruleNo: '1', rule: {} },
    ...{ validFrom: localDate('2024-01-01'), validUntil },
  } as const;
  const put = (actor: string) =>
    door().deps.institutionRules.putInstitutionRule(rule, { actor, mayConfirm: actor === 'lead', at: now });
  await put('finance');
  return put('lead');
}

/** A patient of Dalian's who left without paying; the notice before the draw is owed. */
async function forgotten(phone: string | null): Promise<CaseRef> {
  const { stays } = door().deps;
  const patient = { ...anAdmissionBody().patient, ...(phone === null ? {} : { phone }) };
  const caseRef = await aStayInCare({ scheme: 'dalian-2022', patient });
  await stays.recordDecision(caseRef, { ...admitted, scheme: 'dalian-2022' as never }, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  const line = { openedOn: day, limitFen: fen(1_000_000), availableFen: fen(1_000_000), at };
  await stays.recordCreditLine(caseRef, { ...line, mandateSignedOn: day, cardBound: true, holds: true });
  await stays.acceptDischarge({ ...aDischarge(caseRef), dischargedOn: day, at });
  await stays.recordDischargeTaken(caseRef, at);
  await stays.recordSettlement(aSettlement(caseRef));
  await oweDrawNotices(door().deps, clock.now());
  return caseRef;
}

let gate = partyGate({ concurrency: 4, now: clock.now });

/** One round, as the workflow asks for it; `connected` false: the county has no gateway. */
async function round(connected = true) {
  const { texts, people, parties } = door().deps;
  const limits = { promptMs: 300, promiseMs: 300, timeoutMs: 300, gate };
  const account = { ...simulatedAccount, region: 'ap-guangzhou', host: new URL(server.baseUrl).host };
  const activity = textMessagesActivity({
    ...{ textMessages: texts.messages, people: people as never, register: parties as never, clock },
    smsGateway: smsGatewayOverHttp({ http, setting: { ...account, appId: '14', sign: '模拟县' } }),
    gatewayTalk: gatewayTalk({
      clock,
      holds: { isHeld: async () => false },
      limits: () => (connected ? limits : null),
    }),
    texting: { perMinute: 60, quietHours: { from: 21 * 60, until: 8 * 60 }, templates },
  });
  await texts.messages.queue(clock.now(), 100);
  return activity.sweepTextMessages({ clockSpeed: 1 });
}

const sentTo = (phone: string) =>
  book.rows<{ readonly phone: string }>({ name: 'texts' }).filter((one) => one.phone === `+86${phone}`)
    .length;

interface Shown {
  readonly kind: string;
  readonly state: string;
  readonly givenWay: string | null;
  readonly receipt: string | null;
  readonly message: { readonly state: string; readonly code: string | null } | null;
}

async function shown(caseRef: CaseRef): Promise<Shown> {
  const { notices } = (await as('finance', 'GET', `/v1/stays/${caseRef}/patient-notices`)) as unknown as {
    readonly notices: readonly [Shown];
  };
  return notices[0];
}

test('who forgot is told by text message before the hospital draws; only the carrier’s report counts, and from it the days run', async () => {
  const caseRef = await forgotten('13800138001');
  expect(await shown(caseRef)).toMatchObject({ kind: 'draw-notice', state: 'owed', message: null });
  expect(await round()).toMatchObject({ kind: 'open' });
  expect(await shown(caseRef)).toMatchObject({ state: 'owed', message: { state: 'accepted' } });
  const draw = () => as('finance', 'POST', `/v1/stays/${caseRef}/credit-draws`, { basis: 'mandate' });
  expect(await draw()).toMatchObject({ code: 'draw-too-early' });
  now += 60_000;
  expect(await round()).toEqual({ kind: 'idle' });
  const told = { state: 'given', givenWay: 'sms', receipt: expect.stringMatching(/^5000:/) };
  expect(await shown(caseRef)).toMatchObject({ ...told, message: { state: 'delivered', code: 'DELIVRD' } });
  const { creditLine } = (await as('finance', 'GET', `/v1/stays/${caseRef}`)) as unknown as {
    readonly creditLine: { readonly drawNoticedOn: string };
  };
  expect(creditLine.drawNoticedOn).toBe('2024-03-10');
  await round();
  expect(sentTo('13800138001')).toBe(1);
  // What went over the wire names neither the patient nor the number of the person.
  const [effect] = book.rows(effects);
  expect(effect).toMatchObject({ operation: 'text', subject: expect.stringMatching(/^sms_[0-9a-f]{32}$/) });
});

test('what has no template at the gateway waits and says so, and nothing else waits for it', async () => {
  const caseRef = await forgotten('13800138019');
  templates = { 'instalment-reminder': '1001' };
  try {
    expect(await round()).toMatchObject({ kind: 'open', attention: { code: 'party-not-connected' } });
    expect(await shown(caseRef)).toMatchObject({ message: { state: 'due', code: 'party-not-connected' } });
    now = millisOf(instant('2024-03-10T23:00:00+08:00'));
    // At night too the next look is not at once.
    expect(await round()).toMatchObject({ kind: 'open', againInMs: 3_600_000 });
    now = millisOf(instant('2024-03-11T09:00:00+08:00'));
  } finally {
    templates = approved;
  }
  await round();
  expect(await shown(caseRef)).toMatchObject({ message: { state: 'accepted', code: null } });
  now += 60_000;
  expect(await round()).toEqual({ kind: 'idle' });
});

test('a reply that is lost after the sending is asked for and never sent again', async () => {
  faults.add({ kind: 'drop-reply', times: 1 });
  const caseRef = await forgotten('13800138002');
  expect(await round()).toMatchObject({ kind: 'waiting', attention: { code: 'agency-wait' } });
  expect(await shown(caseRef)).toMatchObject({ message: { state: 'sent' } });
  now += 60_000;
  expect(await round()).toEqual({ kind: 'idle' });
  expect(await shown(caseRef)).toMatchObject({ state: 'given', message: { state: 'delivered' } });
  expect(sentTo('13800138002')).toBe(1);
});

test('a worker that dies after the commit and before the answer leaves a message that nobody sends a second time', async () => {
  const caseRef = await forgotten('13800138003');
  const { messages } = door().deps.texts;
  await messages.queue(clock.now(), 10);
  const [due] = await messages.due(1);
  const to = { phone: '13800138003', lookAt: clock.now(), at: clock.now() };
  expect(await messages.begin({ messageRef: due?.messageRef ?? '', caseRef }, to)).toBe(true);
  expect(await messages.begin({ messageRef: due?.messageRef ?? '', caseRef }, to)).toBe(false);
  expect(await round()).toMatchObject({ kind: 'open' });
  now += 73 * hours;
  await round();
  expect(await shown(caseRef)).toMatchObject({
    state: 'owed',
    message: { state: 'unknown', code: 'no-report' },
  });
  expect(sentTo('13800138003')).toBe(0);
});

test('no report, a report that says no, and a number that is refused leave the notice to people', async () => {
  const without = await forgotten('13800138004');
  faults.add({ kind: 'mischief', name: 'no-report', times: 1 });
  await round();
  const failed = await forgotten('13800138005');
  faults.add({ kind: 'mischief', name: 'not-delivered', times: 1 });
  await round();
  const refused = await forgotten('13800138006');
  faults.add({ kind: 'mischief', name: 'refuses:FailedOperation.PhoneNumberInBlacklist', times: 1 });
  await round();
  expect(await shown(refused)).toMatchObject({
    state: 'owed',
    message: { state: 'refused', code: 'phone-number-blocked' },
  });
  now += 6 * 60_000;
  await round();
  expect(await shown(failed)).toMatchObject({
    state: 'owed',
    message: { state: 'undelivered', code: 'UNDELIV' },
  });
  expect(await shown(without)).toMatchObject({ state: 'owed', message: { state: 'accepted' } });
  now += 73 * hours;
  expect(await round()).toEqual({ kind: 'idle' });
  expect(await shown(without)).toMatchObject({ state: 'owed', message: { state: 'unknown' } });
  const given = { givenOn: '2024-03-10', way: 'phone' };
  expect(await as('window', 'POST', `/v1/stays/${without}/patient-notices/1/given`, given)).toMatchObject({
    state: 'given',
  });
});

test('a late report still counts', async () => {
  faults.add({ kind: 'mischief', name: 'late-report', times: 1 });
  const caseRef = await forgotten('13800138007');
  await round();
  now += 2 * hours;
  await round();
  expect(await shown(caseRef)).toMatchObject({ state: 'owed', message: { state: 'accepted' } });
  now += 6 * hours;
  await round();
  expect(await shown(caseRef)).toMatchObject({ state: 'given', message: { state: 'delivered' } });
});

test('nobody is woken at night, told after paying or dying, or written to without a mobile number', async () => {
  now = millisOf(instant('2024-03-10T22:00:00+08:00'));
  const [asleep, paid, dead, unreached] = [
    await forgotten('13800138008'),
    await forgotten('13800138009'),
    await forgotten('13800138010'),
    await forgotten('0411-8888888'),
  ];
  expect(await round()).toEqual({ kind: 'open', againInMs: 10 * hours });
  expect(sentTo('13800138008')).toBe(0);
  const payment = { paymentId: 'P1', fen: 200_000, paidOn: '2024-03-10', method: 'cash', receiptNo: 'R1' };
  expect((await as('finance', 'POST', `/v1/stays/${paid}/patient-payments`, payment)).status).toBeLessThan(
    300,
  );
  const death = { kind: 'record-death', on: 'patient-account', diedOn: '2024-03-10' };
  expect(await propose('finance', dead, death)).toMatchObject({ state: 'applied' });
  now = millisOf(instant('2024-03-11T08:00:00+08:00'));
  await round();
  expect(['13800138008', '13800138009', '13800138010'].map(sentTo)).toEqual([1, 0, 0]);
  expect(await shown(paid)).toMatchObject({ state: 'moot', message: { state: 'withdrawn' } });
  expect(await shown(dead)).toMatchObject({ state: 'moot', message: { state: 'withdrawn' } });
  expect(await shown(unreached)).toMatchObject({ state: 'owed', message: { state: 'no-phone' } });
  expect(await shown(asleep)).toMatchObject({ message: { state: 'accepted' } });
});

test('a county without a gateway says so, and nothing that waited too long is sent later', async () => {
  const caseRef = await forgotten('13800138011');
  expect(await round(false)).toMatchObject({ kind: 'waiting', attention: { code: 'party-not-connected' } });
  expect(await shown(caseRef)).toMatchObject({
    state: 'owed',
    message: { state: 'due', code: 'party-not-connected' },
  });
  faults.add({ kind: 'mischief', name: 'error:UnauthorizedOperation.SmsSdkAppIdVerifyFail', times: 1 });
  await round();
  expect(await shown(caseRef)).toMatchObject({ message: { state: 'due', code: 'party-not-connected' } });
  now += 96 * hours;
  await round();
  expect(await shown(caseRef)).toMatchObject({ state: 'owed', message: { state: 'withdrawn' } });
  expect(sentTo('13800138011')).toBe(0);
});

test('of several that are due a gateway that hangs gets one, and the others once it answers again', async () => {
  gate = partyGate({ concurrency: 4, now: clock.now });
  const two = [await forgotten('13800138012'), await forgotten('13800138013')];
  faults.add({ kind: 'hang', times: 1 });
  expect(await round()).toMatchObject({ kind: 'waiting', attention: { code: 'agency-wait' } });
  const states = async () =>
    (await Promise.all(two.map(shown))).map(({ message }) => String(message?.state)).toSorted();
  expect(await states()).toEqual(['due', 'sent']);
  await round();
  expect(await states()).toEqual(['accepted', 'sent']);
});

// Behind all others: the hospital has no rule after it.
test('a rule that ends today lets nothing go from then on, also of what was made before', async () => {
  now = millisOf(instant('2024-03-10T22:00:00+08:00'));
  const [before, other] = [await forgotten('13800138014'), await forgotten('13800138016')];
  await round();
  for (const one of [before, other]) expect(await shown(one)).toMatchObject({ message: { state: 'due' } });
  expect(await ruled({ validUntil: localDate('2024-03-10'), at: clock.now() })).toMatchObject({
    kind: 'confirmed',
  });
  const after = await forgotten('13800138015');
  now = millisOf(instant('2024-03-11T08:00:00+08:00'));
  const { messages } = door().deps.texts;
  const due = await messages.due(10);
  const first = due.find((one) => 'caseRef' in one && one.caseRef === before);
  invariant(first !== undefined, 'it is due');
  // Whoever would send it looks first; what nobody sends, for the gateway takes nothing, ends with the rule all the same.
  const to = { phone: '13800138014', lookAt: clock.now(), at: clock.now() };
  expect(await messages.begin(first, to)).toBe(false);
  expect(await shown(other)).toMatchObject({ message: { state: 'due' } });
  await messages.withdrawUnruled(clock.now());
  for (const one of [before, other])
    expect(await shown(one)).toMatchObject({
      state: 'owed',
      message: { state: 'withdrawn', code: 'rule-ended' },
    });
  expect(await shown(after)).toMatchObject({ state: 'owed', message: null });
  expect(['13800138014', '13800138015', '13800138016'].map(sentTo)).toEqual([0, 0, 0]);
});
