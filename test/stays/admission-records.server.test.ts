import { expect, test } from 'vitest';
import { HubProblem } from '../../domain/failures.ts';
import { listAttention } from '../../store/lists/attention.ts';
import { waitingRecords } from '../../store/stays/waiting.ts';
import {
  aDischarge,
  admitted,
  anAdmission,
  anAdmittedStay,
  at,
  byHospital,
  civilAffairs,
  hospital,
  newCase,
  useStore,
} from '../postgres/store-under-test.ts';

const store = useStore();

test('50 concurrent admissions of one number with one body are one stay, and all get its case ref', async () => {
  const entry = await anAdmission(store());
  const entered = await Promise.all(
    Array.from({ length: 50 }, () => store().stays.acceptAdmission({ ...entry, caseRef: newCase() })),
  );
  const refs = new Set(entered.map((one) => ('stay' in one ? one.stay.caseRef : one.kind)));
  expect(refs.size).toBe(1);
  expect(entered.filter((one) => one.kind === 'accepted')).toHaveLength(1);
  const [caseRef] = refs;
  const owed = await store()
    .db.selectFrom('outbox')
    .select('kind')
    .where('caseRef', '=', caseRef as never)
    .execute();
  expect(owed).toEqual([{ kind: 'start-stay' }]);
});

test('50 concurrent admissions of one number under one ref are one stay; a ref that another stay has is said to be taken', async () => {
  const entry = await anAdmission(store());
  const entered = await Promise.all(Array.from({ length: 50 }, () => store().stays.acceptAdmission(entry)));
  const kinds = entered.map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['accepted', ...Array.from({ length: 49 }, () => 'repeated')]);
  const other = { ...(await anAdmission(store())), caseRef: entry.caseRef };
  expect(await store().stays.acceptAdmission(other)).toEqual({ kind: 'ref-taken' });
});

test('the same admission number with another body is a conflict and changes nothing', async () => {
  const entry = await anAdmission(store());
  await store().stays.acceptAdmission(entry);
  const again = await store().stays.acceptAdmission({ ...entry, caseRef: newCase(), bodyDigest: 'other' });
  expect(again).toEqual({ kind: 'conflict' });
  const stay = await store().stays.stayByAdmissionNo(hospital, entry.admissionNo);
  expect(stay).toMatchObject({ caseRef: entry.caseRef, stage: 'Arrived', decision: null, discharge: null });
  expect(await store().stays.arrival(entry.caseRef)).toEqual(entry.arrival);
});

test('a begun stay owes no start; beginning twice is beginning once', async () => {
  const entry = await anAdmission(store());
  await store().stays.acceptAdmission(entry);
  await store().stays.recordBegun(entry.caseRef, at);
  await store().stays.recordBegun(entry.caseRef, at);
  const events = await store().stays.events(entry.caseRef);
  expect(events.map((event) => event.kind)).toEqual(['admission-accepted', 'stay-begun']);
  const owed = await store()
    .db.selectFrom('outbox')
    .select('kind')
    .where('caseRef', '=', entry.caseRef)
    .execute();
  expect(owed).toEqual([]);
});

test('stages go one way; a stage reached before is no error, a stage out of reach changes nothing', async () => {
  const caseRef = await anAdmittedStay(store());
  const { stays } = store();
  expect(await stays.advanceStage(caseRef, 'Covered', at)).toEqual({ kind: 'already', stage: 'Admitted' });
  expect(await stays.advanceStage(caseRef, 'Refused', at)).toEqual({ kind: 'unfit', stage: 'Admitted' });
  expect(await stays.advanceStage(caseRef, 'Settled', at)).toEqual({ kind: 'unfit', stage: 'Admitted' });
  expect((await stays.stay(caseRef))?.stage).toBe('Admitted');
  await expect(stays.advanceStage(newCase(), 'Covered', at)).rejects.toThrow(new HubProblem('case-unknown'));
});

test('decisions are appended, the last one holds, the same one again is none', async () => {
  const caseRef = await anAdmittedStay(store());
  const review = { ...admitted, outcome: 'review', missing: ['referral'] } as const;
  await store().stays.recordDecision(caseRef, admitted, at);
  await store().stays.recordDecision(caseRef, review, at);
  expect((await store().stays.stay(caseRef))?.decision).toEqual(review);
  const rows = await store()
    .db.selectFrom('decisions')
    .select('outcome')
    .where('caseRef', '=', caseRef)
    .execute();
  expect(rows).toEqual([{ outcome: 'admit' }, { outcome: 'review' }]);
  const change = store().db.updateTable('decisions').set({ outcome: 'admit' }).execute();
  await expect(change).rejects.toThrow('append-only');
});

test('the first cover stays', async () => {
  const caseRef = await anAdmittedStay(store());
  const first = (await store().stays.stayWithCover(caseRef))?.cover;
  const other = {
    insurance: { type: null, status: 'none', division: null },
    categories: [],
    creditLine: null,
  } as const;
  expect(await store().stays.recordCover(caseRef, other, at)).toEqual(first);
});

