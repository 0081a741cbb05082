import { beforeEach, expect, test } from 'vitest';
import {
  asked,
  billed,
  deliver,
  effectsOf,
  insurer,
  newId,
  type Own,
  ownStay,
  registered,
  sentByHub,
  settled,
  steps,
  told,
} from './own-desk-under-test.ts';
import { waitsFor } from './paper-under-test.ts';
import { confirm, door, propose } from './resolutions-under-test.ts';

beforeEach(() => {
  insurer.mischief = undefined;
  insurer.connected = true;
});

const refOf = ({ stay }: Own) => stay.caseRef;
const checks = async (own: Own) =>
  (await door().deps.stays.events(refOf(own))).flatMap(({ kind, detail }) => {
    const { transaction, check } = detail as { readonly transaction: string; readonly check: string };
    return kind === 'core-answer-checked' ? [`${transaction} ${check}`] : [];
  });
const decisions = ['settle', 'admit', 'discharge', 'uploadFees', 'cancelAdmission', 'cancelSettlement'];

test('a stay runs by what its hospital delivers: one registration and one settlement in the insurer’s own book, none of them the hub’s', async () => {
  const own = await ownStay();
  const caseRef = refOf(own);
  expect(await steps().sweepAdmission({ caseRef })).toMatchObject({
    kind: 'done',
    value: {
      kind: 'refused',
      attention: { code: 'core-answer-awaited', blockedOn: 'hospital', detail: { transaction: '2401' } },
    },
  });
  const visit = asked(own, '2401');
  expect(await deliver(own, told(own, visit))).toMatchObject({ status: 201 });
  expect(await waitsFor(caseRef)).toEqual([]);
  expect(await steps().sweepAdmission({ caseRef })).toEqual({ kind: 'done', value: { kind: 'answered' } });
  const inCare = { ...own, numbers: { ...own.numbers, mdtrt_id: visit.output?.result?.mdtrt_id ?? '' } };
  expect((await door().deps.stays.insurerFacts(caseRef)).registration?.visitRef).toBe(
    inCare.numbers.mdtrt_id,
  );
  const whole = await settled();
  const settledRef = refOf(whole);
  expect(await steps().sweepSettlement({ caseRef: settledRef })).toEqual({
    kind: 'done',
    value: { kind: 'answered' },
  });
  expect(await steps().settleStay({ caseRef: settledRef })).toMatchObject({
    kind: 'settled',
    obligations: [{ payer: 'basic-insurance', party: 'medical-insurance' }],
  });
  expect(effectsOf(settledRef)).toEqual(['admit', 'discharge', 'settle']);
  expect(await sentByHub(settledRef)).toEqual(['registered', 'shownSettlement']);
  expect(await checks(whole)).toEqual(['2401 agrees', '2304 agrees']);
});

test('the reply is kept word for word, sealed, and the same again changes nothing', async () => {
  const own = await ownStay();
  const body = told(own, asked(own, '2401'));
  const both = await Promise.all([deliver(own, body), deliver(own, body)]);
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 201]));
  expect(await deliver(own, body)).toMatchObject({ status: 200 });
  const rows = await door()
    .db.selectFrom('coreAnswers')
    .select(['digest', 'replySealed'])
    .where('caseRef', '=', refOf(own))
    .execute();
  expect(rows).toMatchObject([{ digest: body.digest }]);
  expect(rows[0]?.replySealed.includes(body.visitNo)).toBe(false);
  // Another visit of another message, once one is registered.
  expect(await deliver(own, { ...body, messageId: newId() })).toMatchObject({
    status: 409,
    code: 'core-answer-unexpected',
  });
});

test('under one msgid there is one reply: other words, and another stay, are a conflict', async () => {
  const [own, other] = [await ownStay(), await ownStay()];
  const said = asked(own, '2401');
  await deliver(own, told(own, said));
  const reworded = { ...said, reply: said.reply.replace('{', '{ ') };
  expect(await deliver(own, told(own, reworded))).toMatchObject({
    status: 409,
    code: 'core-answer-conflict',
  });
  const theirs = { ...asked(other, '2401'), messageId: said.messageId };
  expect(await deliver(other, told(other, theirs))).toMatchObject({
    status: 409,
    code: 'core-answer-conflict',
  });
});

