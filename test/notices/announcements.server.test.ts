import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { partyGate } from '../../activities/exchange/party-gate.ts';
import { announcementActivity } from '../../activities/notices/announcement.ts';
import { gatewayTalk } from '../../activities/notices/gateway-talk.ts';
import { textMessagesActivity } from '../../activities/notices/text-messages.ts';
import { memoryBook } from '../../adapters/book.ts';
import { type PartyHttp, partyHttp } from '../../adapters/http.ts';
import { type PartyServer, serveParty } from '../../adapters/simulation-server.ts';
import { smsGatewayOverHttp } from '../../adapters/sms-gateway/http.ts';
import { simulatedAccount, smsGatewaySimulator } from '../../adapters/sms-gateway/simulator.ts';
import { partyFaults } from '../../county/parties/faults.ts';
import { countyClock } from '../../domain/clock.ts';
import { instant, instantFromMillis, localDate, millisOf } from '../../domain/dates.ts';
import type { AnnouncementRef } from '../../domain/ids.ts';
import { anAdmissionBody } from '../http/door-under-test.ts';
import { aDischarge, admitted, aSettlement, at } from '../postgres/store-under-test.ts';
import { aStayInCare, as, door, propose, tokenOf } from '../stays/resolutions-under-test.ts';

const hours = 3_600_000;
const noon = millisOf(instant('2024-03-10T12:05:00+08:00'));
let now = noon;
const clock = countyClock({ realMs: 0, countyMs: 0, speed: 1 }, () => now);
const book = memoryBook();
const faults = partyFaults();
let server: PartyServer;
let http: PartyHttp;
let templates: { readonly announcement?: string } = { announcement: '1004' };

beforeAll(async () => {
  const simulator = smsGatewaySimulator({ book, clock });
  server = await serveParty((request) => faults.answer(simulator, request));
  http = partyHttp({ baseUrl: server.baseUrl, credential: { kind: 'none' }, timeoutMs: 300 });
  const { actors, parties } = door().deps;
  await parties.putParty({ party: 'commercial-insurer', role: 'payer', name: '外人', institution: null });
  for (const [party, actor] of [
    ['medical-insurance', 'desk'],
    ['medical-insurance', 'chief'],
    ['commercial-insurer', 'stranger'],
  ] as const) {
    await actors.putActor({ party, actor, role: 'bureau', kind: 'person', name: '测试人员' });
    await parties.putCredential(party, tokenOf(actor), actor);
  }
});
afterAll(async () => {
  http.close();
  await server.close();
});
beforeEach(() => {
  now = noon;
  templates = { announcement: '1004' };
  faults.clear();
});

type Shown = {
  readonly announcementRef: AnnouncementRef;
  readonly status: number;
  readonly state: string;
  readonly code?: string;
  readonly [more: string]: unknown;
};
const path = '/v1/announcements';

/** Sent as a file, by a person of the bureau. */
async function push(text: string | Buffer, scheme = 'zaoqiang-2021', who = 'desk'): Promise<Shown> {
  const reply = await door().server.inject({
    ...{ method: 'POST', url: `${path}?scheme=${scheme}`, payload: text },
    headers: { authorization: `Bearer ${tokenOf(who)}`, 'content-type': 'text/csv' },
  });
  return { status: reply.statusCode, ...(reply.json() as Omit<Shown, 'status'>) } as Shown;
}
const fileOf = (...phones: readonly string[]) => ['手机号', ...phones].join('\n');
const look = (ref: string) => as('desk', 'GET', `${path}/${ref}`) as unknown as Promise<Shown>;
const post = (who: string, ref: string, what: 'release' | 'turn', body: object) =>
  as(who, 'POST', `${path}/${ref}/${what}`, body) as unknown as Promise<Shown>;

async function released(texts: number, ...phones: readonly string[]): Promise<AnnouncementRef> {
  const { announcementRef: ref } = await push(fileOf(...phones));
  await post('desk', ref, 'release', { texts });
  expect(await post('chief', ref, 'release', { texts })).toMatchObject({ status: 200, state: 'running' });
  return ref;
}

