import type { InjectOptions } from 'fastify';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { anAdmissionBody, type Caller, today, useDoor } from '../http/door-under-test.ts';
import { aSettlement, at, putInCare } from '../postgres/store-under-test.ts';

const door = useDoor();
const finance = 'finance-one-'.padEnd(40, '0');
const lead = 'lead-one-'.padEnd(40, '0');
const institution = 'H50015400001' as InstitutionId;

beforeAll(async () => {
  const { actors, parties } = door().deps;
  for (const [role, token] of [
    ['hospital-finance', finance],
    ['hospital-lead', lead],
  ] as const) {
    await actors.putActor({ party: institution, actor: role, role, kind: 'person', name: '测试人员' });
    await parties.putCredential(institution, token, role);
  }
});

async function admittedStay(more: object = {}): Promise<CaseRef> {
  const reply = await door().call('hospital', {
    ...{ method: 'POST', url: '/v1/stays', payload: { ...anAdmissionBody(), ...more } },
  });
  const { caseRef } = reply.json() as { readonly caseRef: CaseRef };
  const { stays } = door().deps;
  await putInCare(stays, caseRef);
  return caseRef;
}

function item(fen: number, more: object = {}) {
  return { code: 'X110', name: '化疗药品甲', category: 'bed', quantity: '1', fen, policy: 'inside', ...more };
}

function list(listNo: string, entries: readonly object[], more: object = {}) {
  return { listNo, day: '2024-03-09', entries, ...more };
}

async function send(caseRef: string, payload: object, caller: Caller = 'hospital') {
  const asked: InjectOptions = { method: 'POST', url: `/v1/stays/${caseRef}/charges`, payload };
  const reply = await door().call(caller, asked);
  return { status: reply.statusCode, body: reply.json() };
}

async function get<Body>(path: string, caller: Caller = 'hospital'): Promise<Body> {
  return (await door().call(caller, { method: 'GET', url: path })).json() as Body;
}

interface View {
  readonly charges: {
    readonly totalFen: number;
    readonly unsigned: object;
    readonly warning: object | null;
    readonly bill: object | null;
  } | null;
}

describe('the daily list of a stay', () => {
  test('is taken once under its number: the same again is a replay, another one a conflict', async () => {
    const caseRef = await admittedStay();
    const first = list('D1', [item(500), item(70, { category: 'nursing', policy: 'outside' })]);
    expect(await send(caseRef, first)).toMatchObject({ status: 201, body: { totalFen: 570, late: false } });
    expect(await send(caseRef, first)).toMatchObject({ status: 200, body: { running: { totalFen: 570 } } });
    expect(await send(caseRef, list('D1', [item(501)]))).toMatchObject({
      ...{ status: 409, body: { code: 'charge-list-conflict' } },
    });
    expect(await get(`/v1/stays/${caseRef}`)).toMatchObject({
      charges: { lists: 1, totalFen: 570, insideFen: 500, outsideFen: 70, selfPaidFen: 0, bill: null },
    });
  });

  test('shows the day with its items, kinds and sums, and what all days up to it come to', async () => {
    const caseRef = await admittedStay();
    await send(caseRef, list('D1', [item(100)], { day: '2024-03-08' }));
    await send(caseRef, list('D2', [item(30, { category: 'nursing' }), item(20)]));
    await send(caseRef, list('D3', [item(-5, { corrects: { listNo: 'D1', line: 1 } })], { day: today }));
    const found = await get<{ readonly day: object }>(`/v1/stays/${caseRef}/charges?day=2024-03-09`);
    expect(found).toMatchObject({
      days: [
        { day: '2024-03-08', totalFen: 100, lateLists: 1 },
        { day: '2024-03-09', totalFen: 50, lateLists: 0 },
        { day: today, totalFen: -5 },
      ],
      day: {
        ...{ totalFen: 50, runningFen: 150 },
        byCategory: [
          { category: 'bed', zh: '床位费', fen: 20 },
          { category: 'nursing', fen: 30 },
        ],
        entries: [
          { listNo: 'D2', line: 1, name: '化疗药品甲', quantity: '1', fen: 30 },
          { listNo: 'D2', line: 2 },
        ],
      },
      running: { totalFen: 145 },
    });
  });

  test('a self-paid item without its signature is flagged at once, until it is taken back and charged with one', async () => {
    const caseRef = await admittedStay();
    const signature = { signedBy: 'family', signerName: '李四', signedOn: '2024-03-09' };
    const taken = await send(caseRef, list('D1', [item(10), item(800, { policy: 'self-paid' })]));
    expect(taken.body.flags).toMatchObject([
      { line: 2, code: 'signature-missing', zh: '自费项目缺少患者签字' },
    ]);
    expect(taken.body.running.unsigned).toEqual({ items: 1, fen: 800 });
    const corrects = { listNo: 'D1', line: 2 };
    await send(
      caseRef,
      list('D2', [
        item(-800, { policy: 'self-paid', corrects }),
        item(800, { policy: 'self-paid', signature }),
      ]),
    );
    const { charges } = await get<View>(`/v1/stays/${caseRef}`);
    expect(charges).toMatchObject({ totalFen: 810, unsigned: { items: 0, fen: 0 } });
    const emergency = await admittedStay({ emergency: true });
    const excepted = await send(emergency, list('D1', [item(800, { policy: 'self-paid' })]));
    expect(excepted.body.flags).toEqual([]);
  });

  test('what its items are called is sealed, and stands in no view that others read', async () => {
    const caseRef = await admittedStay();
    await send(caseRef, list('D1', [item(10)]));
    const { rows } =
      await sql`SELECT encode(entries_sealed, 'escape') AS sealed FROM charge_lists WHERE case_ref = ${caseRef}`.execute(
        door().db,
      );
    expect(JSON.stringify(rows)).not.toMatch(/X110|化疗/);
    for (const path of ['', '/events'])
      expect(JSON.stringify(await get(`/v1/stays/${caseRef}${path}`, 'operator'))).not.toMatch(/X110|化疗/);
    const asked = await door().call('operator', { method: 'GET', url: `/v1/stays/${caseRef}/charges` });
    expect(asked.statusCode).toBe(403);
  });
});