test('what is not this stay’s is not taken: person, visit, bill, message, settlement, digest, and what no table reads', async () => {
  const own = await ownStay();
  const visit = asked(own, '2401');
  const body = told(own, visit);
  const refused = async (of: Own, more: object) => {
    const { status, code, ...rest } = await deliver(of, more);
    return `${status} ${code} ${(rest as { detail?: string }).detail ?? ''}`.trim();
  };
  expect(await refused(own, { ...body, digest: '0'.repeat(64) })).toBe('422 core-answer-digest');
  expect(await refused(own, { ...body, personNo: 'P9' })).toBe('422 core-answer-mismatch personNo');
  expect(await refused(own, { ...body, visitNo: 'V9' })).toBe('422 core-answer-mismatch visitNo');
  const unread = told(own, { ...visit, reply: '<html>' });
  expect(await refused(own, unread)).toBe('422 core-answer-unreadable unreadable');
  const noCode = told(own, { ...visit, reply: '{"infcode":0,"output":{}}' });
  expect(await refused(own, noCode)).toMatch(/^422 core-answer-unreadable unreadable: result/);
  expect(await refused(own, { ...body, transaction: '2402' })).toMatch(/^422 request-invalid/);
  expect(await deliver(own, body, 'otherHospital')).toMatchObject({ status: 404, code: 'case-unknown' });
  // A number that another stay has.
  const [taken, twice] = [await registered(), await ownStay()];
  const reply = JSON.stringify({ infcode: 0, output: { result: { mdtrt_id: taken.numbers.mdtrt_id } } });
  const another = { transaction: '2401' as const, messageId: newId(), reply, output: null };
  expect(await refused(twice, told(twice, another, { visitNo: taken.numbers.mdtrt_id }))).toMatch(
    /^409 number-of-another-stay/,
  );
  // Another bill than the hub was told, and another message than the reply names.
  const due = await billed();
  const more = { ...due, stay: { ...due.stay, bill: { ...due.stay.bill, totalFen: 2_000_000 } as never } };
  const dear = asked(more, '2303');
  expect(await refused(due, told(due, { ...dear, transaction: '2304' }))).toMatch(
    /^422 core-answer-mismatch medfee_sumamt/,
  );
  const core = asked(due, '2304');
  expect(await refused(due, told(due, { ...core, messageId: newId() }))).toBe(
    '422 core-answer-mismatch medins_setl_id',
  );
  expect(await deliver(due, told(due, core))).toMatchObject({ status: 201 });
});

test('out of order: before the decision, the discharge, the registration; nothing is taken back that nobody asked for', async () => {
  const own = await registered();
  const refused = async (of: Own, body: object) => {
    const { status, code, ...rest } = await deliver(of, body);
    return `${status} ${code} ${(rest as { detail?: string }).detail ?? ''}`.trim();
  };
  const empty = { reply: '{}', output: null };
  const as = (of: Own, transaction: '2304' | '2305' | '2404' | '2401') =>
    told(
      of,
      { ...empty, transaction, messageId: newId() },
      transaction === '2305' ? { settlementNo: 'S1' } : {},
    );
  expect(await refused(await ownStay(), as(own, '2304'))).toBe('409 core-answer-unexpected first: 2401');
  expect(await refused(own, as(own, '2304'))).toBe(
    '409 core-answer-unexpected first: the discharge with its bill',
  );
  expect(await refused(own, as(own, '2305'))).toBe('409 core-answer-unexpected no settlement stands');
  expect(await refused(own, as(own, '2404'))).toMatch(/^409 core-answer-unexpected nobody asked for it/);
  const done = await settled();
  expect(await refused(done, as(done, '2305'))).toMatch(/^409 core-answer-unexpected nobody asked for it/);
  expect(await refused(done, as(done, '2304'))).toMatch(/^409 core-answer-unexpected it is settled/);
  const noNumber = { ...as(done, '2305'), settlementNo: undefined };
  expect(await refused(done, noNumber)).toMatch(/^422 request-invalid/);
  expect(await refused(done, { ...as(done, '2304'), settlementNo: 'S1' })).toMatch(/^422 request-invalid/);
});