/** The workflow's look, and a round of the sending; `connected` false: the county has no gateway. */
function parts(connected = true) {
  const { texts, people, parties } = door().deps;
  const gate = partyGate({ concurrency: 4, now: clock.now });
  const limits = { promptMs: 300, promiseMs: 300, timeoutMs: 300, gate };
  const account = { ...simulatedAccount, region: 'ap-guangzhou', host: new URL(server.baseUrl).host };
  return {
    ...{ textMessages: texts.messages, announcements: texts.announcements },
    ...{ people: people as never, register: parties as never, clock },
    smsGateway: smsGatewayOverHttp({ http, setting: { ...account, appId: '14', sign: '模拟县' } }),
    gatewayTalk: gatewayTalk({
      clock,
      holds: { isHeld: async () => false },
      limits: () => (connected ? limits : null),
    }),
    texting: {
      ...{ perMinute: 2, quietHours: { from: 21 * 60, until: 8 * 60 } },
      templates: { 'instalment-reminder': '1', 'instalment-missed': '2', 'draw-notice': '3', ...templates },
    },
  };
}
const follow = (announcement: AnnouncementRef) =>
  announcementActivity(parts()).followAnnouncement({ announcement, clockSpeed: 1 });
const round = (connected = true) =>
  textMessagesActivity(parts(connected)).sweepTextMessages({ clockSpeed: 1 });

const sentTo = (...phones: readonly string[]) =>
  phones.map(
    (phone) =>
      book.rows<{ readonly phone: string }>({ name: 'texts' }).filter((one) => one.phone === `+86${phone}`)
        .length,
  );

test('a file is read, says what would come of it, and goes out once two people released the same', async () => {
  await as('desk', 'POST', `${path}/wishes`, { phone: '138 0000 0003', wanted: false });
  const rows = ['13800000001', '13800000002', '13800000001', '13800000003', '', 'x', '13800000004'];
  const read = await push(fileOf(...rows));
  expect(read).toMatchObject({
    ...{ status: 201, state: 'read', proposedBy: null, readBy: 'medical-insurance/desk', expectedEnd: null },
    text: { since: '2021-07-01', short: expect.stringContaining('【医保局】') },
    // The empty line is no row.
    file: {
      rows: 6,
      recipients: 4,
      doubles: 1,
      wrong: [{ row: 7, problems: [{ code: 'phone-not-mobile' }] }],
    },
    dryRun: { texts: 3, perMinute: 60, quietHours: { from: '21:00', until: '08:00' } },
  });
  expect(JSON.stringify(read)).not.toMatch(/1\d{10}/);
  expect(await push(fileOf(...rows))).toMatchObject({ status: 200, announcementRef: read.announcementRef });
  const ref = read.announcementRef;
  expect(await post('desk', ref, 'release', { texts: 4 })).toMatchObject({ code: 'announcement-changed' });
  expect(await post('desk', ref, 'release', { texts: 3 })).toMatchObject({ status: 202, state: 'proposed' });
  expect(await post('desk', ref, 'release', { texts: 3 })).toMatchObject({ code: 'second-person-needed' });
  expect(await post('chief', ref, 'release', { texts: 3 })).toMatchObject({
    ...{ status: 200, state: 'running', dryRun: null, releasedBy: 'medical-insurance/chief' },
    progress: { waiting: 4, sent: 0, delivered: 0 },
  });
  expect(await post('chief', ref, 'release', { texts: 3 })).toMatchObject({ code: 'announcement-unfit' });
  // Two a minute: a page of two, of which one was told, and the next once the minute is over.
  expect(await follow(ref)).toMatchObject({ kind: 'open', made: true, againInMs: 60_000 });
  expect(await round()).toMatchObject({ kind: 'open' });
  expect(await follow(ref)).toMatchObject({ kind: 'open', made: false });
  now += 61_000;
  expect(await follow(ref)).toMatchObject({ kind: 'open', made: true });
  await round();
  now += 61_000;
  await round();
  now += 300_000;
  await round();
  expect(await follow(ref)).toMatchObject({ kind: 'over', state: 'done' });
  expect(await look(ref)).toMatchObject({
    ...{ state: 'done', numbersUntil: '2024-04-09', numbersGone: false },
    progress: { waiting: 0, sent: 0, delivered: 3, undelivered: 0, unknown: 0, notSent: 1 },
  });
  expect(sentTo('13800000001', '13800000002', '13800000003', '13800000004')).toEqual([1, 1, 0, 1]);
  // A file that was mended and sent whole again tells nobody a second time.
  expect(await push(fileOf(...rows, '13800000005'))).toMatchObject({
    dryRun: {
      texts: 1,
      skipped: expect.arrayContaining([
        expect.objectContaining({ code: 'told-before', count: 3 }),
        expect.objectContaining({ code: 'opted-out', count: 1 }),
      ]),
    },
  });
});