describe('a list that cannot be', () => {
  const wrong = (payload: object, path: string, code: string) => [code, { payload, path, code }] as const;
  test.each([
    wrong(list('N1', [item(1)], { day: '2024-03-11' }), '/day', 'day-in-future'),
    wrong(list('N1', [item(1)], { day: '2024-03-07' }), '/day', 'charge-before-admission'),
    wrong(list('N1', [item(-1)]), '/entries/0/fen', 'charge-negative-without-reference'),
    wrong(
      list('N1', [item(1, { corrects: { listNo: 'D1', line: 1 } })]),
      ...(['/entries/0/fen', 'correction-not-negative'] as const),
    ),
    wrong(
      list('N1', [item(-1, { corrects: { listNo: 'D9', line: 1 } })]),
      ...(['/entries/0/corrects', 'corrected-entry-unknown'] as const),
    ),
    wrong(
      list('N1', [item(-101, { corrects: { listNo: 'D1', line: 1 } })]),
      ...(['/entries/0/fen', 'correction-beyond-corrected'] as const),
    ),
    wrong(
      list('N1', [item(1, { signature: { signedBy: 'patient', signerName: '张三', signedOn: today } })]),
      ...(['/entries/0/signature', 'signature-not-self-paid'] as const),
    ),
    wrong(
      list('N1', [item(1)], { estimate: { totalFen: 5, patientFen: 1, shares: { 'basic-insurance': 3 } } }),
      ...(['/estimate/totalFen', 'estimate-sum'] as const),
    ),
    wrong(list('N1', [item(1, { quantity: '0.0' })]), '/entries/0/quantity', 'field-format'),
  ])('is refused by %s, and nothing is kept of it', async (_, { payload, path, code }) => {
    const caseRef = await admittedStay();
    await send(caseRef, list('D1', [item(100)]));
    expect(await send(caseRef, payload)).toMatchObject({
      ...{ status: 422, body: { code: 'request-invalid', errors: [{ path, code }] } },
    });
    expect((await get<View>(`/v1/stays/${caseRef}`)).charges?.totalFen).toBe(100);
  });

  test('is refused for another hospital’s stay as for one that is not there', async () => {
    const caseRef = await admittedStay();
    expect(await send(caseRef, list('D1', [item(1)]), 'otherHospital')).toMatchObject({
      ...{ status: 404, body: { code: 'case-unknown' } },
    });
  });
});

