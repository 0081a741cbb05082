import { beforeAll, expect, test } from 'vitest';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import type { CaseRef, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { anIdNumber } from '../http/door-under-test.ts';
import { aDischarge, at } from '../postgres/store-under-test.ts';
import {
  aServingList,
  atTheWindow,
  decided,
  insure,
  list,
  listed,
  questions,
  steps,
} from './identity-under-test.ts';
import { as, door, owed, propose, waits } from './resolutions-under-test.ts';

beforeAll(() => aServingList());

let serial = 700;

/** A number of nobody yet. */
function aNumber(): string {
  serial += 1;
  return anIdNumber(serial);
}

/** Somebody whom a list knows by that name. */
async function known(idNumber: string, name: string): Promise<PersonRef> {
  const parsed = parseIdentityNumber(idNumber);
  invariant(parsed.ok, 'the builder made no identity number');
  const { number, sex, birthDate } = parsed;
  const about = { idNumber: number, name, sex, birthDate, address: null, phone: null };
  return door().deps.people.register({ ...about, saidBy: { [list]: name } });
}

const identity = (who: string, caseRef: CaseRef) => as(who, 'GET', `/v1/stays/${caseRef}/identity`);
const detailOf = async (caseRef: CaseRef) =>
  (await door().deps.stays.wholeStay(caseRef))?.attention.find(({ step }) => step === 'decide')?.detail;

test('a slip in the name goes to the window, is put right there, and the insured person is admitted', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '王晓明');
  await listed([{ ref, household: 1 }]);
  insure(ref, '王晓明');
  const caseRef = await atTheWindow({ idNumber, name: '王小明' });
  const first = await decided(caseRef);
  expect(first).toMatchObject({
    outcome: 'review',
    attention: { code: 'identity-mismatch', blockedOn: 'hospital' },
  });
  expect(first.decision?.reasons.map(({ code }) => code)).not.toContain('not-insured');
  expect(await identity('window', caseRef)).toMatchObject({
    ...{ status: 200, given: '王小明' },
    doubt: { insurer: 'person-unknown', others: [{ by: list, name: '王晓明' }], relative: false },
  });
  const corrected = await propose('window', caseRef, { kind: 'correct-name', on: 'decide', name: '王晓明' });
  expect(corrected).toMatchObject({ status: 201, state: 'applied' });
  expect(JSON.stringify(corrected)).not.toContain('王晓明');
  expect(await waits(caseRef)).toEqual([]);
  expect(await owed(caseRef)).toContain('signal resolution/1');
  expect(await decided(caseRef)).toMatchObject({ outcome: 'admit' });
  expect(questions(caseRef)).toEqual(['identify 王小明', 'identify-as-2 王晓明']);
  expect((await identity('window', caseRef)).status).toBe(200);
  expect(await identity('window', caseRef)).toMatchObject({ given: '王晓明', doubt: null });
  expect((await door().deps.stays.insurerFacts(caseRef)).registration?.personNo).toBe(`P-${ref}`);
});

test('the other spelling of a mark, a width or a variant character is no mismatch where the insurer takes it', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '阿依古丽·买买提');
  await listed([{ ref, household: 2 }]);
  insure(ref, '阿依古丽•买买提');
  const caseRef = await atTheWindow({ idNumber, name: '阿依古丽•买买提' });
  expect(await decided(caseRef)).toMatchObject({ outcome: 'admit' });
});

test("a child's number under a parent's name is caught, nobody is told the child's name, and the right number admits", async () => {
  const [child, parent] = [aNumber(), aNumber()];
  const childRef = await known(child, '王小红');
  const parentRef = await known(parent, '王建国');
  await listed([
    { ref: childRef, household: 3 },
    { ref: parentRef, household: 3 },
  ]);
  insure(childRef, '王小红');
  insure(parentRef, '王建国');
  const caseRef = await atTheWindow({ idNumber: child, name: '王建国' });
  const first = await decided(caseRef);
  expect(first).toMatchObject({ outcome: 'review' });
  expect(first.decision?.reasons[0]?.zh).toContain('家庭中有此姓名的人');
  expect(await detailOf(caseRef)).toMatchObject({ kind: 'identity', otherwise: [list], relative: true });
  const seen = await identity('window', caseRef);
  expect(seen).toMatchObject({ doubt: { relative: true, others: [{ by: list, name: null }] } });
  expect(JSON.stringify(seen)).not.toContain('王小红');
  const right = { kind: 'correct-identity-number', on: 'decide', idNumber: parent };
  expect(await propose('window', caseRef, right)).toMatchObject({ status: 201 });
  expect(await decided(caseRef)).toMatchObject({ outcome: 'admit' });
  expect((await door().deps.stays.stay(caseRef))?.personRef).toBe(parentRef);
  expect(questions(caseRef)).toEqual(['identify 王建国', 'identify-as-2 王建国']);
});

