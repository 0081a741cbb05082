import { sql } from 'kysely';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { CaseRef, ListId } from '../../domain/ids.ts';
import { hospitals } from '../http/door-under-test.ts';
import { aList } from '../lists/hub-under-test.ts';
import { people } from '../lists/people.ts';
import { openReceiver, type Receiver, type Wire } from './receiver.ts';
import { aStay, byNumber, forStay, release, useRegistry, where } from './registry-under-test.ts';

const registry = useRegistry();
let receiver: Receiver;

beforeAll(async () => {
  receiver = await openReceiver();
});
beforeEach(async () => {
  receiver.heard.length = 0;
  receiver.taken.length = 0;
  receiver.answers(() => ({ status: 200 }));
  const peer = { callbackUrl: receiver.url, publicKey: null, token: null };
  for (const party of [registry().listId, registry().otherList, hospitals[0]])
    await registry().deps.registry.peers.putPeer({ ...peer, party });
  const relay = registry().relay();
  onTestFinished(() => relay.stop());
});

const subscription = (event: string, criteria: object) => ({
  transaction_id: `sub-${event}`,
  subscribe_request: [
    {
      ...{ reference_id: event, timestamp: '2026-03-01T09:00:00+08:00' },
      subscribe_criteria: {
        ...{ version: '1.0.0', reg_type: 'ns:org:RegistryType:Social', notify_record_type: 'Member' },
        ...{ reg_event_type: `spdci-common:RegistryEventType:${event}`, ...criteria },
      },
    },
  ],
});

const filtered = ({ query_type, query }: { query_type: string; query: object }) => ({
  ...{ filter_type: query_type, filter: query },
});

/** The code of a subscription, from its callback. */
async function subscribed(caller: 'agency' | 'hospital' | 'payer', event: string, criteria: object) {
  const { body } = await registry().ask(caller, 'subscribe', subscription(event, criteria));
  expect(body.message).toMatchObject({ ack_status: 'ACK' });
  const { correlation_id } = body.message;
  await expect
    .poll(() => receiver.taken.some((one) => one.body.message.correlation_id === correlation_id))
    .toBe(true);
  const answer = receiver.taken.find((one) => one.body.message.correlation_id === correlation_id);
  expect(answer?.body.header.action).toBe('on-subscribe');
  const [told] = answer?.body.message.subscribe_response ?? [];
  return told;
}

interface Told {
  readonly to: string;
  readonly event: string;
  readonly number: string;
  readonly category: string;
  readonly reference: string;
}

/** What was told so far, in the order of arrival. */
function told(): readonly Told[] {
  return receiver.taken
    .filter(({ body }) => body.header.action === 'notify')
    .flatMap(({ body }) =>
      body.message.notify_event.map((event: object) => ({ ...event, to: body.header.receiver_id })),
    )
    .map(({ to, reference_id, data }) => ({
      to,
      event: data.reg_records.additional_attributes[0].event,
      number: data.reg_records.member_identifier[0].identifier_value,
      category: data.reg_records.additional_attributes[0].category,
      reference: reference_id,
    }));
}

/** Events with whom they are about, in the order of letters. */
const pairs = (heard: readonly Told[]) => heard.map(({ event, number }) => `${event} ${number}`).toSorted();

/** Waits until nothing is on its way any more, releases examined included. */
async function settled(): Promise<void> {
  // In one statement: between two of them a notice would become a message that neither has seen.
  const rest = async () =>
    (
      await sql<{ readonly rest: number }>`
        SELECT (SELECT count(*) FROM registry_deliveries WHERE state = 'owed')::int
          + (SELECT count(*) FROM registry_notices)::int
          + (SELECT count(*) FROM list_versions WHERE released_at IS NOT NULL)::int
          - (SELECT count(*) FROM registry_releases)::int AS rest`.execute(registry().db)
    ).rows[0]?.rest;
  await expect.poll(rest, { timeout: 15_000 }).toBe(0);
}

const numbers = (group: readonly { readonly idNumber: string }[]) =>
  group.map(({ idNumber }) => idNumber as string).toSorted();