describe('the bill at the discharge', () => {
  const discharge = (caseRef: string, totalFen: number, more: object = {}) =>
    door().call('hospital', {
      ...{ method: 'POST', url: `/v1/stays/${caseRef}/discharge` },
      payload: {
        dischargedOn: '2024-03-09',
        way: 'cured',
        bill: { totalFen, outOfPolicyFen: 0 },
        ...more,
      },
    });

  test('is the sum of its lists, or is answered with both figures until the hospital says why', async () => {
    const caseRef = await admittedStay();
    await send(caseRef, list('D1', [item(10_000)]));
    const differs = await discharge(caseRef, 12_000);
    expect([differs.statusCode, differs.json().code]).toEqual([409, 'bill-differs-from-charges']);
    expect(differs.json().detail).toMatch(/120\.00.*100\.00/);
    const because = { differsBecause: '最后一日费用未单列清单' };
    expect((await discharge(caseRef, 12_000, because)).statusCode).toBe(202);
    expect((await discharge(caseRef, 12_000, because)).statusCode).toBe(200);
    expect(await get(`/v1/stays/${caseRef}/charges`)).toMatchObject({
      ...because,
      running: { bill: { totalFen: 12_000, chargedFen: 10_000, differs: true } },
    });
  });

  test('late lists of days before it are taken and said to be late, those of days after it are not', async () => {
    const caseRef = await admittedStay();
    await send(caseRef, list('D1', [item(10_000)]));
    expect((await discharge(caseRef, 10_000)).statusCode).toBe(202);
    expect(await send(caseRef, list('D2', [item(1)], { day: today }))).toMatchObject({
      ...{ status: 422, body: { errors: [{ path: '/day', code: 'charged-after-discharge' }] } },
    });
    expect(await send(caseRef, list('D3', [item(1)]))).toMatchObject({
      ...{ status: 201, body: { late: true, running: { bill: { differs: true } } } },
    });
    const { stays } = door().deps;
    await stays.recordDischargeTaken(caseRef, at);
    const entry = aSettlement(caseRef);
    const settlement = { ...entry.settlement, totalFen: 10_000, shares: [], patientFen: 10_000 } as never;
    const parts = { patientParts: [{ kind: 'cash', fen: 10_000 }] };
    await stays.recordSettlement({
      ...{ ...entry, settlement: { ...(settlement as object), ...parts } as never, obligations: [] },
    });
    expect(await send(caseRef, list('D4', [item(1)]))).toMatchObject({
      ...{ status: 409, body: { code: 'charges-over' } },
    });
    expect((await send(caseRef, list('D3', [item(1)]))).status).toBe(200);
  });
});

describe('a hospital’s rule of when it warns', () => {
  const put = (token: string, payload: object) =>
    door().server.inject({
      ...{ method: 'PUT', url: `/v1/institutions/${institution}/own-part-warnings`, payload },
      headers: { authorization: `Bearer ${token}` },
    });
  const rule = { ruleNo: 'W1', validFrom: '2024-01-01', validUntil: '2025-01-01', sharePermille: 300 };

  test('binds once a second person puts the same, and the stay’s view says that the own part is high', async () => {
    const caseRef = await admittedStay();
    const said = { totalFen: 1_000, patientFen: 400, shares: { 'basic-insurance': 600 } };
    await send(caseRef, list('D1', [item(1_000)], { estimate: said }));
    expect((await put(finance, rule)).statusCode).toBe(202);
    expect((await put(finance, rule)).json().code).toBe('second-person-needed');
    expect((await get<View>(`/v1/stays/${caseRef}`)).charges?.warning).toBeNull();
    expect((await put(lead, rule)).json()).toMatchObject({
      state: 'in-force',
      confirmedBy: `${institution}/hospital-lead`,
    });
    expect((await put(finance, rule)).statusCode).toBe(200);
    expect((await get<View>(`/v1/stays/${caseRef}`)).charges).toMatchObject({
      estimate: { source: 'hospital', patient: { atLeastFen: 400, atMostFen: 400 } },
      warning: { code: 'own-part-high', ruleNo: 'W1', limit: 'share' },
    });
  });

  test('is never overwritten, and its days overlap with no other’s', async () => {
    expect((await put(finance, { ...rule, sharePermille: 200 })).json().code).toBe('rule-conflict');
    const other = { ...rule, ruleNo: 'W2', validFrom: '2024-12-31', validUntil: '2026-01-01' };
    expect((await put(finance, other)).json()).toMatchObject({ code: 'rule-overlaps', detail: 'rule W1' });
    const { sharePermille: _, ...bare } = other;
    expect((await put(finance, bare)).json().errors).toMatchObject([{ code: 'rule-without-limit' }]);
  });

  test('ends early once two people put the same words with an earlier day, tomorrow at the earliest', async () => {
    const until = (validUntil: string) => ({ ...rule, validUntil });
    expect((await put(finance, until(today))).json().code).toBe('rule-conflict');
    expect((await put(finance, { ...until('2024-06-01'), sharePermille: 1 })).json().code).toBe(
      'rule-conflict',
    );
    const asked = await put(finance, until('2024-06-01'));
    expect([asked.statusCode, asked.json().validUntil]).toEqual([202, rule.validUntil]);
    expect(asked.json().end).toMatchObject({ endsOn: '2024-06-01', confirmedBy: null });
    expect((await put(finance, until('2024-06-01'))).json().code).toBe('second-person-needed');
    expect((await put(lead, until('2024-06-01'))).json()).toMatchObject({
      ...{ state: 'in-force', validUntil: '2024-06-01' },
      end: { confirmedBy: `${institution}/hospital-lead` },
    });
    expect((await put(finance, until('2024-06-01'))).statusCode).toBe(200);
    expect((await put(finance, rule)).json().code).toBe('rule-conflict');
  });
});
