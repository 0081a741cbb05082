import { expect, test } from 'vitest';
import { anAdmissionBody } from '../http/door-under-test.ts';
import { at } from '../postgres/store-under-test.ts';
import {
  aBilledStay,
  aDecidedStay,
  done,
  findings,
  play,
  preview,
  sentOf,
  steps,
  waitsFor,
} from './paper-under-test.ts';
import { as, balance, confirm, door, hospitalParty, owed, propose } from './resolutions-under-test.ts';

const unclear = { kind: 'unknown', reason: 'unreadable' } as const;
const core = (settlementNo: string, more: object = {}) => ({
  ...{ of: 'settlement', settlementNo, totalFen: 1_000_000, inPolicyFen: 950_000 },
  ...{ payers: { 'basic-insurance': { paidFen: 700_000 } }, cashFen: 300_000, ...more },
});
const enter = (on: string, answer: object) => ({ kind: 'enter-answer', on, answer });
const outcome = (on: string, said: 'done' | 'not-done', answer?: object) => ({
  ...{ kind: 'record-outcome', on, outcome: said },
  ...(answer === undefined ? {} : { answer }),
});

test('a stay whose insurer is not connected goes on by its papers to the last fen, and nothing is sent', async () => {
  play({});
  const { stays } = door().deps;
  const { sweepAdmission, sweepSettlement, settleStay, sweepReimbursement } = steps();
  const caseRef = await aDecidedStay();
  await sweepAdmission({ caseRef });
  expect(await waitsFor(caseRef)).toEqual(['party-not-connected admit']);
  // What is no answer to this step, and who has not the power.
  expect(await done(caseRef, enter('admit', core('S0')))).toMatchObject({
    status: 409,
    code: 'resolution-unfit',
  });
  expect(
    await done(
      caseRef,
      { ...enter('admit', { of: 'visit', visitNo: 'V1' }), office: 'civil-affairs' },
      'fund',
    ),
  ).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit' },
  });
  const visit = { ...enter('admit', { of: 'visit', visitNo: 'V1' }), office: 'medical-insurance' };
  expect(await propose('finance', caseRef, { ...visit, evidence: '' })).toMatchObject({ status: 422 });
  expect(await propose('lead', caseRef, visit)).toMatchObject({ status: 403 });
  expect(await propose('finance', caseRef, { ...visit, revision: 0 })).toMatchObject({
    code: 'resolution-stale',
  });
  await done(caseRef, visit);
  expect(await waitsFor(caseRef)).toEqual([]);
  expect((await sweepAdmission({ caseRef })).kind).toBe('done');
  expect((await stays.insurerFacts(caseRef)).registration?.visitRef).toBe('V1');
  await stays.acceptDischarge({
    ...{ caseRef, bodyDigest: 'b', dischargedOn: '2024-03-09' as never, totalFen: 1_000_000 as never },
    ...{ outOfPolicyFen: 50_000 as never, explained: false, bill: { way: 'cured' }, actor: 'h/m', at },
  });
  await sweepSettlement({ caseRef });
  expect(await waitsFor(caseRef)).toEqual(['party-not-connected settle']);
  expect(await preview(caseRef, enter('settle', core('S1')))).toMatchObject({
    status: 200,
    awaits: 'settlement',
  });
  expect(await done(caseRef, enter('settle', core('S1', { cashFen: 1 })))).toMatchObject({
    ...{ status: 422, code: 'answer-unfit', detail: expect.stringContaining('7000.01 / 10000.00') },
  });
  await done(caseRef, enter('settle', core('S1')));
  expect((await sweepSettlement({ caseRef })).kind).toBe('done');
  expect(await settleStay({ caseRef })).toMatchObject({
    kind: 'settled',
    obligations: [{ payer: 'basic-insurance' }],
  });
  const claim = { caseRef, payer: 'basic-insurance', claimSequence: 1, enquiry: 0 } as const;
  const step = 'reimburse/basic-insurance/1';
  await sweepReimbursement(claim);
  expect(await waitsFor(caseRef)).toEqual([`party-not-connected ${step}`]);
  expect(await done(caseRef, enter(step, { of: 'visit', visitNo: 'V9' }))).toMatchObject({ status: 409 });
  expect(await done(caseRef, enter(step, { of: 'payment', paidFen: 1, paidOn: '2024-03-10' }))).toMatchObject(
    {
      ...{ status: 409, detail: expect.stringContaining('number') },
    },
  );
  await done(caseRef, enter(step, { of: 'claim', claimNo: 'C1' }));
  expect(await owed(caseRef)).toContain('signal resolution/3/claim');
  await sweepReimbursement(claim);
  const paid = { of: 'payment', paidFen: 700_000, paidOn: '2024-03-10' };
  expect(await preview(caseRef, enter(step, paid))).toMatchObject({
    accounts: [
      { account: 'in-transit:basic-insurance', beforeFen: 700_000, afterFen: 0 },
      { account: 'received:basic-insurance', beforeFen: 0, afterFen: 700_000 },
    ],
  });
  expect(await done(caseRef, enter(step, { ...paid, paidOn: '2024-03-11' }))).toMatchObject({ status: 422 });
  // Another amount is not booked: people compare the statements, as with an answer from the wire.
  await done(caseRef, enter(step, { ...paid, paidFen: 690_000 }));
  expect(await waitsFor(caseRef)).toEqual([`payment-mismatch ${step}`]);
  await sweepReimbursement({ ...claim, enquiry: 1 });
  await stays.raiseAttention(
    caseRef,
    { code: 'party-not-connected', blockedOn: 'medical-insurance', since: at, step },
    at,
  );
  await done(caseRef, enter(step, paid));
  expect(await sweepReimbursement({ ...claim, enquiry: 1 })).toMatchObject({ value: { kind: 'final' } });
  await stays.recordPatientPayment({
    ...{
      caseRef,
      paymentId: 'P1',
      fen: 300_000 as never,
      paidOn: '2024-03-10' as never,
      method: 'cash',
      receipt: null,
    },
    ...{ actor: 'x/y', at },
  });
  expect(await stays.closeStay(caseRef, at)).toMatchObject({ kind: 'closed' });
  expect(sentOf(caseRef)).toEqual([]);
  expect(await findings(caseRef)).toEqual([]);
  const told = (await stays.events(caseRef)).filter(({ kind }) => kind === 'answer-entered');
  expect(told.map(({ detail }) => detail.said)).toEqual([
    ...['visit', 'settlement', 'claim', 'payment', 'payment'],
  ]);
  // Nobody was asked, so nobody looks for what was refused.
  expect(await as('operator', 'GET', `/v1/stays/${caseRef}/insurer-calls`)).toMatchObject({ calls: [] });
});

