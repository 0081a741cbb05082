import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { arrivalFrom } from '../../domain/arrival.ts';
import type { PersonRef } from '../../domain/ids.ts';
import {
  anAdmission,
  aPerson,
  aSettledStay,
  at,
  civilAffairs,
  hospital,
  useStore,
} from '../postgres/store-under-test.ts';

const store = useStore();

test('one person is one ref, however many callers register them at once', async () => {
  const everybody = Array.from({ length: 40 }, (_, serial) => aPerson(serial));
  const loads = await Promise.all([
    store().people.registerMany(everybody),
    store().people.registerMany(everybody.toReversed()),
    ...everybody.slice(0, 5).map(async (person) => [await store().people.register(person)]),
  ]);
  const [forwards, backwards] = loads;
  expect(forwards).toEqual(backwards?.toReversed());
  expect(new Set(loads.flat()).size).toBe(40);
  const [first] = everybody;
  if (first === undefined) throw new Error('somebody expected');
  expect(await store().people.find(first)).toBe(forwards?.[0]);
  expect(await store().people.find(aPerson(77_777))).toBeUndefined();
});

test('a person opens as registered; what was unknown is filled in, what was known stays', async () => {
  const person = aPerson(501);
  const ref = await store().people.register(person);
  expect(await store().people.open(ref)).toEqual(person);
  await store().people.register({ ...person, name: '误写', phone: '13800000000' });
  expect(await store().people.open(ref)).toEqual({ ...person, phone: '13800000000' });
  await expect(store().people.open('psn_00000000000000000000' as PersonRef)).rejects.toThrow(
    'not in the vault',
  );
});

test('an identity moved to another row does not open', async () => {
  const [one, two] = await store().people.registerMany([aPerson(601), aPerson(602)]);
  await sql`UPDATE people SET identity_sealed = (SELECT identity_sealed FROM people WHERE person_ref = ${one})
    WHERE person_ref = ${two}`.execute(store().db);
  await expect(store().people.open(two as PersonRef)).rejects.toThrow('seal-broken');
});

test('nothing personal stands in clear in any table', async () => {
  const canary = { ...aPerson(4_242), name: '金丝雀', address: '开州区汉丰街道', phone: '13912345678' };
  const personRef = await store().people.register(canary);
  const entry = await anAdmission(store(), {
    personRef,
    arrival: arrivalFrom({ diagnosis: { code: '诊断金丝雀', name: canary.name } }),
  });
  const { caseRef } = entry;
  await store().stays.acceptAdmission(entry);
  await store().stays.recordCheck({
    caseRef,
    by: 'doctor',
    checkedBy: '医生金丝雀',
    categories: ['extreme-poverty'],
    actor: 'H50015400001/machine',
    at,
  });
  const reasons = [{ code: 'drug-use', article: '金丝雀', zh: '金丝雀', en: 'canary' }];
  const decision = {
    scheme: 'x',
    version: '1',
    outcome: 'review',
    reasons,
    conditions: [],
    missing: [],
    assumed: [],
  } as const;
  await store().stays.recordDecision(caseRef, decision, at);
  const message = {
    key: `${caseRef}/1101`,
    party: 'medical-insurance',
    operation: '1101',
    institution: hospital,
    caseRef,
    at,
    leaseMs: 1_000,
  } as const;
  const begun = await store().messages.beginMessage({
    ...message,
    makeBody: async () => JSON.stringify(canary),
  });
  if (begun.kind !== 'send') throw new Error('send expected');
  const recorded = {
    key: message.key,
    token: begun.token,
    reply: { text: canary.idNumber },
    outcome: 'final',
    at,
  } as const;
  await store().messages.recordReply(recorded);
  await store().files.storeFile(
    civilAffairs,
    (async function* () {
      yield Buffer.from(JSON.stringify(canary));
    })(),
  );
  await store().parties.putCredential('civil-affairs', 'token-金丝雀');
  await aSettledStay(store());
  const dump = await everything();
  expect(dump).toContain(personRef);
  const secrets = [canary.idNumber, canary.birthDate, '金丝雀', '汉丰', canary.phone, 'J18.9'];
  // bytea is dumped as hexadecimal.
  const hidden = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('hex')]);
  expect(hidden.filter((secret) => dump.includes(secret))).toEqual([]);
});

test('passports of two countries are two people, and the number stands nowhere in clear', async () => {
  const passport = (issuer: string) => ({
    ...{ ...aPerson(4), idNumber: null, name: 'MARIA SCHMIDT' },
    certificate: { kind: 'passport', number: 'C01X00T47', issuer } as const,
  });
  const { people, db } = store();
  const refs = [await people.register(passport('DEU')), await people.register(passport('FRA'))];
  expect(new Set(refs).size).toBe(2);
  expect(await people.register(passport('DEU'))).toBe(refs[0]);
  expect(await people.find(passport('FRA'))).toBe(refs[1]);
  expect((await people.open(refs[0] as PersonRef)).certificate).toEqual(passport('DEU').certificate);
  const dump = await sql<{ row: string }>`SELECT people::text AS row FROM people`.execute(db);
  const hidden = ['C01X00T47', Buffer.from('C01X00T47').toString('hex')];
  expect(dump.rows.some(({ row }) => hidden.some((one) => row.includes(one)))).toBe(false);
});

async function everything(): Promise<string> {
  const { rows } = await sql<{ name: string }>`SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`.execute(store().db);
  const dumps = await Promise.all(
    rows.map(async ({ name }) => {
      const dump = await sql<{ row: string }>`SELECT t::text AS row FROM ${sql.table(name)} AS t`.execute(
        store().db,
      );
      return dump.rows.map(({ row }) => row).join('\n');
    }),
  );
  return dumps.join('\n');
}
