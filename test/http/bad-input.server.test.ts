import { type AddressInfo, connect } from 'node:net';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type FailureCode, failures } from '../../domain/failures.ts';
import type { Stage } from '../../domain/stay.ts';
import { anAdmissionBody, anIdNumber, type Caller, useDoor } from './door-under-test.ts';

const door = useDoor();

interface BadInput {
  readonly what: string;
  readonly change?: (body: ReturnType<typeof anAdmissionBody>) => unknown;
  readonly payload?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller?: Caller | null;
  readonly code: FailureCode;
  /** `[path, code]` of every field error. */
  readonly errors?: readonly (readonly [string, string])[];
}

const patient = (change: Record<string, unknown>) => (body: ReturnType<typeof anAdmissionBody>) => ({
  ...body,
  patient: { ...body.patient, ...change },
});
const field = (change: Record<string, unknown>) => (body: ReturnType<typeof anAdmissionBody>) => ({
  ...body,
  ...change,
});

const admissions: readonly BadInput[] = [
  { what: 'malformed JSON', payload: '{"scheme": ', code: 'body-malformed' },
  { what: 'an empty body', payload: '', code: 'body-malformed' },
  { what: 'a body that is no object', payload: '[]', code: 'request-invalid', errors: [['', 'field-type']] },
  { what: 'a poisoned prototype', payload: '{"__proto__": {"role": "operator"}}', code: 'body-malformed' },
  {
    what: 'another content type',
    payload: 'a=b',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    code: 'media-type-unsupported',
  },
  {
    what: 'a content type with a tab',
    payload: '{}',
    headers: { 'content-type': 'application/json\ta' },
    code: 'media-type-unsupported',
  },
  { what: 'a body that is too large', payload: JSON.stringify('x'.repeat(30_000)), code: 'body-too-large' },
  {
    what: 'unknown fields, at the top and inside',
    change: (body) => ({ ...body, adress: 1, patient: { ...body.patient, ssn: 1 } }),
    code: 'request-invalid',
    errors: [
      ['/patient/ssn', 'field-unknown'],
      ['/adress', 'field-unknown'],
    ],
  },
  {
    what: 'everything missing',
    change: () => ({}),
    code: 'request-invalid',
    errors: ['institution', 'admissionNo', 'admittedOn', 'emergency', 'patient'].map(
      (name) => [`/${name}`, 'field-missing'] as const,
    ),
  },
  {
    what: 'a wrong check digit',
    change: patient({ idNumber: '110105194912310021' }),
    code: 'request-invalid',
    errors: [['/patient/idNumber', 'identity-check-digit']],
  },
  {
    what: 'a birth date that does not exist, and so a wrong check digit',
    change: patient({ idNumber: '110105194902300021' }),
    code: 'request-invalid',
    errors: [
      ['/patient/idNumber', 'identity-birth-date'],
      ['/patient/idNumber', 'identity-check-digit'],
    ],
  },
  {
    what: 'a day that does not exist',
    change: field({ admittedOn: '2024-02-30' }),
    code: 'request-invalid',
    errors: [['/admittedOn', 'day-invalid']],
  },
  {
    what: 'wrong types',
    change: field({ emergency: 'no', facts: { 'work-injury': 'maybe' } }),
    code: 'request-invalid',
    errors: [
      ['/emergency', 'field-type'],
      ['/facts/work-injury', 'field-type'],
    ],
  },
  {
    what: 'an unknown exclusion and one that follows from other fields',
    change: field({ facts: { bewitched: true, 'not-insured': true } }),
    code: 'request-invalid',
    errors: [
      ['/facts/bewitched', 'exclusion-unknown'],
      ['/facts/not-insured', 'exclusion-derived'],
    ],
  },
  {
    what: 'a control character in a name',
    change: patient({ name: '张\u0000三' }),
    code: 'request-invalid',
    errors: [['/patient/name', 'character-unstorable']],
  },
  {
    what: 'a directional character in a name',
    change: patient({ name: '张\u202E三' }),
    code: 'request-invalid',
    errors: [['/patient/name', 'character-unseen']],
  },
  {
    what: 'a name that stands twice',
    payload: '{"scheme": "kaizhou-2024", "scheme": "kaizhou-2025"}',
    code: 'request-invalid',
    errors: [['/scheme', 'field-repeated']],
  },
  {
    what: 'plain text',
    payload: '{}',
    headers: { 'content-type': 'text/plain' },
    code: 'media-type-unsupported',
  },
  {
    what: 'a page of another site',
    headers: { origin: 'https://elsewhere.example' },
    code: 'origin-foreign',
  },
  {
    what: 'a page of another site, in a new browser',
    headers: { 'sec-fetch-site': 'cross-site' },
    code: 'origin-foreign',
  },
  {
    what: 'an admission number with a slash at its start',
    change: field({ admissionNo: '/../x' }),
    code: 'request-invalid',
    errors: [['/admissionNo', 'field-format']],
  },
  {
    what: 'a future admission',
    change: field({ admittedOn: '2024-03-11' }),
    code: 'admission-in-future',
    errors: [['/admittedOn', 'day-in-future']],
  },
  { what: 'an unknown scheme', change: field({ scheme: 'nowhere-2024' }), code: 'scheme-unknown' },
  {
    what: 'a day before the scheme',
    change: field({ admittedOn: '2024-01-27' }),
    code: 'scheme-not-in-force',
  },
  {
    what: 'an unknown institution',
    caller: 'operator',
    change: field({ institution: 'H99999900001' }),
    code: 'institution-unknown',
  },
  { what: 'another hospital', change: field({ institution: 'H50015400002' }), code: 'not-allowed' },
  { what: 'no credential', caller: null, code: 'credential-missing' },
  {
    what: 'an unknown credential',
    caller: null,
    headers: { authorization: `Bearer ${'x'.repeat(40)}` },
    code: 'credential-missing',
  },
  { what: 'an agency', caller: 'agency', code: 'not-allowed' },
  {
    what: 'an idempotency key that is none',
    headers: { 'idempotency-key': 'two words' },
    code: 'request-invalid',
    errors: [['/idempotency-key', 'field-format']],
  },
];