test('who is known from the window only is in doubt, and never "not insured"', async () => {
  const caseRef = await atTheWindow({ idNumber: aNumber(), name: '无人知晓' });
  const first = await decided(caseRef);
  expect(first).toMatchObject({ outcome: 'review', attention: { code: 'identity-mismatch' } });
  expect((await door().deps.stays.stay(caseRef))?.stage).toBe('Covered');
});

test('a name that window and list both have wrong refuses, and is put right all the same: the stay begins again', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '李冥');
  await listed([{ ref, household: 4 }]);
  insure(ref, '李明');
  const caseRef = await atTheWindow({ idNumber, name: '李冥' });
  await door().deps.stays.recordBegun(caseRef, at);
  expect(await decided(caseRef)).toMatchObject({ outcome: 'refuse' });
  const { stays } = door().deps;
  expect((await stays.stay(caseRef))?.stage).toBe('Refused');
  expect(
    await propose('window', caseRef, { kind: 'correct-name', on: 'decide', name: '李明' }),
  ).toMatchObject({
    status: 201,
  });
  expect(await stays.stay(caseRef)).toMatchObject({ stage: 'Arrived', begunAt: null, decision: null });
  expect(await owed(caseRef)).toContain('start-stay ');
  expect(await decided(caseRef)).toMatchObject({ outcome: 'admit' });
  const conflicts = await door().deps.lists.conflicts.openConflicts({ limit: 200 });
  expect(conflicts.filter((one) => one.caseRef === caseRef)).toMatchObject([
    { kind: 'name', detail: { lists: [list], otherwise: ['medical-insurance', 'window'] } },
  ]);
  expect(await waits(caseRef)).toContain('list-conflict');
  const url = `/v1/lists/${list}/misspelt-names`;
  const shown = (await door().call('agency', { url })).json();
  expect(shown.names).toMatchObject([{ idNumber, listed: '李冥', agreed: '李明' }]);
  expect((await door().call('operator', { url })).statusCode).toBe(403);
});

test('only the hospital that gave the name sees it; every look is in the audit trail', async () => {
  const caseRef = await atTheWindow({ idNumber: aNumber(), name: '保密者' });
  await decided(caseRef);
  expect((await identity('operator', caseRef)).status).toBe(403);
  expect((await identity('otherHospital', caseRef)).code).toBe('case-unknown');
  expect((await identity('window', caseRef)).status).toBe(200);
  for (const path of ['', '/events', '/resolutions'])
    expect(JSON.stringify(await as('operator', 'GET', `/v1/stays/${caseRef}${path}`))).not.toContain(
      '保密者',
    );
  const rows = await door()
    .db.selectFrom('auditEntries')
    .selectAll()
    .where('subject', '=', caseRef)
    .execute();
  expect(rows.map(({ action }) => action)).toEqual(['identity-shown']);
});

test('what does not fit is refused: a name as it stands, a name after the admission, one with what nobody sees', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '赵一');
  await listed([{ ref, household: 5 }]);
  const caseRef = await atTheWindow({ idNumber, name: '赵二' });
  await decided(caseRef);
  const name = { kind: 'correct-name', on: 'decide' };
  expect(await propose('window', caseRef, { ...name, name: '赵二' })).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit', detail: 'the stay says so already' },
  });
  expect(await propose('window', caseRef, { ...name, name: '赵\u202E一' })).toMatchObject({ status: 422 });
  expect(await propose('operator', caseRef, { ...name, name: '赵一' })).toMatchObject({ status: 403 });
  insure(ref, '赵一');
  await propose('window', caseRef, { ...name, name: '赵一' });
  await decided(caseRef);
  await steps().sweepAdmission({ caseRef });
  expect(await propose('window', caseRef, { ...name, name: '赵三' })).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit' },
  });
});

test('an answer about the person before is no answer about the person who was put right meanwhile', async () => {
  const { stays } = door().deps;
  const caseRef = await atTheWindow({ idNumber: aNumber(), name: '先前' });
  await decided(caseRef);
  await propose('window', caseRef, { kind: 'correct-name', on: 'decide', name: '后来' });
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  const cover = { insurance, categories: [], creditLine: null };
  expect(await stays.recordCover(caseRef, cover, at, 1)).toBeNull();
  await stays.recordIdentified({ caseRef, personNo: 'P-before', of: 1, at });
  expect((await stays.insurerFacts(caseRef)).registration).toBeNull();
  expect(await stays.recordCover(caseRef, cover, at, 2)).toEqual(cover);
});