test('a keeper hears once of everybody who comes, changes or goes', async () => {
  const { listId } = registry();
  const [stays, moves, leaves, comes] = people(4);
  await release(registry(), listId, [[stays], [moves], [leaves]]);
  await settled();
  for (const event of ['REGISTER', 'UPDATE', 'DEREGISTER']) {
    const answer = await subscribed('agency', event, filtered(where({ list_id: listId })));
    expect(answer).toMatchObject({ status: 'succ', subscriptions: [{ status: 'subscribe' }] });
  }
  expect(told()).toEqual([]);
  const version = await release(registry(), listId, [[stays], [moves, '2024-06-01'], [comes]]);
  await settled();
  const heard = told();
  expect(pairs(heard)).toEqual([
    `DEREGISTER ${leaves?.idNumber}`,
    `REGISTER ${comes?.idNumber}`,
    `UPDATE ${moves?.idNumber}`,
  ]);
  // The standard's own member for it knows only one of the three.
  expect(receiver.faults).toEqual([]);
  const named = receiver.taken.flatMap(({ body }) => body.message.notify_event ?? []);
  expect(named.map(({ data }: Wire) => data.reg_event_type)).toEqual(
    named.map(({ data }: Wire) =>
      data.reg_records.additional_attributes[0].event === 'REGISTER' ? 'REGISTER' : undefined,
    ),
  );
  for (const { reference, category } of heard) {
    expect(reference).toMatch(new RegExp(`^sub_[0-9a-f]{24}/${listId}/${version}/\\d+$`));
    expect(category).toBe('subsistence-allowance');
  }
  // One message for each subscription, and its changes are copied no longer than it takes to tell them.
  expect(receiver.taken.filter(({ body }) => body.header.action === 'notify')).toHaveLength(3);
  expect(await registry().db.selectFrom('registryChanges').selectAll().execute()).toEqual([]);
});

test('many changes come in batches of a hundred, each of them once, although the receiver fails now and then', async () => {
  const listId = await ownList();
  await subscribed('payer', 'REGISTER', filtered(where({ list_id: listId })));
  let tries = 0;
  receiver.answers(() => ({ status: ++tries % 2 === 1 ? 502 : 200 }));
  const group = people(230);
  await release(
    registry(),
    listId,
    group.map((one) => [one] as const),
  );
  await settled();
  expect(
    told()
      .map(({ number }) => number)
      .toSorted(),
  ).toEqual(numbers(group));
  expect(receiver.taken.map(({ body }) => body.header.total_count)).toEqual([1, 100, 100, 30]);
});

test('what a subscription narrows it to: one category, one person', async () => {
  const listId = await ownList();
  const [a, b, c] = people(3);
  await release(registry(), listId, [[c]]);
  await settled();
  await subscribed('payer', 'REGISTER', filtered(where({ list_id: listId, category: 'extreme-poverty' })));
  await subscribed('payer', 'DEREGISTER', filtered(byNumber(c?.idNumber ?? '')));
  await release(registry(), listId, [[a], [b, '2024-01-01', '特困']]);
  await settled();
  expect(pairs(told())).toEqual([`DEREGISTER ${c?.idNumber}`, `REGISTER ${b?.idNumber}`]);
});

test('nobody hears of lists of others; a hospital hears of its patient, from every list, while the stay is open', async () => {
  const { listId } = registry();
  const [patient, stranger] = people(2);
  if (patient === undefined || stranger === undefined) throw new Error('nobody was made');
  const stay: CaseRef = await aStay(registry(), patient);
  const asked = { ...filtered(byNumber(patient.idNumber)), ...forStay(stay) };
  expect(await subscribed('hospital', 'REGISTER', asked)).toMatchObject({ status: 'succ' });
  expect(await subscribed('hospital', 'DEREGISTER', asked)).toMatchObject({ status: 'succ' });
  const unknown = { ...filtered(where({ UIN: patient.idNumber, list_id: 'none' })), ...forStay(stay) };
  expect(await subscribed('hospital', 'UPDATE', unknown)).toMatchObject({
    status_reason_code: 'rjct.notify_details.invalid',
  });
  await subscribed('payer', 'REGISTER', filtered(where({ category: 'subsistence-marginal' })));
  await release(registry(), listId, [
    [patient, '2024-01-01', '低保边缘'],
    [stranger, '2024-01-01', '低保边缘'],
  ]);
  await settled();
  const heardBy = (party: string) =>
    told().filter((one) => one.to === party && one.category === 'subsistence-marginal');
  expect(heardBy(hospitals[0]).map(({ event, number }) => [event, number])).toEqual([
    ['REGISTER', patient.idNumber],
  ]);
  // The keeper hears of both: it subscribed to its whole list in the first test.
  expect(
    heardBy(listId)
      .map(({ number }) => number)
      .toSorted(),
  ).toEqual(numbers([patient, stranger]));
  expect(heardBy(registry().otherList)).toEqual([]);
  await registry().db.updateTable('stays').set({ stage: 'Refused' }).where('caseRef', '=', stay).execute();
  receiver.taken.length = 0;
  await release(registry(), listId, [[stranger, '2024-01-01', '低保边缘']]);
  await settled();
  expect(told().filter(({ to }) => to === hospitals[0])).toEqual([]);
  expect(told().length).toBeGreaterThan(0);
});