test('who the person is to the insurer is entered from its paper, and its name is held against the others as in an answer of its own', async () => {
  play({});
  const { stays } = door().deps;
  const { sweepCover } = steps();
  const payload = { ...anAdmissionBody(), institution: hospitalParty };
  const { caseRef } = (await door().call('hospital', { method: 'POST', url: '/v1/stays', payload })).json();
  await sweepCover({ caseRef });
  expect(await waitsFor(caseRef)).toEqual(['party-not-connected identify']);
  const record = {
    of: 'person',
    personNo: 'N1',
    name: '别人',
    type: '390',
    status: 'active',
    division: '500154',
  };
  const dead = { ...enter('identify', { ...record, status: 'dead' }), office: 'medical-insurance' };
  expect(await propose('finance', caseRef, dead)).toMatchObject({ status: 422, code: 'request-invalid' });
  const applied = await done(caseRef, enter('identify', record));
  // Who the person is stays with whoever entered it.
  expect(applied).toMatchObject({ state: 'applied', answer: { of: 'person' } });
  expect(JSON.stringify(applied)).not.toContain('N1');
  expect(await sweepCover({ caseRef })).toMatchObject({ value: { insured: true } });
  const { cover } = (await stays.stayWithCover(caseRef)) ?? {};
  expect(cover).toMatchObject({ insurance: { type: '390' }, doubt: { insurer: 'other-name' } });
  expect((await stays.insurerFacts(caseRef)).registration?.personNo).toBe('N1');
});

