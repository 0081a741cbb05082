import { beforeAll, expect, test } from 'vitest';
import { addDays, type Instant, instant, localDate } from '../../domain/dates.ts';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import { fen } from '../../domain/money.ts';
import { arrearsUpkeep } from '../../store/money/arrears-upkeep.ts';
import { partyStore } from '../../store/register/parties.ts';
import { hospitals, today } from '../http/door-under-test.ts';
import {
  aSettledStay,
  as,
  confirm,
  door,
  propose,
  raise,
  tokenOf,
  waits,
} from '../stays/resolutions-under-test.ts';

const day = localDate(today);
const noon = (date: string): Instant => instant(`${date}T12:00:00+08:00`);
const office = 'county';
const on = 'arrears';
const scheme = 'linhe-2017';

beforeAll(async () => {
  const { actors, parties } = door().deps;
  for (const actor of ['keeper-1', 'keeper-2', 'keeper-3', 'keeper-4']) {
    const role = 'health-commission' as const;
    await actors.putActor({ party: office, actor, role, kind: 'person', name: '测试人员' });
    await parties.putCredential(office, tokenOf(actor), actor);
  }
});

const unpaid = { code: 'patient-part-due', blockedOn: 'hospital', step: 'patient-part' } as const;
const application = {
  ...{ kind: 'apply-listing', on: 'patient-part' },
  ...{ means: 'compensation', paper: '赔付单 77', askedOn: today },
};
const list = { kind: 'list', on, office };
const notice = { kind: 'serve-notice', on, way: 'letter', servedOn: today, receipt: 'EMS 1' };
const objection = { kind: 'record-objection', on, objectedOn: today, objectedBy: 'patient', paper: '异议 1' };

async function aDebtor(more: object = {}): Promise<CaseRef> {
  const caseRef = await aSettledStay({ scheme, ...more });
  await raise(caseRef, unpaid);
  return caseRef;
}

async function done(who: readonly [string, string], caseRef: CaseRef, body: object): Promise<void> {
  const proposed = await propose(who[0], caseRef, body);
  expect(proposed, JSON.stringify(proposed)).toMatchObject({ status: 201, state: 'proposed' });
  const confirmed = await confirm(who[1], caseRef, proposed.sequence);
  expect(confirmed, JSON.stringify(confirmed)).toMatchObject({ status: 200, state: 'applied' });
}

const applied = (caseRef: CaseRef) => done(['finance', 'lead'], caseRef, application);
const served = async (caseRef: CaseRef) =>
  expect(await propose('window', caseRef, notice)).toMatchObject({ status: 201, state: 'applied' });

/** The time to answer was over: its days lie before today. */
async function answerOver(caseRef: CaseRef): Promise<void> {
  await later(caseRef, 16);
  await upkeep(today);
}

/** As if the case had begun so many days before. */
async function later(caseRef: CaseRef, days: number): Promise<void> {
  const { db } = door();
  await db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('arrearsCases')
      .selectAll()
      .where('caseRef', '=', caseRef)
      .executeTakeFirstOrThrow();
    const { appliedOn, noticedOn, answerUntil } = row;
    const back = (date: typeof noticedOn) => (date === null ? null : addDays(date, -days));
    const moved = { appliedOn: addDays(appliedOn, -days), noticedOn: back(noticedOn) };
    await disarmed(tx as never, async () => {
      await tx
        .updateTable('arrearsCases')
        .set({ ...moved, answerUntil: back(answerUntil) })
        .where('caseRef', '=', caseRef)
        .execute();
    });
  });
}

async function disarmed(tx: Parameters<typeof setTrigger>[0], act: () => Promise<void>): Promise<void> {
  await setTrigger(tx, 'DISABLE');
  await act();
  await setTrigger(tx, 'ENABLE');
}

const { sql } = await import('kysely');
async function setTrigger(tx: Parameters<ReturnType<typeof sql>['execute']>[0], how: 'ENABLE' | 'DISABLE') {
  await sql.raw(`ALTER TABLE arrears_cases ${how} TRIGGER arrears_cases_once`).execute(tx);
}

const upkeep = (date: string) => arrearsUpkeep(door().db).lookAtArrears(noon(date), 100);
const casesOf = async (caseRef: CaseRef) => {
  const { cases } = (await as('finance', 'GET', `/v1/stays/${caseRef}/arrears`)) as unknown as {
    readonly cases: readonly {
      readonly state: string;
      readonly ended: { readonly because: string } | null;
    }[];
  };
  return cases;
};
const stateOf = async (caseRef: CaseRef) => (await casesOf(caseRef)).at(-1)?.state;
const personOf = async (caseRef: CaseRef): Promise<PersonRef> =>
  (await door().deps.stays.stay(caseRef))?.personRef as PersonRef;