test('a stay that was admitted before the rule is the hub’s, and says what to do', async () => {
  const own = await ownStay({ admittedOn: '2024-02-20' });
  expect((await door().deps.stays.stay(refOf(own)))?.settledBy).toBe('hub');
  expect(await deliver(own, told(own, asked(own, '2401')))).toMatchObject({
    status: 409,
    code: 'hub-settles',
  });
});

test('the insurer’s no is a no: the hospital puts it right, and its next reply is the next try', async () => {
  const own = await ownStay();
  const wrong = { ...own, numbers: { ...own.numbers, insutype: '310' } };
  await deliver(own, told(own, asked(wrong, '2401')));
  expect(await steps().sweepAdmission({ caseRef: refOf(own) })).toMatchObject({
    value: { kind: 'refused', attention: { code: 'admission-refused' } },
  });
  expect(await deliver(own, told(own, asked(own, '2401')))).toMatchObject({ status: 201 });
  expect(await steps().sweepAdmission({ caseRef: refOf(own) })).toMatchObject({
    value: { kind: 'answered' },
  });
});

test('not connected, the reply counts and is said as unchecked; an insurer that shows otherwise is a case for people', async () => {
  insurer.connected = false;
  const quiet = await settled();
  expect(await steps().sweepSettlement({ caseRef: refOf(quiet) })).toMatchObject({
    value: { kind: 'answered' },
  });
  expect(await checks(quiet)).toEqual(['2401 unchecked', '2304 unchecked']);
  insurer.connected = true;
  // Delivered before it is so: the insurer knows no such visit.
  const own = await ownStay();
  const reply = JSON.stringify({ infcode: 0, output: { result: { mdtrt_id: 'V-NONE' } } });
  const made = { transaction: '2401' as const, messageId: newId(), reply, output: null };
  await deliver(own, told(own, made, { visitNo: 'V-NONE' }));
  expect(await steps().sweepAdmission({ caseRef: refOf(own) })).toMatchObject({
    value: { kind: 'refused', attention: { code: 'core-answer-differs', blockedOn: 'hospital' } },
  });
  expect(await checks(own)).toEqual(['2401 differs']);
});