test('a person in two hospitals on the same days is flagged on both sides, treated in both, and free when it is explained', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '同期者');
  await listed([{ ref, household: 6 }]);
  insure(ref, '同期者');
  const first = await atTheWindow({ idNumber, name: '同期者', admittedOn: '2024-03-05' });
  expect(await decided(first)).toMatchObject({ outcome: 'admit' });
  const second = await atTheWindow({ idNumber, name: '同期者', otherHospital: true });
  expect(await decided(second)).toMatchObject({ outcome: 'admit' });
  expect(await waits(first)).toEqual(['overlapping-stay']);
  expect(await waits(second)).toEqual(['overlapping-stay']);
  expect((await owed(first)).join(' ')).toContain(`signal attention/overlap/${second}/`);
  const explain = { kind: 'explain-overlap', on: `overlap/${second}` };
  expect(await propose('operator', first, explain)).toMatchObject({ status: 201, state: 'applied' });
  expect([...(await waits(first)), ...(await waits(second))]).toEqual([]);
});

test('a discharge that was entered late ends an overlap by itself; one on a later day does not', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '转院者');
  await listed([{ ref, household: 7 }]);
  insure(ref, '转院者');
  const first = await atTheWindow({ idNumber, name: '转院者', admittedOn: '2024-03-05' });
  await decided(first);
  const second = await atTheWindow({ idNumber, name: '转院者', otherHospital: true });
  await decided(second);
  expect(await waits(second)).toEqual(['overlapping-stay']);
  const { stays } = door().deps;
  await stays.acceptDischarge({ ...aDischarge(first), dischargedOn: '2024-03-08' as never });
  expect([...(await waits(first)), ...(await waits(second))]).toEqual([]);
  const again = await atTheWindow({ idNumber, name: '转院者', admittedOn: '2024-03-06' });
  await decided(again);
  // Of two in one hospital nothing is said: `first` and `again` are that hospital's own to sort out.
  expect(await waits(first)).toEqual([]);
  await stays.acceptDischarge({ ...aDischarge(again), dischargedOn: '2024-03-09' as never });
  expect([...(await waits(again)), ...(await waits(second))]).toEqual([
    'overlapping-stay',
    'overlapping-stay',
  ]);
});

test('a corrected number frees the stay of the person whose number it never was', async () => {
  const [wrong, right] = [aNumber(), aNumber()];
  const wrongRef = await known(wrong, '孙甲');
  const rightRef = await known(right, '孙乙');
  insure(wrongRef, '孙甲');
  insure(rightRef, '孙乙');
  const theirs = await atTheWindow({ idNumber: wrong, name: '孙甲' });
  await decided(theirs);
  const mistaken = await atTheWindow({ idNumber: wrong, name: '孙乙', otherHospital: true });
  await decided(mistaken);
  expect(await waits(theirs)).toContain('overlapping-stay');
  const correction = { kind: 'correct-identity-number', on: 'decide', idNumber: right };
  expect(await propose('otherHospital', mistaken, correction)).toMatchObject({ status: 201 });
  expect(await waits(theirs)).not.toContain('overlapping-stay');
  expect(await waits(mistaken)).not.toContain('overlapping-stay');
});

test('an earlier stay that is not settled is flagged at its own hospital when the person comes again, and nowhere else', async () => {
  const idNumber = aNumber();
  const ref = await known(idNumber, '再入院');
  await listed([{ ref, household: 8 }]);
  insure(ref, '再入院');
  const earlier = await atTheWindow({ idNumber, name: '再入院', admittedOn: '2024-03-01' });
  await decided(earlier);
  const { stays } = door().deps;
  await stays.advanceStage(earlier, 'Admitted', at);
  await stays.acceptDischarge({ ...aDischarge(earlier), dischargedOn: '2024-03-04' as never });
  await stays.recordDischargeTaken(earlier, at);
  const later = await atTheWindow({ idNumber, name: '再入院', otherHospital: true });
  expect(await decided(later)).toMatchObject({ outcome: 'admit' });
  expect(await waits(later)).toEqual([]);
  expect(await waits(earlier)).toEqual(['unsettled-stay']);
});

test('who it was not, or who was never there, did not come again: an earlier stay is free of it', async () => {
  const { stays } = door().deps;
  for (const undone of ['corrected', 'cancelled'] as const) {
    const [wrong, right] = [aNumber(), aNumber()];
    insure(await known(wrong, '赵甲'), '赵甲');
    insure(await known(right, '赵乙'), '赵乙');
    const earlier = await atTheWindow({ idNumber: wrong, name: '赵甲', admittedOn: '2024-03-01' });
    await decided(earlier);
    await stays.advanceStage(earlier, 'Admitted', at);
    await stays.acceptDischarge({ ...aDischarge(earlier), dischargedOn: '2024-03-04' as never });
    await stays.recordDischargeTaken(earlier, at);
    const mistaken = await atTheWindow({ idNumber: wrong, name: '赵乙', otherHospital: true });
    await decided(mistaken);
    expect(await waits(earlier)).toContain('unsettled-stay');
    if (undone === 'cancelled') await stays.recordCancelled(mistaken, at);
    else {
      const correction = { kind: 'correct-identity-number', on: 'decide', idNumber: right };
      expect(await propose('otherHospital', mistaken, correction)).toMatchObject({ status: 201 });
    }
    expect(await waits(earlier)).not.toContain('unsettled-stay');
  }
});