const recordOf = async (caseRef: CaseRef, date: string = today) =>
  door().deps.stays.arrearsRecord(await personOf(caseRef), scheme as SchemeId, localDate(date));

const audited = async (caseRef: CaseRef) =>
  (await door().db.selectFrom('auditEntries').select('action').where('subject', '=', caseRef).execute()).map(
    ({ action }) => action,
  );

async function listed(): Promise<CaseRef> {
  const caseRef = await aDebtor();
  await applied(caseRef);
  await served(caseRef);
  await answerOver(caseRef);
  await done(['keeper-1', 'keeper-2'], caseRef, list);
  return caseRef;
}

test('a record comes after application, written notice, time to answer and two people of the keeper, and an objection that is right lifts it', async () => {
  const caseRef = await aDebtor();
  await applied(caseRef);
  expect(await waits(caseRef)).toContain('arrears-notice-due');
  // Neither the application nor a notice lists anybody.
  expect(await propose('keeper-1', caseRef, list)).toMatchObject({ status: 409, code: 'resolution-unfit' });
  await served(caseRef);
  expect(await stateOf(caseRef)).toBe('answering');
  expect(await waits(caseRef)).not.toContain('arrears-notice-due');
  expect(await propose('keeper-1', caseRef, list)).toMatchObject({ status: 409, code: 'resolution-unfit' });
  expect(await recordOf(caseRef)).toBeUndefined();
  await answerOver(caseRef);
  expect(await waits(caseRef)).toContain('arrears-decision-due');
  // The hospital and the hub's operator decide nothing; one person of the keeper does not suffice.
  for (const who of ['finance', 'lead', 'operator'])
    expect((await propose(who, caseRef, list)).status).toBe(403);
  const proposed = await propose('keeper-1', caseRef, list);
  expect((await confirm('keeper-1', caseRef, proposed.sequence)).status).toBe(403);
  expect((await confirm('lead', caseRef, proposed.sequence)).status).toBe(403);
  expect(await confirm('keeper-2', caseRef, proposed.sequence)).toMatchObject({ state: 'applied' });
  expect(await stateOf(caseRef)).toBe('listed');
  expect(await recordOf(caseRef)).toMatchObject({ listedOn: today, expiresOn: '2026-03-10' });
  expect(await propose('window', caseRef, objection)).toMatchObject({ status: 201, state: 'applied' });
  expect(await waits(caseRef)).toContain('arrears-objection');
  const lift = { kind: 'unlist', on, office, ground: 'objection-upheld', paper: '复核 1' };
  // Nobody who decided before decides again, neither first nor second.
  const before = { status: 409, code: 'decided-before' };
  expect(await propose('keeper-1', caseRef, lift)).toMatchObject(before);
  const again = await propose('keeper-3', caseRef, lift);
  expect(await confirm('keeper-2', caseRef, again.sequence)).toMatchObject(before);
  await as('keeper-3', 'POST', `/v1/stays/${caseRef}/resolutions/${again.sequence}/withdraw`, {});
  await done(['keeper-3', 'keeper-4'], caseRef, lift);
  expect(await casesOf(caseRef)).toMatchObject([
    { state: 'ended', ended: { because: 'objection-upheld' }, objections: [{ upheld: true }] },
  ]);
  expect(await recordOf(caseRef)).toBeUndefined();
  expect(await waits(caseRef)).not.toContain('arrears-objection');
  expect(await propose('window', caseRef, objection)).toMatchObject({ status: 409, code: 'arrears-over' });
});

test('a hospital that asks before the admission hears of the record what the admission would say', async () => {
  const [, elsewhere] = hospitals;
  await partyStore(door().db).putInstitution({
    ...{ institution: elsewhere as InstitutionId, name: '临河区人民医院', division: '150802' },
    ...{ level: 2, kind: 'public', type: 'hospital', settlesInstantly: false },
    ...{ designatedFrom: localDate('2017-01-01'), designatedUntil: null },
  });
  const { idNumber, name } = await door().deps.people.open(await personOf(await listed()));
  const asked = async (emergency: boolean) =>
    (await as('otherHospital', 'POST', '/v1/eligibility-checks', {
      ...{ purpose: { code: 'pre-admission', reference: 'YY-1' }, scheme, day: today, emergency },
      patient: { idNumber, name },
    })) as unknown as Readonly<Record<'reasons' | 'conditions', readonly { code: string; zh: string }[]>>;
  const { reasons } = await asked(false);
  expect(reasons.find(({ code }) => code === 'malicious-arrears')?.zh).toContain('2026-03-10');
  const urgent = await asked(true);
  expect(urgent.reasons.map(({ code }) => code)).not.toContain('malicious-arrears');
  expect(urgent.conditions.map(({ code }) => code)).toContain('regularise-arrears');
});