test('a settlement that the insurer shows otherwise is taken back and made anew, each once', async () => {
  const own = await billed();
  const { caseRef } = own.stay;
  const said = asked(own, '2304');
  const setl_id = said.output?.setlinfo?.setl_id ?? '';
  // Two figures that were changed on the way, so that they still add up.
  const paid = /"hifp_pay":"([\d.]+)"/.exec(said.reply)?.[1] ?? '';
  const less = (Number(paid) - 1).toFixed(2);
  const cash = /"psn_cash_pay":"([\d.]+)"/.exec(said.reply)?.[1] ?? '';
  const more = (Number(cash) + 1).toFixed(2);
  const reply = said.reply.replaceAll(`"${paid}"`, `"${less}"`).replaceAll(`"${cash}"`, `"${more}"`);
  expect(await deliver(own, told(own, { ...said, reply }))).toMatchObject({ status: 201 });
  expect(await steps().sweepSettlement({ caseRef })).toMatchObject({
    value: {
      kind: 'refused',
      attention: {
        code: 'core-answer-differs',
        detail: { codes: [`basic-insurance: ${less} / ${paid}`] },
      },
    },
  });
  await door().deps.stays.moveCoreSettlement({
    ...{ caseRef, coreSequence: 1, state: 'reversing', at: door().deps.clock.now() },
  });
  expect(await steps().sweepSettlement({ caseRef })).toMatchObject({
    value: { attention: { code: 'core-answer-awaited', detail: { transaction: '2305' } } },
  });
  const standing = { ...own, numbers: { ...own.numbers, setl_id } };
  const stale = told(standing, asked(standing, '2303'), { transaction: '2305', settlementNo: 'S9' });
  expect(await deliver(standing, stale)).toMatchObject({ code: 'core-answer-mismatch' });
  const back = asked(standing, '2305');
  expect(await deliver(standing, told(standing, back))).toMatchObject({ status: 201 });
  // Before the insurer was asked whether it took effect nothing else of it is taken.
  const early = asked(standing, '2305');
  expect(await deliver(standing, told(standing, { ...early, reply: back.reply }))).toMatchObject({
    code: 'core-answer-unexpected',
  });
  expect(await steps().sweepSettlement({ caseRef })).toMatchObject({
    value: { attention: { code: 'core-answer-awaited', detail: { transaction: '2304' } } },
  });
  expect(await deliver(own, told(own, asked(own, '2304')))).toMatchObject({ status: 201 });
  expect(await steps().sweepSettlement({ caseRef })).toMatchObject({ value: { kind: 'answered' } });
  expect(effectsOf(caseRef)).toEqual(['admit', 'discharge', 'settle', 'cancelSettlement', 'settle']);
  expect((await sentByHub(caseRef)).filter((one) => decisions.includes(one))).toEqual([]);
  expect(await checks(own)).toEqual(['2401 agrees', '2304 differs', '2305 agrees', '2304 agrees']);
});

test('a stay that is cancelled takes back what was delivered, and waits for nothing that would have to be undone', async () => {
  const { stays } = door().deps;
  const cancel = async ({ stay: { caseRef } }: Own) => {
    const { sequence } = await propose('window', caseRef, { kind: 'cancel', on: 'stay' });
    expect(await confirm('lead', caseRef, sequence)).toMatchObject({ status: 200 });
    return steps().sweepCancel({ caseRef });
  };
  // Registered nowhere, as far as anybody said, though it was tried twice.
  const refused = await ownStay();
  const wrong = { ...refused, numbers: { ...refused.numbers, insutype: '310' } };
  for (const _ of [1, 2]) await deliver(refused, told(refused, asked(wrong, '2401')));
  await steps().sweepAdmission({ caseRef: refOf(refused) });
  await propose('window', refOf(refused), { kind: 'ask-again', on: 'admit' });
  expect(await cancel(refused)).toMatchObject({ value: { kind: 'answered' } });
  expect(await deliver(refused, told(refused, asked(refused, '2401')))).toMatchObject({
    ...{ status: 409, code: 'core-answer-unexpected', detail: 'the stay is Cancelled' },
  });
  // Settled at the insurer, in care here: both are taken back, newest first.
  const own = await settled();
  const { caseRef } = own.stay;
  expect(await cancel(own)).toMatchObject({
    value: { attention: { code: 'core-answer-awaited', step: 'cancel', detail: { transaction: '2305' } } },
  });
  const early = { reply: '{}', output: null, messageId: newId() };
  for (const transaction of ['2304', '2404'] as const)
    expect(await deliver(own, told(own, { ...early, transaction }))).toMatchObject({
      code: 'core-answer-unexpected',
    });
  await deliver(own, told(own, asked(own, '2305')));
  expect(await steps().sweepCancel({ caseRef })).toMatchObject({
    value: { attention: { code: 'core-answer-awaited', detail: { transaction: '2404' } } },
  });
  asked(own, '2405');
  expect(await deliver(own, told(own, asked(own, '2404')))).toMatchObject({ status: 201 });
  expect(await steps().sweepCancel({ caseRef })).toMatchObject({ value: { kind: 'answered' } });
  expect((await stays.stay(caseRef))?.stage).toBe('Cancelled');
  expect(effectsOf(caseRef).slice(3)).toEqual(['cancelSettlement', 'cancelDischarge', 'cancelAdmission']);
  expect(await checks(own)).toContain('2404 agrees');
});