describe('a bad admission', () => {
  test.each(admissions)('$what: $code', async (bad) => {
    const before = await rows();
    const body = bad.payload ?? JSON.stringify((bad.change ?? ((same) => same))(anAdmissionBody()));
    const reply = await door().call(bad.caller === undefined ? 'hospital' : bad.caller, {
      method: 'POST',
      url: '/v1/stays',
      payload: body,
      headers: { 'content-type': 'application/json', ...bad.headers },
    });
    expect(reply.json()).toMatchObject({ code: bad.code, status: failures[bad.code].status });
    expect(reply.statusCode).toBe(failures[bad.code].status);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json\b/);
    expect(errorsOf(reply.json())).toEqual(bad.errors ?? []);
    expect(await rows(), 'nothing is half-done').toEqual(before);
  });

  test('nothing of what was sent comes back in the answer', async () => {
    const idNumber = `${anIdNumber(7).slice(0, 17)}!`;
    const payload = patient({ idNumber, name: '王\u0001五' })(anAdmissionBody());
    const reply = await door().call('hospital', { method: 'POST', url: '/v1/stays', payload });
    expect(reply.statusCode).toBe(422);
    expect(reply.body).not.toContain(idNumber.slice(0, 14));
    expect(reply.body).not.toContain('五');
  });
});