test('who died is not written to, nor who opts out while it goes out', async () => {
  const patient = { ...anAdmissionBody().patient, phone: '13800000011' };
  const caseRef = await aStayInCare({ scheme: 'dalian-2022', patient });
  const { stays } = door().deps;
  await stays.recordDecision(caseRef, { ...admitted, scheme: 'dalian-2022' as never }, at);
  await stays.advanceStage(caseRef, 'Admitted', at);
  await stays.acceptDischarge({ ...aDischarge(caseRef), dischargedOn: localDate('2024-03-09'), at });
  await stays.recordDischargeTaken(caseRef, at);
  await stays.recordSettlement(aSettlement(caseRef));
  const inHospital = { ...anAdmissionBody().patient, phone: '13800000013' };
  const other = await aStayInCare({ scheme: 'dalian-2022', patient: inHospital });
  await stays.recordDecision(other, { ...admitted, scheme: 'dalian-2022' as never }, at);
  await stays.advanceStage(other, 'Admitted', at);
  const ref = await released(3, '13800000011', '13800000012', '13800000013');
  const death = { kind: 'record-death', on: 'patient-account', diedOn: '2024-03-10' };
  expect(await propose('finance', caseRef, death)).toMatchObject({ state: 'applied' });
  // In hospital: the discharge says so, and nothing else does.
  const diedOn = localDate('2024-03-09');
  await stays.acceptDischarge({ ...aDischarge(other), diedOn, dischargedOn: diedOn, at });
  await follow(ref);
  await as('chief', 'POST', `${path}/wishes`, { phone: '13800000012', wanted: false });
  await round();
  now += 0.5 * hours;
  await follow(ref);
  await round();
  expect(sentTo('13800000011', '13800000012', '13800000013')).toEqual([0, 0, 0]);
  expect(await follow(ref)).toMatchObject({ kind: 'over', counts: { notSent: 3 } });
});

test('it rests at night, is paused and resumed, and after it was stopped nobody is written to', async () => {
  const phones = ['13800000021', '13800000022', '13800000023', '13800000024'];
  const ref = await released(4, ...phones);
  now += 10 * hours;
  expect(await follow(ref)).toMatchObject({ kind: 'open', atNight: true, made: false });
  now += 10 * hours;
  expect(await follow(ref)).toMatchObject({ kind: 'open', atNight: false, made: true });
  expect(await post('desk', ref, 'turn', { to: 'paused', reason: '核对' })).toMatchObject({
    state: 'paused',
  });
  expect(await round()).toEqual({ kind: 'idle' });
  expect(await follow(ref)).toMatchObject({ kind: 'open', state: 'paused', made: false });
  expect(sentTo(...phones)).toEqual([0, 0, 0, 0]);
  await post('desk', ref, 'turn', { to: 'running', reason: '核对完毕' });
  await round();
  expect(sentTo(...phones)).toEqual([1, 1, 0, 0]);
  now += 61_000;
  await follow(ref);
  expect(await post('chief', ref, 'turn', { to: 'stopped', reason: '文本有误' })).toMatchObject({
    ...{ state: 'stopped', reason: '文本有误', progress: { sent: 2, notSent: 2, waiting: 0 } },
  });
  await round();
  expect(await follow(ref)).toMatchObject({ kind: 'over', state: 'stopped' });
  expect(sentTo(...phones)).toEqual([1, 1, 0, 0]);
  for (const to of ['running', 'paused'])
    expect(await post('desk', ref, 'turn', { to, reason: '再试' })).toMatchObject({
      code: 'announcement-unfit',
    });
  now += 5 * 60_000;
  await round();
  expect(await look(ref)).toMatchObject({ progress: { sent: 0, delivered: 2, notSent: 2 } });
});