test('the doctor looks first, the desk second; the same look twice is one, another is a conflict', async () => {
  const caseRef = await anAdmittedStay(store());
  const doctor = {
    caseRef,
    by: 'doctor',
    checkedBy: '工号0317',
    categories: ['extreme-poverty'],
    actor: byHospital,
    at,
  } as const;
  const desk = { ...doctor, by: 'desk', checkedBy: '工号2201' } as const;
  expect(await store().stays.recordCheck(desk)).toBe('doctor-first');
  expect(await store().stays.recordCheck(doctor)).toBe('recorded');
  expect(await store().stays.recordCheck(desk)).toBe('recorded');
  expect(await store().stays.recordCheck(doctor)).toBe('repeated');
  expect(await store().stays.recordCheck({ ...doctor, categories: [] })).toBe('conflict');
  expect((await store().stays.checks(caseRef)).map((check) => check.checkedBy)).toEqual([
    '工号0317',
    '工号2201',
  ]);
});

test('a discharge is taken once: repeated or with another bill it changes nothing', async () => {
  const caseRef = await anAdmittedStay(store());
  const { stays } = store();
  expect(await stays.recordDischargeTaken(caseRef, at)).toEqual({ kind: 'unfit', stage: 'Admitted' });
  const entered = await Promise.all([1, 2, 3].map(() => stays.acceptDischarge(aDischarge(caseRef))));
  expect(entered.map((one) => one.kind).toSorted()).toEqual(['accepted', 'repeated', 'repeated']);
  expect(await stays.acceptDischarge({ ...aDischarge(caseRef), bodyDigest: 'other' })).toEqual({
    kind: 'conflict',
  });
  expect(await stays.recordDischargeTaken(caseRef, at)).toEqual({ kind: 'advanced', stage: 'Discharged' });
  expect(await stays.recordDischargeTaken(caseRef, at)).toEqual({ kind: 'already', stage: 'Discharged' });
  expect(await stays.bill(caseRef)).toEqual({ items: [] });
});

test('a patient may leave before the decision: the bill is kept, the stage waits; a refused stay takes none', async () => {
  const { stays } = store();
  const early = await anAdmission(store());
  await stays.acceptAdmission(early);
  expect(await stays.acceptDischarge(aDischarge(early.caseRef))).toEqual({ kind: 'accepted' });
  expect(await stays.recordDischargeTaken(early.caseRef, at)).toEqual({ kind: 'unfit', stage: 'Arrived' });
  const refused = await anAdmission(store());
  await stays.acceptAdmission(refused);
  await stays.advanceStage(refused.caseRef, 'Covered', at);
  await stays.advanceStage(refused.caseRef, 'Refused', at);
  expect(await stays.acceptDischarge(aDischarge(refused.caseRef))).toEqual({
    kind: 'unfit',
    stage: 'Refused',
  });
});

test('attention: longest waiting first, page by page, one for each step, gone when cleared', async () => {
  const caseRef = await anAdmittedStay(store());
  const wait = { code: 'agency-wait', blockedOn: 'medical-insurance', since: at } as const;
  await store().stays.raiseAttention(caseRef, { ...wait, step: 'settle' }, at);
  await store().stays.raiseAttention(caseRef, { ...wait, step: 'settle' }, at);
  await store().stays.raiseAttention(caseRef, { ...wait, step: 'claim' }, at);
  const list = civilAffairs;
  const held = { code: 'list-held', blockedOn: 'operator', since: at, step: 'release' } as const;
  await listAttention(store().db).raise({ listId: list, version: 3 }, held);
  const { page, counts } = waitingRecords(store().db);
  const [first, ...rest] = await page({ limit: 1 });
  expect(rest).toEqual([]);
  const stay = { kind: 'stay', caseRef, institution: hospital, stage: 'Admitted' };
  expect(first?.item).toMatchObject({ ...stay, step: 'claim' });
  const second = await page({ limit: 9, ...(first && { after: first.cursor }) });
  expect(second.map(({ item }) => item)).toMatchObject([
    { ...stay, step: 'settle' },
    { kind: 'list', listId: list, version: 3, code: 'list-held', since: at },
  ]);
  expect(await counts()).toEqual([
    {
      ...{ code: 'agency-wait', blockedOn: 'medical-insurance', count: 2 },
      longest: [
        { subject: caseRef, since: at },
        { subject: caseRef, since: at },
      ],
    },
    {
      ...{ code: 'list-held', blockedOn: 'operator', count: 1 },
      longest: [{ subject: `list/${list}/3`, since: at }],
    },
  ]);
  await store().stays.clearAttention(caseRef, 'settle', at);
  await store().stays.clearAttention(caseRef, 'settle', at);
  await store().stays.clearAttention(caseRef, 'claim', at);
  const kinds = (await store().stays.events(caseRef)).map((event) => event.kind);
  expect(kinds.filter((kind) => kind.startsWith('attention'))).toEqual([
    ...['attention-raised', 'attention-raised', 'attention-cleared', 'attention-cleared'],
  ]);
  expect((await store().stays.wholeStay(caseRef))?.attention).toEqual([]);
});

test('stays are listed page by page, each once, a hospital its own only', async () => {
  const seen: string[] = [];
  for (;;) {
    const after = seen.at(-1);
    const page = await store().stays.listStays({
      ...{ institution: hospital, limit: 3 },
      ...(after !== undefined && { after: after as ReturnType<typeof newCase> }),
    });
    if (page.length === 0) break;
    seen.push(...page.map((stay) => stay.caseRef));
  }
  const { rows } = await store().db.executeQuery(store().db.selectFrom('stays').select('caseRef').compile());
  expect(seen.toSorted()).toEqual(rows.map((row) => row.caseRef).toSorted());
  expect(await store().stays.listStays({ institution: 'H50015400009' as typeof hospital, limit: 3 })).toEqual(
    [],
  );
});