describe('a bad discharge', () => {
  const bill = { totalFen: 1_250_000, outOfPolicyFen: 30_000 };
  const discharge = { dischargedOn: '2024-03-10', way: 'cured', bill };
  const item = (fen: number, chargedOn?: string) => ({ code: 'bed', name: '床位费', fen, chargedOn });
  const discharges: readonly {
    readonly what: string;
    readonly body: object;
    readonly code: FailureCode;
    readonly errors?: readonly (readonly [string, string])[];
  }[] = [
    {
      what: 'before admission',
      body: { ...discharge, dischargedOn: '2024-03-07' },
      code: 'discharge-before-admission',
      errors: [['/dischargedOn', 'discharge-before-admission']],
    },
    {
      what: 'in the future',
      body: { ...discharge, dischargedOn: '2024-03-11' },
      code: 'request-invalid',
      errors: [['/dischargedOn', 'day-in-future']],
    },
    {
      what: 'with more out of policy than the total',
      body: { ...discharge, bill: { totalFen: 1, outOfPolicyFen: 2 } },
      code: 'request-invalid',
      errors: [['/bill/outOfPolicyFen', 'out-of-policy-above-total']],
    },
    {
      what: 'with a negative and a fractional amount',
      body: { ...discharge, bill: { totalFen: 12.5, outOfPolicyFen: -1 } },
      code: 'request-invalid',
      errors: [
        ['/bill/totalFen', 'amount-fractional'],
        ['/bill/outOfPolicyFen', 'amount-negative'],
      ],
    },
    {
      what: 'with an amount beyond the safe integers',
      body: { ...discharge, bill: { totalFen: 2 ** 53, outOfPolicyFen: 0 } },
      code: 'request-invalid',
      errors: [['/bill/totalFen', 'amount-unsafe']],
    },
    {
      what: 'with items a fen short of the total',
      body: { ...discharge, bill: { ...bill, items: [item(1_000_000), item(249_999)] } },
      code: 'request-invalid',
      errors: [['/bill/items', 'bill-items-sum']],
    },
    {
      what: 'with no items at all of a bill that is more than nothing',
      body: { ...discharge, bill: { ...bill, items: [] } },
      code: 'request-invalid',
      errors: [['/bill/items', 'bill-items-sum']],
    },
    {
      what: 'with an item of half a fen',
      body: { ...discharge, bill: { ...bill, items: [item(0.5)] } },
      code: 'request-invalid',
      errors: [['/bill/items/0/fen', 'amount-fractional']],
    },
    {
      what: 'a fen above the ceiling',
      body: { ...discharge, bill: { ...bill, totalFen: 500_000_001 } },
      code: 'request-invalid',
      errors: [['/bill/totalFen', 'bill-above-ceiling']],
    },
    {
      what: 'before a charge day',
      body: {
        ...discharge,
        bill: { ...bill, items: [item(1_000_000, '2024-03-10'), item(250_000, '2024-03-11')] },
      },
      code: 'request-invalid',
      errors: [['/bill/items/1/chargedOn', 'charged-after-discharge']],
    },
  ];

  test.each(discharges)('$what: $code', async ({ body, code, errors }) => {
    const { caseRef } = await anAdmission();
    const url = `/v1/stays/${caseRef}/discharge`;
    const reply = await door().call('hospital', { method: 'POST', url, payload: body });
    expect(reply.json()).toMatchObject({ code, status: failures[code].status });
    expect(errorsOf(reply.json())).toEqual(errors ?? []);
    const read = await door().call('hospital', { url: `/v1/stays/${caseRef}` });
    expect(read.json()).toMatchObject({ stage: 'Arrived', discharge: null });
  });

  test('of a stay that was refused: stage-unfit', async () => {
    const { caseRef } = await anAdmission();
    await bringTo(caseRef, 'Refused');
    const url = `/v1/stays/${caseRef}/discharge`;
    const reply = await door().call('hospital', { method: 'POST', url, payload: discharge });
    expect(reply.json()).toMatchObject({ code: 'stage-unfit', status: 409 });
  });

  test('a second discharge with another bill is a conflict, with the same bill a repetition', async () => {
    const { caseRef } = await anAdmission();
    await bringTo(caseRef, 'Admitted');
    const url = `/v1/stays/${caseRef}/discharge`;
    const post = (payload: object) => door().call('hospital', { method: 'POST', url, payload });
    expect((await post(discharge)).statusCode).toBe(202);
    expect((await post(discharge)).statusCode).toBe(200);
    const other = await post({ ...discharge, bill: { ...bill, totalFen: 1_250_001 } });
    expect(other.json()).toMatchObject({ status: 409, code: 'discharge-conflict' });
    const read = await door().call('hospital', { url: `/v1/stays/${caseRef}` });
    expect(read.json().discharge.totalFen).toBe(1_250_000);
  });
});

describe('what is not there', () => {
  test.each([
    ['an unknown case', '/v1/stays/case_00000000000000000000', 'case-unknown'],
    ['a case ref of another form', "/v1/stays/'%20OR%201=1", 'case-unknown'],
    ['an unknown route', '/v1/nothing', 'route-unknown'],
    ['a broken escape', '/v1/stays/%zz', 'route-unknown'],
    ['an unknown scheme', '/v1/schemes/nowhere-2024', 'scheme-unknown'],
    ['a cursor of somebody else', '/v1/stays?cursor=abc', 'request-invalid'],
    ['an unknown query', '/v1/stays?page=2', 'request-invalid'],
    ['U+0000 in a path', '/v1/stays/a%00b', 'request-invalid'],
    ['U+0000 in a query', '/v1/stays?admissionNo=a%00b', 'request-invalid'],
    ['U+0000 in a cursor', `/v1/stays?cursor=${cursorOf('\0')}`, 'request-invalid'],
    ['a limit out of range', '/v1/stays?limit=1000', 'request-invalid'],
  ] as const)('%s', async (_, url, code) => {
    const reply = await door().call('hospital', { url });
    expect(reply.json()).toMatchObject({ code, status: failures[code].status });
  });
});