test('an unknown call that was not carried out goes out once more under a key of its own, and never again under the old one', async () => {
  play({ admit: unclear });
  const { stays } = door().deps;
  const { sweepAdmission } = steps();
  const caseRef = await aDecidedStay();
  await sweepAdmission({ caseRef });
  expect(await waitsFor(caseRef)).toEqual(['outcome-unknown admit']);
  expect(await done(caseRef, outcome('admit', 'done'))).toMatchObject({ status: 422 });
  expect(await done(caseRef, outcome('admit', 'not-done', { of: 'done' }))).toMatchObject({ status: 422 });
  expect(await done(caseRef, enter('admit', { of: 'visit', visitNo: 'V1' }))).toMatchObject({
    code: 'resolution-unfit',
  });
  // While somebody sends it, nobody can say so.
  const key = `${caseRef}/admit`;
  const soon = new Date(Date.now() + 60_000).toISOString();
  await door()
    .db.updateTable('messages')
    .set({ leasedAt: at, leasedUntil: soon as never })
    .where('messageKey', '=', key)
    .execute();
  expect(await done(caseRef, outcome('admit', 'not-done'))).toMatchObject({
    status: 409,
    code: 'message-in-flight',
  });
  await door()
    .db.updateTable('messages')
    .set({ leasedAt: null, leasedUntil: null })
    .where('messageKey', '=', key)
    .execute();
  expect(await done(caseRef, outcome('admit', 'not-done'), 'fund')).toMatchObject({ status: 404 });
  await door().deps.stays.withdraw({ caseRef, sequence: 1, actor: 'h/finance', at });
  expect(await done(caseRef, outcome('admit', 'not-done'))).toMatchObject({ state: 'applied' });
  play({ admit: { kind: 'done', value: { visitRef: `VV-${caseRef}` } } });
  expect((await sweepAdmission({ caseRef })).kind).toBe('done');
  expect(sentOf(caseRef)).toEqual(['admit', 'admit-2']);
  expect((await stays.insurerFacts(caseRef)).registration?.visitRef).toBe(`VV-${caseRef}`);
});

test('an unknown call that was carried out counts with the number that the party gave, which is no other stay’s; a late answer changes nothing', async () => {
  const { stays } = door().deps;
  const { sweepAdmission, sweepSettlement, settleStay } = steps();
  const other = await aBilledStay();
  play({ admit: unclear });
  const caseRef = await aDecidedStay();
  await sweepAdmission({ caseRef });
  expect(await done(caseRef, outcome('admit', 'done', { of: 'visit', visitNo: `V-${other}` }))).toMatchObject(
    {
      ...{ status: 409, code: 'number-of-another-stay' },
    },
  );
  await done(caseRef, outcome('admit', 'done', { of: 'visit', visitNo: 'V7' }));
  play({ admit: { kind: 'done', value: { visitRef: 'late' } } });
  expect((await sweepAdmission({ caseRef })).kind).toBe('done');
  expect((await stays.insurerFacts(caseRef)).registration?.visitRef).toBe('V7');
  expect(sentOf(caseRef)).toEqual(['admit']);

  play({ discharge: { kind: 'done', value: null }, settle: unclear });
  await sweepSettlement({ caseRef: other });
  expect(await waitsFor(other)).toEqual(['outcome-unknown settle']);
  await done(other, outcome('settle', 'done', core('S7')));
  expect((await sweepSettlement({ caseRef: other })).kind).toBe('done');
  expect(await settleStay({ caseRef: other })).toMatchObject({ kind: 'settled' });
  expect(sentOf(other)).toEqual(['discharge', 'settle']);
  // The same number is no second settlement's.
  play({ discharge: { kind: 'done', value: null }, settle: unclear });
  const third = await aBilledStay();
  await sweepSettlement({ caseRef: third });
  expect(await done(third, outcome('settle', 'done', core('S7')))).toMatchObject({
    code: 'number-of-another-stay',
  });
  expect(
    await done(third, outcome('settle', 'done', { of: 'refusal', code: 'bill-does-not-add-up' })),
  ).toMatchObject({ state: 'applied' });
  await sweepSettlement({ caseRef: third });
  expect(await waitsFor(third)).toEqual(['settlement-refused settle']);
});

test('a claim that never arrived is claimed once more as the same claim; a look-up is only asked again', async () => {
  const { sweepSettlement, settleStay, sweepReimbursement } = steps();
  const settled = {
    settlementRef: 'S8',
    totalFen: 1_000_000,
    inPolicyFen: 950_000,
    answers: { 'basic-insurance': { paidFen: 700_000 } },
  };
  const caseRef = await aBilledStay();
  const yes = { discharge: { kind: 'done', value: null }, settle: { kind: 'done', value: settled } } as const;
  play({ ...yes, claim: unclear });
  await sweepSettlement({ caseRef });
  await settleStay({ caseRef });
  const claim = { caseRef, payer: 'basic-insurance', claimSequence: 1, enquiry: 0 } as const;
  const step = 'reimburse/basic-insurance/1';
  await sweepReimbursement(claim);
  expect(await waitsFor(caseRef)).toEqual([`outcome-unknown ${step}`]);
  await done(caseRef, outcome(step, 'not-done'));
  expect(await owed(caseRef)).toContain('signal resolution/1/claim');
  play({ ...yes, claim: { kind: 'done', value: { claimRef: 'C8' } }, followClaim: unclear });
  await sweepReimbursement(claim);
  expect(sentOf(caseRef)).toEqual([
    ...[
      'discharge',
      'settle',
      'claim/basic-insurance/1',
      'claim-2/basic-insurance/1',
      'follow-0/basic-insurance/1',
    ],
  ]);
  expect(await done(caseRef, outcome(step, 'not-done'))).toMatchObject({
    status: 409,
    detail: expect.stringContaining('look-up'),
  });
  await done(caseRef, outcome(step, 'done', { of: 'refusal', code: 'papers-missing' }));
  expect(await waitsFor(caseRef)).toEqual([`payer-refused ${step}`]);
  expect(await balance(caseRef, 'disputed:basic-insurance')).toBe(700_000);
  expect(await sweepReimbursement(claim)).toMatchObject({ value: { kind: 'final' } });
  expect(await findings(caseRef)).toEqual([]);
});

