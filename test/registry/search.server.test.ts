import { beforeAll, describe, expect, test } from 'vitest';
import { isSignedBy } from '../../api/registry/signature.ts';
import type { CaseRef, ListId } from '../../domain/ids.ts';
import { call, hospitals } from '../http/door-under-test.ts';
import { aList, send } from '../lists/hub-under-test.ts';
import { people } from '../lists/people.ts';
import {
  aStay,
  byNumber,
  envelope,
  forStay,
  release,
  search,
  useRegistry,
  where,
} from './registry-under-test.ts';
import { faultsOf, keysShape } from './standard.ts';

const registry = useRegistry();
const [patient, left, elsewhere, nobody] = people(4);
const number = (person = patient): string => person?.idNumber ?? '';
let stay: CaseRef;

beforeAll(async () => {
  await release(registry(), registry().listId, [[patient], [left, '2025-06-01', '特困']], '2026-02-01');
  await release(registry(), registry().listId, [[patient]], '2026-02-20');
  await release(registry(), registry().otherList, [[elsewhere]]);
  if (patient === undefined) throw new Error('nobody was made');
  stay = await aStay(registry(), patient);
});

const only = async (caller: 'agency' | 'hospital' | 'payer' | 'otherHospital', message: object) => {
  const { status, body } = await registry().ask(caller, 'sync/search', message);
  expect([status, body.header.status, body.header.action]).toEqual([200, 'succ', 'on-search']);
  return body.message.search_response[0];
};

test('an agency finds a person on its own list; the answer is signed and says no more than it must', async () => {
  const { body } = await registry().ask('agency', 'sync/search', search(byNumber(number())));
  expect(body.header).toMatchObject({
    ...{ version: '1.0.0', sender_id: 'treat-first-hub', receiver_id: registry().listId },
    ...{ total_count: 1, completed_count: 1, is_msg_encrypted: false },
  });
  const [answer] = body.message.search_response;
  expect(answer).toMatchObject({ reference_id: 'r1', status: 'succ' });
  expect(answer.pagination).toEqual({ page_size: 100, page_number: 1, total_count: 1 });
  expect(answer.data.reg_record_type).toBe('spdci-extensions-dci:Member');
  expect(answer.data.reg_records).toEqual([
    {
      '@context': { spdci: 'https://schema.spdci.org/extensions/social/v1/' },
      '@type': 'spdci:Member',
      member_identifier: [{ '@type': 'Identifier', identifier_type: 'UIN', identifier_value: number() }],
      registration_date: '2024-01-01T00:00:00.000+08:00',
      additional_attributes: [
        {
          ...{ category: 'subsistence-allowance', list_id: registry().listId, list_as_of: '2026-02-20' },
          ...{ valid_from: '2024-01-01', listed_on: '2026-03-01', stale: false },
        },
      ],
    },
  ]);
  expect(JSON.stringify(body)).not.toContain(patient?.name);
  const jwks = (await call(registry().server, null, { url: '/dci/v1.0.0/.well-known/jwks.json' })).json();
  expect(faultsOf(keysShape, jwks)).toEqual([]);
  const by = { party: 'treat-first-hub', publicKey: jwks.keys[0].x, realMs: Date.now() };
  expect(isSignedBy(body.signature, body, by)).toBe(true);
});

test('who is not listed, not on the own list, or not known at all is no record, and the count says so', async () => {
  for (const person of [left, elsewhere, nobody]) {
    const answer = await only('agency', search(byNumber(number(person))));
    expect(answer).toMatchObject({
      status: 'succ',
      data: { reg_records: [] },
      pagination: { total_count: 0 },
    });
  }
});

