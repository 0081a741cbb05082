import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { arrivalFrom } from '../../domain/arrival.ts';
import type { AskedCondition } from '../../domain/conditions.ts';
import { type Instant, instant, type LocalDate, localDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import {
  type IdentityNumber,
  identityCheckDigit,
  parseIdentityNumber,
} from '../../domain/identity-number.ts';
import {
  type CaseRef,
  caseRefFrom,
  type InstitutionId,
  type ListId,
  type SchemeId,
} from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { listFiles } from '../../store/lists/files.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { listReleases } from '../../store/lists/release.ts';
import { listStaging } from '../../store/lists/staging.ts';
import { listStore } from '../../store/lists/versions.ts';
import { messageLog } from '../../store/messages/log.ts';
import { outbox } from '../../store/messages/outbox.ts';
import { personVault } from '../../store/people/vault.ts';
import { openCopyPool } from '../../store/postgres/copy.ts';
import { type Database, openDatabase } from '../../store/postgres/database.ts';
import { partyStore } from '../../store/register/parties.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import type { AdmissionEntry } from '../../store/stays/admissions.ts';
import { type StayStore, stayStore } from '../../store/stays/stays.ts';
import { freshDatabase } from '../servers/fresh-database.ts';

export const hospital = 'H50015400001' as InstitutionId;
export const civilAffairs = 'kaizhou-civil-affairs' as ListId;
export const scheme = 'kaizhou-2024' as SchemeId;
export const at = instant('2026-03-01T09:00:00+08:00');
/** Who sends all this: the hospital's own system. */
export const byHospital = `${hospital}/machine`;
export const admittedOn = localDate('2026-03-01');

export type StoreUnderTest = Awaited<ReturnType<typeof openStore>>;

/** A migrated database of its own for the tests of one file, with one hospital and one list. */
export function useStore(): () => StoreUnderTest {
  let store: StoreUnderTest | undefined;
  beforeAll(async () => {
    store = await openStore();
  });
  afterAll(() => store?.close());
  return () => {
    invariant(store !== undefined, 'the store is not open yet');
    return store;
  };
}

async function openStore() {
  const fresh = await freshDatabase('migrated');
  const db = openDatabase({
    url: fresh.url,
    poolSize: 10,
    applicationName: 'store-test',
    statementMs: 20_000,
  });
  const copyPool = openCopyPool({ url: fresh.url, poolSize: 6, applicationName: 'store-test-lists' });
  const seals = sealer({ current: 'k1', keys: { k1: randomBytes(32) } });
  const indexKey = randomBytes(32);
  const parties = partyStore(db);
  await seed(parties);
  return {
    ...{ db, url: fresh.url, sealer: seals, indexKey, parties },
    stays: stayStore({ db, sealer: seals }),
    people: personVault({ db, sealer: seals, indexKey }),
    outbox: outbox(db),
    messages: messageLog<{ readonly text: string }>({ db, sealer: seals }),
    lists: listStore({ db }),
    files: listFiles({ db, sealer: seals }),
    staging: listStaging(copyPool),
    releases: listReleases({ copyPool, sealer: seals }),
    memberships: membershipStore(db),
    async close() {
      await Promise.all([db.destroy(), copyPool.db.destroy()]);
      await fresh.drop();
    },
  };
}

async function seed(parties: ReturnType<typeof partyStore>): Promise<void> {
  await parties.putInstitution({
    ...{ institution: hospital, name: '开州区人民医院', division: '500154', level: 2, kind: 'public' },
    ...{
      type: 'hospital',
      settlesInstantly: false,
      designatedFrom: localDate('2024-01-01'),
      designatedUntil: null,
    },
  });
  await parties.putParty({ party: 'civil-affairs', role: 'agency', name: '开州区民政局', institution: null });
  await parties.putList({
    ...{ listId: civilAffairs, party: 'civil-affairs', agency: 'civil-affairs', division: '500154' },
    categories: ['extreme-poverty', 'subsistence-allowance'],
    ...{ shrinkLimitPermille: 100, ageLimitDays: 35 },
  });
}

/** A person nobody has yet; `serial` (0–99999) tells them apart. */
export function aPerson(serial: number): PersonIdentity & { readonly idNumber: IdentityNumber } {
  const digits = String(serial).padStart(5, '0');
  const first17 = `500154198${digits[0]}0${(Number(digits[1]) % 9) + 1}1${digits[2]}${digits.slice(3)}${digits[1]}`;
  const idNumber = `${first17}${identityCheckDigit(first17)}`;
  const parsed = parseIdentityNumber(idNumber);
  invariant(parsed.ok, 'the builder made no identity number');
  return {
    ...{ idNumber: parsed.number satisfies IdentityNumber, name: `患者${digits}`, sex: parsed.sex },
    ...{ birthDate: parsed.birthDate, address: null, phone: null },
  };
}

export const newCase = (): CaseRef => caseRefFrom(randomBytes(20));

let admissionNumbers = 0;

/** An admission of a person of its own. */
export async function anAdmission(
  store: StoreUnderTest,
  other: Partial<AdmissionEntry> = {},
): Promise<AdmissionEntry> {
  admissionNumbers += 1;
  const personRef = other.personRef ?? (await store.people.register(aPerson(90_000 + admissionNumbers)));
  return {
    ...{
      caseRef: newCase(),
      institution: hospital,
      transferredFrom: null,
      admissionNo: `ZY${admissionNumbers}`,
      bodyDigest: 'digest',
    },
    ...{ personRef, name: '患者', scheme, admittedOn, emergency: false, voucherNo: null },
    arrival: arrivalFrom({ diagnosis: { code: 'J18.9', name: '肺炎' } }),
    ...{ actor: byHospital, at },
    ...other,
  };
}

export const admitted: Decision = {
  ...{ scheme, version: '2024-01-28', outcome: 'admit' },
  ...{ reasons: [], conditions: [], missing: [], assumed: [] },
};

/** A stay at stage `Admitted`. */
export async function anAdmittedStay(store: StoreUnderTest): Promise<CaseRef> {
  const entry = await anAdmission(store);
  const { caseRef } = entry;
  await store.stays.acceptAdmission(entry);
  await putInCare(store.stays, caseRef);
  return caseRef;
}

/** A stay that was accepted: its cover is known. */
export async function putUnderCover(stays: StayStore, caseRef: CaseRef): Promise<void> {
  const insurance = { type: '390', status: 'active', division: '500154' } as const;
  await stays.recordBegun(caseRef, at);
  await stays.recordCover(caseRef, { insurance, categories: [], creditLine: null }, at);
}

/** The same at stage `Admitted`. */
export async function putInCare(
  stays: StayStore,
  caseRef: CaseRef,
  asked: readonly AskedCondition[] = [],
): Promise<void> {
  await putUnderCover(stays, caseRef);
  await stays.recordDecision(caseRef, admitted, at, { asked });
  await stays.advanceStage(caseRef, 'Admitted', at);
}

/** Bill of 10,000.00 yuan: 7,000 from basic insurance, 1,000 from assistance, 2,000 from the patient. */
export const settlement: Settlement = {
  ...{ scheme, version: '2024-01-28', totalFen: fen(1_000_000) },
  shares: [
    {
      payer: 'basic-insurance',
      fen: fen(700_000),
      steps: [
        { rule: 'core', article: '开州卫发〔2024〕1号', zh: '基本医保', en: 'basic', fen: fen(700_000) },
      ],
    },
    { payer: 'critical-illness-insurance', fen: fen(0), steps: [] },
    { payer: 'medical-assistance', fen: fen(100_000), steps: [] },
  ],
  patientFen: fen(200_000),
  patientParts: [{ kind: 'cash', fen: fen(200_000) }],
  assumed: [],
};

export const dischargedOn: LocalDate = localDate('2026-03-09');

/** What the hospital sends at discharge of that bill. */
export function aDischarge(caseRef: CaseRef) {
  return {
    ...{ caseRef, bodyDigest: 'bill', dischargedOn, totalFen: fen(1_000_000), outOfPolicyFen: fen(50_000) },
    ...{ bill: { items: [] }, explained: false, actor: byHospital, at: at as Instant },
  };
}

/** A stay at stage `Discharged`. */
export async function aDischargedStay(store: StoreUnderTest): Promise<CaseRef> {
  const caseRef = await anAdmittedStay(store);
  await store.stays.acceptDischarge(aDischarge(caseRef));
  await store.stays.recordDischargeTaken(caseRef, at);
  return caseRef;
}

/** That settlement with its two obligations. */
export function aSettlement(caseRef: CaseRef) {
  return {
    ...{ caseRef, settlement, request: {}, at },
    obligations: [
      { payer: 'basic-insurance', claimSequence: 1, party: 'medical-insurance' },
      { payer: 'medical-assistance', claimSequence: 1, party: 'medical-insurance' },
    ] as const,
  };
}

/** A stay at stage `Settled`. */
export async function aSettledStay(store: StoreUnderTest): Promise<CaseRef> {
  const caseRef = await aDischargedStay(store);
  await store.stays.recordSettlement(aSettlement(caseRef));
  return caseRef;
}

/** The hospital has taken the stay's claim on basic insurance back before there was an answer, and its payer is still asked. */
export async function askedAboutClaim(db: Database, caseRef: CaseRef) {
  const claim = { payer: 'basic-insurance', claimSequence: 1 } as const;
  await db
    .updateTable('obligations')
    .set({
      askedUntil: localDate('2030-01-01'),
      state: 'refused',
      refusalCode: 'withdrawn',
      restIs: 'withdrawn',
    })
    .where((eb) => eb.and({ caseRef, ...claim }))
    .execute();
  return claim;
}

/** Two people let the hospital bear what was refused. */
export async function borne({ stays }: StoreUnderTest, caseRef: CaseRef, step: string): Promise<void> {
  const bear = { kind: 'bear', approval: '院财〔2026〕1号', evidence: '存档 1' } as const;
  const revision = await stays.revision(caseRef);
  const asked = { caseRef, step, kind: 'bear', office: null, wanted: bear, revision } as const;
  const { sequence } = await stays.propose({ ...asked, actor: `${hospital}/finance`, at });
  const workOut = () => {
    throw new Error('nothing is worked out again');
  };
  await stays.confirm(
    { caseRef, sequence, revision, actor: `${hospital}/lead`, at },
    {
      workOut,
      retained: () => null,
      decideAnew: () => Promise.reject(new Error('nothing is decided anew')),
    },
  );
}