describe('what would not fit the store', () => {
  test.each([
    ['versions', '/v1/lists/L/versions', 2 ** 31],
    ['rows', '/v1/lists/L/versions/latest/errors', 2 ** 31],
    ['conflicts', '/v1/lists/conflicts', 2 ** 53],
    [
      'obligations',
      '/v1/obligations',
      { caseRef: 'case_0123456789abcdefghij', payer: 'bmi', claimSequence: 2 ** 31 },
    ],
    [
      'attention',
      '/v1/attention',
      { since: '0000-01-01T00:00:00Z', caseRef: 'case_0123456789abcdefghij', step: 'x' },
    ],
  ])('a cursor beyond the range of its column: %s', async (_, url, key) => {
    const reply = await door().call('operator', { url: `${url}?cursor=${cursorOf(key)}` });
    expect(reply.statusCode, reply.body).toBeLessThan(500);
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
  });

  test('a designation that ends on the day it begins', async () => {
    const reply = await door().call('operator', {
      method: 'PUT',
      url: '/v1/institutions/H50015400009',
      payload: {
        ...{ name: '某医院', division: '500154', level: 2, kind: 'public', type: 'hospital' },
        ...{ designatedFrom: '2024-01-01', designatedUntil: '2024-01-01' },
      },
    });
    expect(errorsOf(reply.json())).toEqual([['/designatedUntil', 'days-reversed']]);
  });

  test('what the door took and the store refuses is 422, never 500', async () => {
    const { deps } = door();
    const refused = vi.spyOn(deps.stays, 'listStays').mockImplementation(async () => {
      await sql`SELECT 'x'::date`.execute(door().db);
      return [];
    });
    onTestFinished(() => refused.mockRestore());
    const reply = await door().call('operator', { url: '/v1/stays' });
    expect(reply.json()).toMatchObject({
      code: 'store-refuses-value',
      status: 422,
      errorId: expect.any(String),
    });
  });
});

describe('what Node refuses by itself is a problem document too', () => {
  test.each([
    ['no HTTP', 'HELLO\r\n\r\n', 'http-malformed'],
    ['no Host', 'GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n', 'http-malformed'],
    [
      'headers too large',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      'headers-too-large',
    ],
    ['an address too long', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`, 'headers-too-large'],
    ['another expectation', 'GET / HTTP/1.1\r\nhost: a\r\nexpect: more\r\n\r\n', 'expectation-unsupported'],
    ['another version', 'GET / HTTP/9.9\r\nhost: a\r\n\r\n', 'http-malformed'],
  ] as const)('%s', async (_, request, code) => {
    const { server } = door();
    if (!server.server.listening) await server.listen({ port: 0, host: '127.0.0.1' });
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    socket.write(request);
    let said = '';
    for await (const piece of socket) said += piece;
    const [head = '', body = ''] = said.split('\r\n\r\n');
    expect(head).toMatch(/^content-type: application\/problem\+json/im);
    expect(head.startsWith(`HTTP/1.1 ${failures[code].status} `), head).toBe(true);
    expect(JSON.parse(body)).toMatchObject({ code, status: failures[code].status });
  });
});

function cursorOf(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function errorsOf(problem: { readonly errors?: readonly { path: string; code: string }[] }) {
  return (problem.errors ?? []).map(({ path, code }) => [path, code]);
}

async function rows(): Promise<unknown> {
  const { rows } =
    await sql`SELECT (SELECT count(*) FROM stays) AS stays, (SELECT count(*) FROM outbox) AS outbox,
    (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM idempotency_keys) AS keys`.execute(
      door().db,
    );
  return rows[0];
}

async function anAdmission(): Promise<{ readonly caseRef: string }> {
  const reply = await door().call('hospital', {
    method: 'POST',
    url: '/v1/stays',
    payload: anAdmissionBody(),
  });
  return reply.json();
}

/** What the workflow does between arrival and care. */
async function bringTo(caseRef: string, stage: Stage): Promise<void> {
  const { stays, clock } = door().deps;
  const ref = (await stays.listStays({ limit: 200 })).find((stay) => stay.caseRef === caseRef)?.caseRef;
  if (ref === undefined) throw new Error('the stay is not there');
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordCover(ref, { insurance, categories: [], creditLine: null }, clock.now());
  await stays.advanceStage(ref, stage, clock.now());
}