test('a gateway that answers nothing is shown, and who was not reported to is not told again', async () => {
  const phones = ['13800000031', '13800000032'];
  const ref = await released(2, ...phones);
  await follow(ref);
  faults.add({ kind: 'hang', times: 1 });
  expect(await round()).toMatchObject({ kind: 'waiting', attention: { code: 'agency-wait' } });
  expect(await follow(ref)).toMatchObject({ attention: { code: 'agency-wait', blockedOn: 'sms-gateway' } });
  expect(await look(ref)).toMatchObject({ waitsFor: { code: 'agency-wait' }, progress: { waiting: 1 } });
  // The first is asked about before the second goes.
  faults.add({ kind: 'mischief', name: 'no-report', times: 2 });
  now += 61_000;
  await round();
  now += 73 * hours;
  await round();
  expect(await follow(ref)).toMatchObject({ kind: 'over', counts: { unknown: 2, delivered: 0 } });
  // The first hung before the gateway took it; nobody knows that, and it is not sent again.
  expect(sentTo(...phones)).toEqual([0, 1]);
});

test('without a gateway or its template it waits and says so, and a refused number ends with its code', async () => {
  const ref = await released(1, '13800000041');
  await follow(ref);
  expect(await round(false)).toMatchObject({ kind: 'waiting', attention: { code: 'party-not-connected' } });
  templates = {};
  expect(await round()).toMatchObject({ kind: 'open', attention: { code: 'party-not-connected' } });
  expect(sentTo('13800000041')).toEqual([0]);
  templates = { announcement: '1004' };
  faults.add({ kind: 'mischief', name: 'refuses:FailedOperation.PhoneNumberInBlacklist', times: 1 });
  await round();
  expect(await follow(ref)).toMatchObject({ kind: 'over', counts: { undelivered: 1 } });
});

test.each([
  ['without a column of numbers', '姓名\n甲\n', 'phone-column-missing'],
  ['without one number', '手机\n甲\n', 'no-phone'],
  ['whose bytes are no text', Buffer.from([0x31, 0xff, 0xff, 0x0a]), 'bad-encoding'],
])('a file %s is refused, with the reason', async (_, text, reason) => {
  expect(await push(text)).toMatchObject({
    ...{ status: 422, code: 'recipients-refused', detail: expect.stringContaining(reason) },
  });
});

test('a scheme without the message, an unknown one and somebody else’s announcement are refused', async () => {
  const file = fileOf('13800000051');
  expect(await push(file, 'dalian-2022')).toMatchObject({ code: 'announcement-not-offered' });
  expect(await push(file, 'none-2020')).toMatchObject({ code: 'scheme-unknown' });
  const { announcementRef: ref } = await push(file);
  for (const what of ['release', 'turn'] as const)
    expect(await post('stranger', ref, what, { texts: 1, to: 'stopped', reason: 'x' })).toMatchObject({
      status: expect.toSatisfy((status: number) => status >= 400),
    });
  expect(await as('stranger', 'GET', `${path}/${ref}`)).toMatchObject({ code: 'announcement-unknown' });
  expect(await as('desk', 'POST', `${path}/wishes`, { phone: '12345', wanted: false })).toMatchObject({
    code: 'request-invalid',
  });
});

test('numbers are sealed, never in an audit entry, and destroyed thirty days after the end; what nobody released lapses', async () => {
  const { db, deps } = door();
  const { announcementRef: ref } = await push(fileOf('13800000061'));
  const rows = await db.selectFrom('announcementRecipients').selectAll().execute();
  expect(rows.length).toBeGreaterThan(0);
  for (const { phoneSealed, phoneDigest } of rows)
    expect(`${phoneSealed.toString('latin1')}${phoneDigest.toString('latin1')}`).not.toMatch(/1380000\d{4}/);
  const audit = await db.selectFrom('auditEntries').select(['action', 'subject', 'reason']).execute();
  expect(audit.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'announcement-read',
      'announcement-release',
      'announcement-stop',
      'text-opt-out',
    ]),
  );
  expect(JSON.stringify(audit)).not.toMatch(/1380000\d{4}/);
  const { announcements } = deps.texts;
  const later = (days: number) => instantFromMillis(noon + days * 24 * hours);
  expect(await announcements.forgetNumbers(later(29), 100)).toBe(0);
  expect(await announcements.forgetNumbers(later(35), 100)).toBeGreaterThan(4);
  expect(await look(ref)).toMatchObject({ state: 'stopped', reason: 'lapsed', numbersGone: true });
  const lapse = db.selectFrom('auditOwed').select('reason').where('subject', '=', ref);
  expect(await lapse.execute()).toContainEqual({ reason: 'lapsed' });
  expect(await db.selectFrom('announcementRecipients').selectAll().execute()).toEqual([]);
});