test('an objection that is not right is told so by two others, and the record stays', async () => {
  const caseRef = await listed();
  await propose('window', caseRef, objection);
  const keep = { kind: 'keep-listing', on, office };
  expect(await propose('keeper-3', caseRef, { ...keep, office: 'medical-insurance' })).toMatchObject({
    status: 422,
  });
  await done(['keeper-3', 'keeper-4'], caseRef, keep);
  expect(await casesOf(caseRef)).toMatchObject([{ state: 'listed', objections: [{ upheld: false }] }]);
  expect(await recordOf(caseRef)).toBeDefined();
});

test('a record goes by itself when the debt is paid, a plan is kept, its time is over, or the person dies; at once, and for good', async () => {
  const { stays } = door().deps;
  const paid = await listed();
  const open = (await stays.patientBalance(paid))?.balanceFen ?? fen(0);
  await as('finance', 'POST', `/v1/stays/${paid}/patient-payments`, {
    ...{ paymentId: 'P-1', fen: open, paidOn: today, method: 'cash', receiptNo: 'R-1' },
  });
  // Nobody has to look first.
  expect(await recordOf(paid)).toBeUndefined();
  const planned = await listed();
  const agreement = {
    ...{ template: '协议', textVersion: 'deferral-2024-1', signedBy: 'family', signerName: '家属甲' },
    ...{ signedOn: today, sha256: 'a'.repeat(64) },
  };
  const instalments = [{ dueOn: addDays(day, 30), fen: open }];
  await done(['finance', 'lead'], planned, { kind: 'defer', on: 'patient-account', agreement, instalments });
  expect(await recordOf(planned)).toBeUndefined();
  const died = await listed();
  await propose('finance', died, { kind: 'record-death', on: 'patient-account', diedOn: today });
  expect(await recordOf(died)).toBeUndefined();
  const expired = await listed();
  expect(await recordOf(expired, '2026-03-09')).toBeDefined();
  expect(await recordOf(expired, '2026-03-10')).toBeUndefined();
  await upkeep(today);
  const because = async (caseRef: CaseRef) => (await casesOf(caseRef)).at(-1)?.ended?.because;
  expect(await because(paid)).toBe('paid');
  expect(await because(planned)).toBe('plan-kept');
  expect(await because(died)).toBe('died');
  expect(await because(expired)).toBeUndefined();
  await upkeep('2026-03-10');
  expect(await because(expired)).toBe('expired');
  // A plan that is broken afterwards lists nobody again.
  expect(await recordOf(planned, '2024-06-01')).toBeUndefined();
});

test('a minor is never listed, nor anybody under a scheme without a keeper; nothing is owed, nothing is applied for', async () => {
  const first17 = '15080220080101' + '001';
  const minor = await aDebtor({
    patient: { idNumber: first17 + identityCheckDigit(first17), name: '测试患者' },
  });
  expect(await propose('finance', minor, application)).toMatchObject({ status: 409, code: 'arrears-minor' });
  for (const other of ['kaizhou-2024', 'dalian-2022', 'zaoqiang-2021', 'henan-2017']) {
    const caseRef = await aSettledStay({ scheme: other });
    await raise(caseRef, unpaid);
    expect(await propose('finance', caseRef, application), other).toMatchObject({
      ...{ status: 409, code: 'arrears-not-listed' },
    });
  }
  const caseRef = await aDebtor();
  expect(await propose('finance', caseRef, { ...application, askedOn: addDays(day, 1) })).toMatchObject({
    ...{ status: 422, code: 'request-invalid' },
  });
  await applied(caseRef);
  expect(await propose('window', caseRef, { ...notice, servedOn: addDays(day, -1) })).toMatchObject({
    ...{ status: 409, code: 'resolution-unfit' },
  });
  expect(await propose('window', caseRef, { ...notice, way: 'sms' })).toMatchObject({ status: 422 });
});

test('the database lists nobody without a notice that was served, nor before the answer is over, and rewrites nothing', async () => {
  const { db } = door();
  const caseRef = await aDebtor();
  await applied(caseRef);
  const entry = { listedOn: day, listedBy: 1, expiresOn: addDays(day, 700) };
  const set = (columns: object) =>
    db.updateTable('arrearsCases').set(columns).where('caseRef', '=', caseRef).execute();
  await expect(set(entry)).rejects.toThrow('arrears_listed_after_notice');
  await served(caseRef);
  await expect(set(entry)).rejects.toThrow('arrears_listed_after_notice');
  await expect(set({ noticedOn: addDays(day, -30) })).rejects.toThrow('never rewritten');
  await expect(db.deleteFrom('arrearsCases').where('caseRef', '=', caseRef).execute()).rejects.toThrow(
    'never rewritten',
  );
});