test('the same wish twice is one subscription; ended, it is heard of no more', async () => {
  const listId = await ownList();
  const wish = filtered(where({ list_id: listId }));
  const first = await subscribed('payer', 'REGISTER', wish);
  const [{ code }] = first.subscriptions;
  const again = await subscribed('payer', 'REGISTER', wish);
  expect(again).toMatchObject({
    ...{ status: 'rjct', status_reason_code: 'rjct.event.already_subscribed', subscriptions: [{ code }] },
  });
  const end = async (caller: 'agency' | 'payer', subscription_codes: readonly string[]) => {
    receiver.taken.length = 0;
    const message = { transaction_id: 'u1', timestamp: '2026-03-01T09:00:00+08:00', subscription_codes };
    expect((await registry().ask(caller, 'unsubscribe', message)).body.message.ack_status).toBe('ACK');
    const [answer] = await receiver.wait('on-unsubscribe');
    return answer?.body.message;
  };
  expect(await end('agency', [code])).toMatchObject({ status_reason_code: 'rjct.subscription_code.invalid' });
  expect(await end('payer', [code, 'sub_none'])).toMatchObject({
    status_reason_code: 'rjct.subscription_code.invalid',
  });
  expect(await end('payer', [code])).toMatchObject({
    ...{ status: 'succ', subscription_status: [{ code, status: 'unsubscribe' }] },
  });
  expect(await end('payer', [code])).toMatchObject({ status_reason_code: 'rjct.event.already_unsubscribed' });
  await release(registry(), listId, [[people(1)[0]]]);
  await settled();
  expect(told()).toEqual([]);
});

test.each([
  ['an event of households', { reg_event_type: 'NewHouseHoldMember' }, 'rjct.notify_types.invalid'],
  ['records of households', { notify_record_type: 'Group' }, 'rjct.notify_details.invalid'],
  ['no record type', { notify_record_type: undefined }, 'rjct.notify_details.invalid'],
  ['a schedule', { frequency: { frequency: '0 0 * * *' } }, 'rjct.notify_details.invalid'],
  ['graphql', { filter_type: 'graphql' }, 'rjct.notify_details.invalid'],
  ['a page', { pagination: { page_size: 1 } }, 'rjct.notify_details.invalid'],
  ['no filter', { filter: undefined }, 'rjct.notify_details.invalid'],
  ['a day', filtered(where({ as_of: '2026-01-01' })), 'rjct.notify_details.invalid'],
  ['a list of somebody else', filtered(where({ list_id: 'not-mine' })), 'rjct.notify_details.invalid'],
  ['a wrong number', filtered(byNumber('1')), 'rjct.person_id.invalid'],
  ['nobody known', filtered(byNumber(people(1)[0]?.idNumber ?? '')), 'rjct.person_id.invalid'],
])('a subscription to %s is turned away by its code', async (_, criteria, code) => {
  const right = filtered(where({ list_id: registry().otherList }));
  const told = await subscribed('payer', 'REGISTER', { ...right, ...criteria });
  expect(told).toMatchObject({ status: 'rjct', status_reason_code: code });
  expect(told).not.toHaveProperty('subscriptions');
});

/** One more list of the second agency. */
async function ownList(): Promise<ListId> {
  const listId = await aList(registry().hub, { shrinkLimitPermille: 1_000 });
  const list = await registry().deps.parties.list(listId);
  if (list === undefined) throw new Error('the list is not there');
  await registry().deps.parties.putList({ ...list, party: registry().otherList });
  return listId;
}
