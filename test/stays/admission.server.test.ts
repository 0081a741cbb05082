import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { isCaseRef } from '../../domain/ids.ts';
import { anAdmissionBody, hospitals, useDoor } from '../http/door-under-test.ts';
import { slack } from '../servers/temporary.ts';

/** Waits for a decision as long as a door does by default. */
const door = useDoor({ decisionWaitMs: 2_000 });
const quick = useDoor();

const admit = (body: object, headers: Record<string, string> = {}, at = quick) =>
  at().call('hospital', { method: 'POST', url: '/v1/stays', payload: body, headers });

async function count(table: 'stays' | 'outbox' | 'people'): Promise<number> {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(table)}`.execute(
    quick().db,
  );
  return rows[0]?.n ?? Number.NaN;
}

test('with Temporal away the hospital hears within three seconds: admit, the decision follows', async () => {
  const started = performance.now();
  const reply = await admit(anAdmissionBody(), {}, door);
  expect(performance.now() - started).toBeLessThan(3_000 * slack);
  expect(reply.statusCode).toBe(202);
  const stay = reply.json();
  expect(isCaseRef(stay.caseRef)).toBe(true);
  expect(stay).toMatchObject({ stage: 'Arrived', decision: null, begunAt: null });
  expect(reply.headers.location).toBe(`/v1/stays/${stay.caseRef}`);
  const read = await door().call('hospital', { url: `/v1/stays/${stay.caseRef}` });
  expect(read.json()).toEqual(stay);
});

test('the relay owes the start of an accepted admission, once', async () => {
  const before = await count('outbox');
  await admit(anAdmissionBody());
  expect(await count('outbox')).toBe(before + 1);
});

test('the same admission again is the same case', async () => {
  const body = anAdmissionBody();
  const first = await admit(body);
  const reordered = Object.fromEntries(Object.entries(body).reverse());
  const second = await admit(reordered);
  expect([first.statusCode, second.statusCode]).toEqual([202, 200]);
  expect(second.json().caseRef).toBe(first.json().caseRef);
});

test('the same admission number with another body is a conflict that changes nothing', async () => {
  const body = anAdmissionBody();
  const first = await admit(body);
  const reply = await admit({ ...body, emergency: true });
  expect(reply.statusCode).toBe(409);
  expect(reply.json().code).toBe('admission-number-conflict');
  const read = await quick().call('hospital', { url: `/v1/stays/${first.json().caseRef}` });
  expect(read.json().emergency).toBe(false);
});

test('fifty at once with one admission number and one body are one stay, and all hear its case ref', async () => {
  const before = await count('stays');
  const body = anAdmissionBody();
  const replies = await Promise.all(Array.from({ length: 50 }, () => admit(body)));
  expect(new Set(replies.map((reply) => reply.json().caseRef)).size).toBe(1);
  expect(replies.filter((reply) => reply.statusCode === 202)).toHaveLength(1);
  expect(replies.filter((reply) => reply.statusCode === 200)).toHaveLength(49);
  expect(await count('stays')).toBe(before + 1);
});

test('fifty at once with fifty bodies under one admission number: one stay, the rest conflict', async () => {
  const body = anAdmissionBody();
  const bodies = Array.from({ length: 50 }, (_, n) => ({
    ...body,
    diagnosis: { code: `J${n}`, name: '肺炎' },
  }));
  const replies = await Promise.all(bodies.map((one) => admit(one)));
  expect(replies.filter((reply) => reply.statusCode === 202)).toHaveLength(1);
  expect(replies.filter((reply) => reply.statusCode === 409)).toHaveLength(49);
});

test('a repeated idempotency key gets the first status, also side by side', async () => {
  const body = anAdmissionBody();
  const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
  const together = await Promise.all([1, 2, 3].map(() => admit(body, headers)));
  const later = await admit(body, headers);
  for (const reply of [...together, later]) {
    expect(reply.statusCode).toBe(202);
    expect(reply.json().caseRef).toBe(later.json().caseRef);
  }
});

test('a repeated idempotency key with another body is refused', async () => {
  const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
  await admit(anAdmissionBody(), headers);
  const reply = await admit(anAdmissionBody(), headers);
  expect(reply.statusCode).toBe(422);
  expect(reply.json().code).toBe('idempotency-key-reused');
});

test('a refused request frees its idempotency key', async () => {
  const headers = { 'idempotency-key': randomBytes(8).toString('hex') };
  const body = anAdmissionBody();
  expect((await admit({ ...body, scheme: 'nowhere-2024' }, headers)).statusCode).toBe(422);
  expect((await admit(body, headers)).statusCode).toBe(202);
});

test('the scheme is the one of the place and day, named or not; another one is told which it is', async () => {
  const { scheme, ...unnamed } = anAdmissionBody();
  expect((await admit(unnamed)).json()).toMatchObject({ scheme });
  const wrong = await admit({ ...anAdmissionBody(), scheme: 'zaoqiang-2021' });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.json()).toMatchObject({ code: 'scheme-elsewhere', detail: scheme });
  const early = await admit({ ...anAdmissionBody(), scheme: undefined, admittedOn: '2023-12-31' });
  expect(early.json()).toMatchObject({ code: 'scheme-not-in-force' });
});

test('a case is found by its admission number, by its own hospital only', async () => {
  const body = anAdmissionBody();
  const admitted = (await admit(body)).json();
  const url = `/v1/stays?admissionNo=${body.admissionNo}`;
  const own = await quick().call('hospital', { url });
  expect(own.json().stays.map((stay: { caseRef: string }) => stay.caseRef)).toEqual([admitted.caseRef]);
  expect((await quick().call('otherHospital', { url })).json()).toEqual({ stays: [], next: null });
  const operator = await quick().call('operator', { url: `${url}&institution=${body.institution}` });
  expect(operator.json()).toEqual(own.json());
  // Its own name changes nothing, and another's is not a way in: there is nothing, rather than one's own.
  const named = { url: `/v1/stays?institution=${body.institution}` };
  expect((await quick().call('hospital', named)).json().stays).not.toEqual([]);
  expect((await quick().call('otherHospital', named)).json()).toEqual({ stays: [], next: null });
});

test('pages of stays hold every stay once', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { stays: { caseRef: string }[]; next: string | null } = (
      await quick().call('hospital', { url: `/v1/stays?limit=3${query}` })
    ).json();
    seen.push(...page.stays.map((stay) => stay.caseRef));
    cursor = page.next;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(await count('stays'));
});

test('a transfer names the case of the same patient at another hospital, and both stays show it', async () => {
  const body = anAdmissionBody();
  const other = { ...body, institution: hospitals[1] as string };
  const payload = { method: 'POST', url: '/v1/stays', payload: other } as const;
  const { caseRef: transferredFrom } = (await quick().call('otherHospital', payload)).json();
  const somebody = await admit({ ...anAdmissionBody(), transferredFrom });
  expect(somebody.json()).toMatchObject({
    code: 'request-invalid',
    errors: [{ path: '/transferredFrom', code: 'transfer-unknown' }],
  });
  const { caseRef } = (await admit({ ...body, transferredFrom })).json();
  const to = (await quick().call('hospital', { url: `/v1/stays/${caseRef}` })).json();
  expect(to.previousStay).toMatchObject({ caseRef: transferredFrom, transferred: true, dischargedOn: null });
  const from = (await quick().call('otherHospital', { url: `/v1/stays/${transferredFrom}` })).json();
  expect(from.transferredTo).toMatchObject({ caseRef, institution: body.institution });
});