test('the written notice waits with its text, names neither illness nor number, and is posted once; its cause gone, nobody is told', async () => {
  const caseRef = await aDebtor();
  await applied(caseRef);
  const at = `/v1/stays/${caseRef}/patient-notices`;
  const owedTo = async () => {
    const { notices } = (await as('finance', 'GET', '/v1/patient-notices')) as unknown as {
      readonly notices: readonly { readonly caseRef: string; readonly kind: string }[];
    };
    return notices.filter((one) => one.caseRef === caseRef).map(({ kind }) => kind);
  };
  expect(await owedTo()).toEqual(['arrears-notice']);
  const text = (await as('finance', 'GET', `${at}/1`)) as unknown as { readonly letter: string };
  expect(text.letter).toMatch(/^测试患者：.*15日/s);
  expect(JSON.stringify(text)).not.toMatch(/5001541980|J18|肺炎/);
  expect(await audited(caseRef)).toContain('notice-shown');
  // The operator and the offices of the county see that it is owed, not whom it names.
  expect((await as('operator', 'GET', `${at}/1`)).status).toBe(403);
  expect(await as('finance', 'POST', `${at}/1/given`, { givenOn: today, way: 'letter' })).toMatchObject({
    ...{ status: 422, errors: [{ path: '/receipt', code: 'field-missing' }] },
  });
  const posted = { givenOn: today, way: 'letter', receipt: 'EMS 1' };
  expect(await as('finance', 'POST', `${at}/1/given`, posted)).toMatchObject({ status: 201, state: 'given' });
  expect((await as('finance', 'POST', `${at}/1/given`, posted)).status).toBe(200);
  expect(await as('finance', 'POST', `${at}/1/given`, { givenOn: today, way: 'phone' })).toMatchObject({
    ...{ status: 409, code: 'notice-over' },
  });
  // Posted is not arrived.
  expect(await stateOf(caseRef)).toBe('notice-due');
  const other = await aDebtor();
  await applied(other);
  await propose('finance', other, { kind: 'record-death', on: 'patient-account', diedOn: today });
  expect(await as('finance', 'GET', `/v1/stays/${other}/patient-notices`)).toMatchObject({
    notices: [{ state: 'moot' }],
  });
});

test('who left without paying is on a work list, and nothing else follows from it', async () => {
  const ownPartOf = async (caseRef: CaseRef, who = 'finance') => {
    const { ownParts } = (await as(who, 'GET', '/v1/unpaid-own-parts')) as unknown as {
      readonly ownParts: readonly { readonly caseRef: string }[];
    };
    return ownParts.find((one) => one.caseRef === caseRef);
  };
  const caseRef = await aSettledStay({ scheme: 'kaizhou-2024' });
  expect(await ownPartOf(caseRef)).toMatchObject({
    inArrears: false,
    hardship: false,
    warnings: [],
    owner: null,
  });
  expect(await recordOf(caseRef)).toBeUndefined();
  const owner = { department: '内二科', person: '工号 1024' };
  expect(await as('finance', 'POST', `/v1/stays/${caseRef}/own-part-owner`, owner)).toMatchObject({
    status: 201,
  });
  expect(await ownPartOf(caseRef)).toMatchObject({ owner });
  // The hospital's own business.
  expect(await ownPartOf(caseRef, 'operator')).toMatchObject({ owner: null });
  const agreement = {
    ...{ template: '协议', textVersion: 'deferral-2024-1', signedBy: 'family', signerName: '家属甲' },
    ...{ signedOn: today, sha256: 'a'.repeat(64) },
  };
  const open = (await door().deps.stays.patientBalance(caseRef))?.balanceFen ?? 0;
  const instalments = [{ dueOn: addDays(day, 1), fen: open }];
  await done(['finance', 'lead'], caseRef, { kind: 'defer', on: 'patient-account', agreement, instalments });
  expect(await ownPartOf(caseRef)).toBeUndefined();
  const { stays } = door().deps;
  const [late] = await stays
    .unpaidOwnParts({ limit: 500 }, addDays(day, 2))
    .then((all) => all.filter((one) => one.caseRef === caseRef));
  expect(late).toMatchObject({ dueFen: 0, overdueFen: open, missedFirst: true });
});
