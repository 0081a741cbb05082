import { expect, test } from 'vitest';
import { createExchange } from '../../activities/exchange/exchange.ts';
import type { LoggedReply } from '../../activities/exchange/logged-reply.ts';
import { troubleActivity } from '../../activities/stays/trouble.ts';
import { countyClock, realTime } from '../../domain/clock.ts';
import { addDays, instant, localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { messageLog } from '../../store/messages/log.ts';
import { retention } from '../../store/messages/retention.ts';
import { patientParts } from '../../store/money/patient-part.ts';
import {
  aDischargedStay,
  anAdmittedStay,
  aSettledStay,
  at,
  borne,
  byHospital,
  hospital,
  useStore,
} from '../postgres/store-under-test.ts';

const store = useStore();
const paidOn = localDate('2026-04-15');
const onDay = (days: number) => instant(`${addDays(localDate('2026-03-01'), days)}T09:00:00+08:00`);
const key = (caseRef: CaseRef, payer: 'basic-insurance' | 'medical-assistance') => ({
  ...{ caseRef, payer, claimSequence: 1 },
});
const waits = async (caseRef: CaseRef) => (await store().stays.wholeStay(caseRef))?.attention ?? [];

test('of several waits the one that is due first is shown; a claim shows its own', async () => {
  const caseRef = await anAdmittedStay(store());
  const { stays } = store();
  const stale = { code: 'list-stale', blockedOn: 'civil-affairs', since: at, step: 'list-age/x' } as const;
  const refusal = { kind: 'refusal', refusal: 'visit-not-open', partyCode: 'E2403' } as const;
  const refused = {
    ...({ code: 'settlement-refused', blockedOn: 'hospital', since: at, step: 'settle' } as const),
    detail: refusal,
  };
  expect(await stays.raiseAttention(caseRef, stale, at)).toEqual(stale);
  expect(await stays.raiseAttention(caseRef, refused, at)).toEqual(refused);
  const claim = { ...stale, code: 'agency-wait', step: 'reimburse/red-cross/1' } as const;
  expect(await stays.raiseAttention(caseRef, claim, at)).toEqual(claim);
  expect(await stays.clearAttention(caseRef, claim.step, at)).toBeNull();
  expect(await stays.clearAttention(caseRef, 'settle', at)).toEqual(stale);
  const raised = (await stays.events(caseRef)).filter(({ kind }) => kind === 'attention-raised');
  expect(raised.map(({ detail }) => detail.about)).toEqual([undefined, refusal, undefined]);
});

test('another refusal is said anew, and the stay still waits since the first', async () => {
  const caseRef = await anAdmittedStay(store());
  const raise = (refusal: string, days: number) =>
    store().stays.raiseAttention(
      caseRef,
      {
        ...({ code: 'admission-refused', blockedOn: 'hospital', since: onDay(days), step: 'admit' } as const),
        detail: { kind: 'refusal', refusal, partyCode: null },
      },
      onDay(days),
    );
  await raise('insurance-not-active', 0);
  expect(await raise('admission-number-used', 1)).toMatchObject({
    ...{ since: onDay(0), detail: { refusal: 'admission-number-used' } },
  });
});

test('a refused claim and another amount wait for a person; the right payment ends it; a closed stay says what the hospital bears', async () => {
  const caseRef = await aSettledStay(store());
  const { stays } = store();
  for (const payer of ['basic-insurance', 'medical-assistance'] as const)
    await stays.recordObligationState(key(caseRef, payer), { state: 'sent' }, at);
  const less = { state: 'confirmed', paidFen: fen(699_999), paidOn } as const;
  expect((await stays.recordObligationState(key(caseRef, 'basic-insurance'), less, at)).shown).toMatchObject({
    code: 'payment-mismatch',
    detail: { kind: 'other-amount', owedFen: 700_000, paidFen: 699_999 },
  });
  const right = { ...less, paidFen: fen(700_000) };
  expect((await stays.recordObligationState(key(caseRef, 'basic-insurance'), right, at)).shown).toBeNull();
  const no = { state: 'refused', code: 'not-covered-by-fund', partyCode: 'P100' } as const;
  await stays.recordObligationState(key(caseRef, 'medical-assistance'), no, at);
  expect(await waits(caseRef)).toMatchObject([
    { code: 'payer-refused', detail: { refusal: 'not-covered-by-fund', partyCode: 'P100' } },
  ]);
  await stays.recordPatientPayment({
    ...{
      caseRef,
      paymentId: 'p',
      fen: fen(200_000),
      paidOn,
      method: 'cash',
      receipt: null,
      actor: byHospital,
      at,
    },
  });
  await borne(store(), caseRef, 'reimburse/medical-assistance/1');
  expect(await waits(caseRef)).toEqual([]);
  expect(await stays.closeStay(caseRef, at)).toEqual({ kind: 'closed', borneFen: 100_000 });
  expect((await stays.events(caseRef)).at(-1)?.detail).toEqual({
    ...{ stage: 'Closed', with: 'borne-by-hospital', borneFen: 100_000 },
  });
  const late = { code: 'agency-wait', blockedOn: 'bank', since: at, step: 'late' } as const;
  expect(await stays.raiseAttention(caseRef, late, at)).toBeNull();
});

test('an own part that stays unpaid waits for the hospital after a week, says what is left, and ends with the payment', async () => {
  const caseRef = await aSettledStay(store());
  const { stays, db } = store();
  const parts = patientParts(db);
  await parts.raiseUnpaid(onDay(7), 100);
  expect(await waits(caseRef)).toEqual([]);
  await parts.raiseUnpaid(onDay(8), 100);
  await parts.raiseUnpaid(onDay(9), 100);
  const [wait, ...more] = await waits(caseRef);
  expect(more).toEqual([]);
  expect(wait).toMatchObject({ code: 'patient-part-due', blockedOn: 'hospital', due: onDay(30) });
  expect(wait?.detail).toEqual({ kind: 'unpaid', balanceFen: 200_000 });
  const pay = (paymentId: string, amount: number) =>
    stays.recordPatientPayment({
      caseRef,
      paymentId,
      fen: fen(amount),
      paidOn,
      method: 'cash',
      receipt: null,
      actor: byHospital,
      at,
    });
  await pay('p1', 150_000);
  expect((await waits(caseRef))[0]?.detail).toEqual({ kind: 'unpaid', balanceFen: 50_000 });
  await pay('p2', 50_000);
  expect(await waits(caseRef)).toEqual([]);
});

test('numbers that a party gave are facts: the first stays, the number of the person is sealed', async () => {
  const caseRef = await aDischargedStay(store());
  const { stays, db } = store();
  expect((await stays.insurerFacts(caseRef)).registration).toBeNull();
  await stays.recordIdentified({ caseRef, personNo: 'P-778899', of: 1, at });
  await stays.recordIdentified({ caseRef, personNo: 'P-other', of: 1, at });
  expect((await stays.insurerFacts(caseRef)).registration).toEqual({ personNo: 'P-778899', visitRef: null });
  await stays.recordRegistered({ caseRef, visitRef: 'V1', at });
  await stays.recordRegistered({ caseRef, visitRef: 'V2', at });
  expect((await stays.insurerFacts(caseRef)).registration).toEqual({ personNo: 'P-778899', visitRef: 'V1' });
  const rows = await db.selectFrom('insurerRegistrations').select('personNoSealed').execute();
  for (const { personNoSealed } of rows) expect(personNoSealed.includes('P-778899')).toBe(false);
  const core = {
    ...{ settlementRef: 'S1', messageId: 'M1', totalFen: fen(1_000_000), inPolicyFen: fen(950_000) },
    answers: {
      'basic-insurance': { paidFen: fen(700_000) },
      'medical-assistance': { refused: 'not-covered' },
    },
  } as const;
  const first = { ...core, coreSequence: 1 };
  await stays.recordCoreSettlement({ ...first, caseRef, at });
  await stays.recordCoreSettlement({ ...first, settlementRef: 'S2', caseRef, at });
  expect(await stays.lastCoreSettlement(caseRef)).toEqual({
    ...{
      ...first,
      accountFen: null,
      familyAccountFen: null,
      acceptedBy: null,
      interimSequence: null,
      state: 'settled',
    },
  });
});

test('a reply and the fact that follows from it are written together or not at all', async () => {
  const { messages, stays } = store();
  const caseRef = await anAdmittedStay(store());
  const name = `${caseRef}/identify`;
  const begun = await messages.beginMessage({
    ...{ key: name, party: 'medical-insurance' as const, operation: 'identify', caseRef, at },
    ...{ institution: 'H50015400001' as never, makeBody: async () => 'body' },
  });
  if (begun.kind !== 'send') throw new Error('the message is new');
  const reply = { key: name, token: begun.token, reply: { text: 'yes' }, outcome: 'final', at } as const;
  const broken = messages.recordReply({
    ...reply,
    keep: async (tx) => {
      await stays.recordIdentified({ caseRef, personNo: 'P-1', of: 1, at }, tx);
      throw new Error('the process dies here');
    },
  });
  await expect(broken).rejects.toThrow('dies here');
  expect((await stays.insurerFacts(caseRef)).registration).toBeNull();
  expect((await messages.knownMessage(name))?.kind).toBe('in-flight');
  const keep = (tx: Parameters<typeof stays.recordIdentified>[1]) =>
    stays.recordIdentified({ caseRef, personNo: 'P-1', of: 1, at }, tx);
  expect(await messages.recordReply({ ...reply, keep })).toBe('recorded');
  expect((await stays.insurerFacts(caseRef)).registration?.personNo).toBe('P-1');
});

test('old keys and old answers "not yet" are forgotten, never a filing and never the last answer of a claim', async () => {
  const { db, messages } = store();
  const caseRef = await anAdmittedStay(store());
  const answered = async (step: string, days: number) => {
    const name = `${caseRef}/${step}/red-cross/1`;
    const begun = await messages.beginMessage({
      ...{ key: name, party: 'red-cross', operation: 'followClaim', caseRef, at: onDay(days) },
      ...{ institution: 'H50015400001' as never, makeBody: async () => 'body' },
    });
    if (begun.kind !== 'send') throw new Error('the message is new');
    const { token } = begun;
    await messages.recordReply({ key: name, token, reply: { text: '' }, outcome: 'final', at: onDay(days) });
  };
  for (const [step, days] of [
    ['claim', 0],
    ['follow-0', 1],
    ['follow-1', 2],
    ['follow-2', 3],
  ] as const)
    await answered(step, days);
  const leased = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString() as never;
  for (const [name, days] of [
    ['old', 31],
    ['young', 29],
  ] as const)
    await db
      .insertInto('idempotencyKeys')
      .values({ party: 'h', idempotencyKey: name, bodyDigest: 'd', leasedUntil: leased(days) })
      .execute();
  await retention(db).forgetOld(onDay(204));
  const kept = await db.selectFrom('messages').select('messageKey').where('caseRef', '=', caseRef).execute();
  expect(new Set(kept.map(({ messageKey }) => messageKey.split('/')[1]))).toEqual(
    new Set(['claim', 'follow-2']),
  );
  const keys = await db.selectFrom('idempotencyKeys').select('idempotencyKey').execute();
  expect(keys).toEqual([{ idempotencyKey: 'young' }]);
});

test('a stay whose answer an older version took has it read from the log once more, and written as a fact', async () => {
  const { db, sealer, stays } = store();
  const caseRef = await anAdmittedStay(store());
  let sent = 0;
  const call = {
    party: 'medical-insurance',
    operation: 'identify',
    traits: { idempotent: true, queryable: false },
    write: async () => 'body',
    send: async () => {
      sent += 1;
      return { kind: 'reply', status: 200, body: 'P-9' } as const;
    },
    read: () => ({ kind: 'done', value: 'P-9' }) as const,
  } as const;
  const exchange = createExchange({
    log: messageLog<LoggedReply>({ db, sealer }),
    clock: countyClock(realTime),
    limits: () => ({ promptMs: 5_000, promiseMs: 9_000, timeoutMs: 9_000, gate: (work) => work() }),
    holds: { heldSince: async () => null },
  });
  const about = {
    ...{ key: `${caseRef}/identify`, caseRef, institution: hospital, pending: 'ask-again' as const },
  } as const;
  await exchange(call, null, about);
  expect((await stays.insurerFacts(caseRef)).registration).toBeNull();
  await exchange(call, null, {
    ...about,
    keep: (personNo, _header, tx) => stays.recordIdentified({ caseRef, personNo, of: 1, at }, tx),
  });
  expect((await stays.insurerFacts(caseRef)).registration?.personNo).toBe('P-9');
  expect(sent).toBe(1);
});

test("the hub's own trouble is written under its step, and goes with the step or by word of the workflow; other waits stay", async () => {
  const caseRef = await aSettledStay(store());
  const { stays } = store();
  const { recordTrouble } = troubleActivity({ stays, clock: countyClock(realTime) });
  const detail = { kind: 'fault', activity: 'closeStay', fault: 'InvariantError' } as const;
  const trouble = { code: 'hub-fault', detail } as const;
  const step = 'close';
  const { shown } = await recordTrouble({ caseRef, step, trouble });
  expect(shown).toMatchObject({ code: 'hub-fault', blockedOn: 'hub', step, detail });
  // The next try fails as the first did: it is said once.
  expect(await recordTrouble({ caseRef, step, trouble })).toEqual({ shown });
  expect(await waits(caseRef)).toMatchObject([{ ...shown, caseRef }]);
  const claim = 'reimburse/basic-insurance/1';
  await recordTrouble({ caseRef, step: claim, trouble: { code: 'worker-absent' } });
  // A settled stay that can be looked at is stopped no more.
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'open', shown: { step: claim } });
  expect((await waits(caseRef)).map((wait) => wait.step)).toEqual([claim]);
  expect(await recordTrouble({ caseRef, step: claim, trouble: null })).toEqual({ shown: null });
  const late = { code: 'agency-wait', blockedOn: 'bank', since: at, step: claim } as const;
  await stays.raiseAttention(caseRef, late, at);
  expect(await recordTrouble({ caseRef, step: claim, trouble: null })).toEqual({ shown: late });
  const raised = (await stays.events(caseRef)).filter(({ kind }) => kind === 'attention-raised');
  expect(raised.map(({ detail: { code } }) => code)).toEqual(['hub-fault', 'worker-absent', 'agency-wait']);
});