test('whether the insurer took a settlement back is recorded by its paper: it did, and all is asked anew; it did not, and is asked once more', async () => {
  const { stays } = door().deps;
  const { sweepSettlement } = steps();
  const settled = (settlementRef: string) => ({
    ...{ settlementRef, totalFen: 1_000_000, inPolicyFen: 950_000 },
    answers: { 'basic-insurance': { paidFen: 700_000 } },
  });
  for (const said of ['done', 'not-done'] as const) {
    const caseRef = await aBilledStay();
    const yes = { discharge: { kind: 'done', value: null } } as const;
    play({ ...yes, settle: { kind: 'done', value: settled(`A-${said}`) } });
    await sweepSettlement({ caseRef });
    await stays.moveCoreSettlement({ caseRef, coreSequence: 1, state: 'reversing', at });
    // It said yes, and shows it as it was.
    play({
      ...yes,
      cancelSettlement: { kind: 'done', value: null },
      settled: { kind: 'done', value: { settled: true } },
    });
    await sweepSettlement({ caseRef });
    expect(await waitsFor(caseRef)).toEqual(['reversal-unknown settle']);
    expect(await done(caseRef, outcome('settle', 'done', core('S9')))).toMatchObject({ status: 409 });
    await done(caseRef, outcome('settle', said, said === 'done' ? { of: 'done' } : undefined));
    play({
      ...{ ...yes, settle: { kind: 'done', value: settled(`B-${said}`) } },
      ...{
        cancelSettlement: { kind: 'done', value: null },
        settled: { kind: 'done', value: { settled: false } },
      },
    });
    expect((await sweepSettlement({ caseRef })).kind).toBe('done');
    expect(await stays.lastCoreSettlement(caseRef)).toMatchObject({
      coreSequence: 2,
      settlementRef: `B-${said}`,
      state: 'settled',
    });
    const undoing = sentOf(caseRef).filter((step) => step.startsWith('cancel-settlement'));
    expect(undoing).toEqual(
      said === 'done' ? ['cancel-settlement-1-1'] : ['cancel-settlement-1-1', 'cancel-settlement-1-2'],
    );
  }
});

test('a cancelled stay whose registration the insurer still shows ends by its paper, or is taken back once more', async () => {
  const { stays } = door().deps;
  for (const said of ['done', 'not-done'] as const) {
    play({ admit: { kind: 'done', value: { visitRef: `R-${said}` } } });
    const caseRef = await aDecidedStay();
    await steps().sweepAdmission({ caseRef });
    const { sequence } = await propose('window', caseRef, { kind: 'cancel', on: 'stay' });
    await confirm('lead', caseRef, sequence);
    play({
      cancelAdmission: { kind: 'done', value: null },
      registered: { kind: 'done', value: { registered: true } },
    });
    await steps().sweepCancel({ caseRef });
    expect(await waitsFor(caseRef)).toEqual(['reversal-unknown cancel']);
    await done(caseRef, outcome('cancel', said, said === 'done' ? { of: 'done' } : undefined));
    play({
      cancelAdmission: { kind: 'done', value: null },
      registered: { kind: 'done', value: { registered: false } },
    });
    expect((await steps().sweepCancel({ caseRef })).kind).toBe('done');
    expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Cancelled' });
    const sent = sentOf(caseRef).filter((one) => one.startsWith('cancel-admission'));
    expect(sent).toEqual(
      said === 'done' ? ['cancel-admission-1'] : ['cancel-admission-1', 'cancel-admission-2'],
    );
  }
});
