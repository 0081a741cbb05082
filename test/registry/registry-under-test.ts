import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { assemble } from '../../api/assembly.ts';
import { buildServer } from '../../api/http/server.ts';
import { startRegistryRelay } from '../../api/relay/registry.ts';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { call, doorSetting, hospitals, seedOffice, tokens } from '../http/door-under-test.ts';
import { aList, type ListHub, openListHub, send } from '../lists/hub-under-test.ts';
import type { Listed } from '../lists/people.ts';
import { answerShape, faultsOf } from './standard.ts';

export type RegistryUnderTest = Awaited<ReturnType<typeof openRegistry>>;
type Caller = keyof typeof tokens;

/** The door over lists that were really released, and a party for each role. */
export function useRegistry(): () => RegistryUnderTest {
  let registry: RegistryUnderTest | undefined;
  beforeAll(async () => {
    registry = await openRegistry();
  });
  afterAll(() => registry?.close());
  return () => {
    invariant(registry !== undefined, 'the registry is not open yet');
    return registry;
  };
}

async function openRegistry() {
  const hub = await openListHub();
  const setting = {
    ...doorSetting(hub.url),
    vault: { keys: hub.keys, indexKey: hub.indexKey },
    clock: { realMs: Date.now(), countyMs: Date.parse('2026-03-01T09:00:00+08:00'), speed: 1 },
  };
  const { db, deps } = assemble(setting);
  const server = await buildServer({ ...deps, nudge: () => undefined });
  const listId = await aList(hub, { shrinkLimitPermille: 1_000 });
  const otherList = await aList(hub, { shrinkLimitPermille: 1_000 });
  await register(hub, listId, otherList);
  await seedOffice(deps);
  const post = async (caller: Caller | null, path: string, payload: object) => {
    const url = `/dci/v1.0.0/registry/${path}`;
    const reply = await call(server, caller, { method: 'POST', url, payload });
    const { statusCode: status } = reply;
    // Whatever a test is about: nothing leaves this door that the standard has no form for.
    expect(reply.headers['content-type']).toMatch(/^application\/json\b/);
    expect(faultsOf(answerShape(`/registry/${path}`, status), reply.json())).toEqual([]);
    return { status, body: reply.json() };
  };
  return {
    ...{ hub, db, deps, server, listId, otherList, setting, post },
    /** Sends a message of somebody; `more` goes into its header. */
    ask: (caller: Caller, path: string, message: object, more: object = {}) =>
      post(caller, path, envelope(partyOf(caller, listId, otherList), path, message, more)),
    relay: () => startRegistryRelay({ ...deps, log: { warn: () => undefined }, pollMs: 20, callMs: 1_000 }),
    async close() {
      await server.close();
      await deps.flow.close();
      await deps.registry.close();
      await deps.changes.close();
      await db.destroy();
      await hub.close();
    },
  };
}

function partyOf(caller: Caller, listId: string, otherList: string): string {
  if (caller === 'agency') return listId;
  if (caller === 'payer') return otherList;
  return caller === 'hospital' ? hospitals[0] : hospitals[1];
}

/** One hospital and two agencies; the `payer` credential of the other tests is the second agency's here. */
async function register(hub: ListHub, listId: ListId, otherList: ListId): Promise<void> {
  for (const [code, token] of [
    [hospitals[0], tokens.hospital],
    [hospitals[1], tokens.otherHospital],
  ] as const) {
    const institution = code as InstitutionId;
    await hub.register.putInstitution({
      ...{ institution, name: code, division: '500154', level: 2, kind: 'public', type: 'hospital' },
      ...{ settlesInstantly: false, designatedFrom: localDate('2020-01-01'), designatedUntil: null },
    });
    await hub.register.putParty({ party: code, role: 'hospital', name: code, institution });
    await hub.register.putCredential(code, token);
  }
  await hub.register.putCredential(listId, tokens.agency);
  await hub.register.putCredential(otherList, tokens.payer);
}

/** A message as a sender of the standard writes it. */
export function envelope(party: string, path: string, message: object, more: object = {}) {
  const lists = Object.values(message).filter(Array.isArray);
  return {
    signature: '',
    header: {
      ...{ version: '1.0.0', message_id: randomUUID(), message_ts: '2026-03-01T09:00:00+08:00' },
      action: path.replace('sync/', '').replace('txn/status', 'txn-status'),
      ...{ sender_id: party, receiver_id: 'treat-first-hub', is_msg_encrypted: false },
      total_count: lists[0]?.length ?? 1,
      ...more,
    },
    message,
  };
}

/** A search of one request. */
export function search(criteria: object, more: object = {}) {
  const request = { reference_id: 'r1', timestamp: '2026-03-01T09:00:00+08:00', locale: 'zho' };
  const search_criteria = { version: '1.0.0', reg_type: 'ns:org:RegistryType:Social', ...criteria };
  return { transaction_id: 't1', search_request: [{ ...request, search_criteria, ...more }] };
}

/** Criteria that name a person by number. */
export const byNumber = (idNumber: string) => ({
  ...{ query_type: 'idtype-value', query: { type: 'UIN', value: idNumber } },
});

/** Predicates joined by and. */
export const where = (conditions: Readonly<Record<string, string>>) => ({
  query_type: 'predicate',
  query: Object.entries(conditions).map(([attribute_name, attribute_value]) => ({
    expression1: { attribute_name, operator: 'eq', attribute_value },
  })),
});

/** The purpose of a hospital's look-up. */
export const forStay = (caseRef: string) => ({
  authorize: { purpose: { code: 'admission', ref_uri: `urn:treat-first:stay:${caseRef}` } },
});

const heading = '身份证号码,姓名,人员类别,认定日期\n';

/** Releases a list that names these people. */
export async function release(
  { hub }: RegistryUnderTest,
  listId: ListId,
  listed: readonly (readonly [person: Listed | undefined, since?: string, category?: string])[],
  asOf = '2026-03-01',
): Promise<number> {
  const rows = listed.map(([person, since = '2024-01-01', category = '低保对象']) => {
    invariant(person !== undefined, 'nobody is listed');
    return `${person.idNumber},${person.name},${category},${since}\n`;
  });
  const version = await send(hub, listId, heading + rows.join(''), { asOf: localDate(asOf) });
  invariant(version.state === 'released', `the list was not released: ${version.state} ${version.reasons}`);
  return version.version;
}

/** A stay of the first hospital. */
export async function aStay({ server }: RegistryUnderTest, person: Listed): Promise<CaseRef> {
  const payload = {
    ...{ scheme: 'kaizhou-2024', institution: hospitals[0], admissionNo: `ZY-${randomUUID().slice(0, 8)}` },
    ...{ admittedOn: '2026-03-01', emergency: false, referred: true },
    patient: { idNumber: person.idNumber, name: person.name },
    diagnosis: { code: 'J18.9', name: '肺炎' },
    facts: {},
  };
  const reply = await call(server, 'hospital', { method: 'POST', url: '/v1/stays', payload });
  invariant(reply.statusCode === 202, `no stay: ${reply.statusCode} ${reply.body}`);
  return (reply.json() as { caseRef: CaseRef }).caseRef;
}