test('on an earlier day, as known today and as known then', async () => {
  const asked = { UIN: number(left), as_of: '2026-02-10' };
  const today = await only('agency', search(where(asked)));
  expect(today.data.reg_records[0].additional_attributes).toMatchObject([
    { category: 'extreme-poverty', valid_from: '2025-06-01', listed_on: '2026-02-10' },
  ]);
  const later = await only('agency', search(where({ ...asked, as_of: '2026-02-25' })));
  expect(later.pagination.total_count).toBe(0);
  // Before the hub had the list nobody was known to be on it.
  const then = await only('agency', search(where({ ...asked, known_at: '2026-02-10T00:00:00+08:00' })));
  expect(then.pagination.total_count).toBe(0);
});

test('a keeper reads its own list page by page', async () => {
  const mine = [...(await pageOf(1)).reg, ...(await pageOf(2)).reg];
  expect(mine.toSorted()).toEqual([number(), number(left)].toSorted());
  expect((await pageOf(3)).reg).toEqual([]);
  const narrowed = await only('agency', search(where({ category: 'extreme-poverty', as_of: '2026-02-10' })));
  expect(narrowed.pagination.total_count).toBe(1);
});

async function pageOf(page_number: number) {
  const criteria = { ...where({ as_of: '2026-02-10' }), pagination: { page_size: 1, page_number } };
  const { data, pagination } = await only('agency', search(criteria));
  expect(pagination).toEqual({ page_size: 1, page_number, total_count: 2 });
  type Member = { readonly member_identifier: readonly { readonly identifier_value: string }[] };
  const members = data.reg_records as readonly Member[];
  return { reg: members.map((one) => one.member_identifier[0]?.identifier_value ?? '') };
}

describe('households', () => {
  const [head, child, neighbour] = people(3);
  const row = (person = head, household = 'H1') =>
    `${person?.idNumber},${person?.name},低保对象,2024-01-01,${household}\n`;
  let listId: ListId;
  let ward: CaseRef;
  beforeAll(async () => {
    listId = await aList(registry().hub);
    const list = await registry().deps.parties.list(listId);
    if (list === undefined || child === undefined) throw new Error('nothing was made');
    await registry().deps.parties.putList({ ...list, party: registry().listId });
    const file = `身份证号码,姓名,人员类别,认定日期,户编号\n${row()}${row(child)}${row(neighbour, 'H2')}`;
    expect((await send(registry().hub, listId, file)).state).toBe('released');
    ward = await aStay(registry(), child);
  });
  const group = (criteria: object) => search({ ...criteria, reg_record_type: 'spdci-extensions-dci:Group' });
  const identifiers = (record: { member_list: readonly { member_identifier?: readonly object[] }[] }) =>
    record.member_list.map((member) => member.member_identifier?.[0]);

  test('their keeper is told who is in the household of a person', async () => {
    const answer = await only('agency', group(where({ UIN: number(child), list_id: listId })));
    expect(answer.data.reg_record_type).toBe('spdci-extensions-dci:Group');
    const [record] = answer.data.reg_records;
    expect(record).toMatchObject({
      ...{ '@type': 'spdci:Group', group_type: 'household', group_size: 2 },
      additional_attributes: [{ list_id: listId, household_stated: true, listed_on: '2026-03-01' }],
    });
    expect(identifiers(record)).toMatchObject([
      { identifier_value: number(child) },
      { identifier_value: number(head) },
    ]);
  });

  test('a hospital is told how many, and nobody but its patient', async () => {
    const answer = await only('hospital', group({ ...byNumber(number(child)), ...forStay(ward) }));
    const [record] = answer.data.reg_records;
    expect(record.group_size).toBe(2);
    expect(identifiers(record)).toMatchObject([{ identifier_value: number(child) }, undefined]);
    expect(JSON.stringify(answer)).not.toContain(number(head));
  });

  test('a list without household numbers says so', async () => {
    const answer = await only('agency', group(byNumber(number())));
    expect(answer.data.reg_records).toMatchObject([
      { group_size: 1, additional_attributes: [{ household_stated: false }] },
    ]);
  });
});

describe('a hospital', () => {
  const unfit = { status: 'rjct', status_reason_code: 'rjct.search_criteria.invalid' };

  test('asks about the patient of an open stay of its own', async () => {
    const answer = await only('hospital', search({ ...byNumber(number()), ...forStay(stay) }));
    expect(answer.data.reg_records[0].additional_attributes).toHaveLength(1);
  });

  test('gets one and the same answer for everybody else', async () => {
    const asked = [
      only('hospital', search(byNumber(number()))),
      only('hospital', search({ ...byNumber(number(elsewhere)), ...forStay(stay) })),
      only('hospital', search({ ...byNumber(number(nobody)), ...forStay(stay) })),
      only('hospital', search({ ...byNumber(number()), ...forStay('case_00000000000000000000') })),
      only('otherHospital', search({ ...byNumber(number()), ...forStay(stay) })),
      only('hospital', search({ ...where({ category: 'extreme-poverty' }), ...forStay(stay) })),
    ];
    const answers = await Promise.all(asked);
    for (const answer of answers) expect(answer).toMatchObject(unfit);
    const texts = answers.map((answer) => answer.status_reason_message);
    expect(new Set(texts).size).toBe(1);
  });

  test('is stopped for the day after fifty wrong guesses, even where it would be right', async () => {
    const one = (reference_id: string) => ({
      ...search({ ...byNumber(number(nobody)), ...forStay(stay) }).search_request[0],
      reference_id,
    });
    const search_request = Array.from({ length: 50 }, (_, at) => one(`r${at}`));
    const guessed = await registry().ask('otherHospital', 'sync/search', {
      transaction_id: 't1',
      search_request,
    });
    expect(guessed.status).toBe(200);
    const right = await registry().ask('otherHospital', 'sync/search', search(byNumber(number())));
    expect([right.status, right.body.header.status]).toEqual([429, 'rjct']);
    expect(right.body.header.status_reason_message).toMatch(/^rate-limited: /);
    const peer = { party: hospitals[1], callbackUrl: 'http://127.0.0.1:1', publicKey: null, token: null };
    await registry().deps.registry.peers.putPeer(peer);
    const later = await registry().ask('otherHospital', 'search', search(byNumber(number())));
    expect([later.status, later.body.message.error.code]).toEqual([429, 'err.request.too_many_requests']);
    expect((await registry().ask('hospital', 'sync/search', search(byNumber(number())))).status).toBe(200);
  });
});

test.each(['payer', 'operator'] as const)('a credential that is neither: %s', async (caller) => {
  // The second agency speaks with the token that other tests give a payer; its own name must stand in the header.
  const message = envelope(registry().listId, 'sync/search', search(byNumber(number())));
  const { status, body } = await registry().post(caller, 'sync/search', message);
  const [error] = body.errors;
  expect([status, error.code, error.message.split(':')[0]]).toEqual(
    caller === 'payer'
      ? [403, 'err.sender_id.invalid', 'registry-message-refused']
      : [403, 'err.request.forbidden', 'not-allowed'],
  );
  expect((await registry().post(null, 'sync/search', message)).status).toBe(401);
});

test('every look-up is in the audit trail, by codes and refs only', async () => {
  await only('hospital', search({ ...byNumber(number()), ...forStay(stay) }));
  const entries = await registry()
    .db.selectFrom('auditEntries')
    .select(['actor', 'action', 'subject', 'reason'])
    .where('action', '=', 'registry-search')
    .execute();
  expect(entries).toContainEqual({
    ...{ actor: 'H50015400001/machine', action: 'registry-search', subject: stay, reason: '1 found' },
  });
  expect(entries.filter(({ reason }) => reason === 'purpose-unfit').length).toBeGreaterThan(5);
  expect(entries.some(({ subject }) => subject.startsWith('psn_'))).toBe(true);
  for (const person of [patient, left, elsewhere, nobody])
    expect(JSON.stringify(entries)).not.toContain(person?.idNumber);
});
