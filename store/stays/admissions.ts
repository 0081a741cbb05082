import { type RawBuilder, sql } from 'kysely';
import type { Arrival } from '../../domain/arrival.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import type { SettledBy } from '../../domain/institution-rules.ts';
import { apiHeadStartMs, owedOf } from '../messages/outbox.ts';
import { ruleInForce } from '../register/institution-rules.ts';
import { eventsOf } from './held.ts';
import { readStay, type StayRecord, type StoreParts, stayPlace } from './records.ts';

/** An admission that passed every check of the door. */
export interface AdmissionEntry {
  /** For a new stay; a repeated admission keeps its first. */
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  /** Digest of the body as the door took it, every field of it: tells a repetition from a conflict. */
  readonly bodyDigest: string;
  readonly personRef: PersonRef;
  /** The person's name as the window spelt it; stored sealed. */
  readonly name: string;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly emergency: boolean;
  /** Number of the paper slip of an outage. */
  readonly voucherNo: string | null;
  /** The stay at another hospital from which the patient was transferred; null: nobody said so. */
  readonly transferredFrom: CaseRef | null;
  /** Facts, diagnosis, referral; stored sealed. */
  readonly arrival: Arrival;
  /** Who sent it: organisation/actor. */
  readonly actor: string;
  readonly at: Instant;
}

export type AdmissionEntered =
  | { readonly kind: 'accepted' | 'repeated'; readonly stay: StayRecord }
  /** The admission number was used with another body. */
  | { readonly kind: 'conflict' }
  /** The slip was entered for another stay. */
  | { readonly kind: 'voucher-taken' }
  /** The ref belongs to a stay whose number was given back. */
  | { readonly kind: 'ref-taken' };

/** How a stay enters the store. */
export function admissions({ db, sealer }: StoreParts) {
  return {
    /** Writes stay, event and the start that the relay owes, in one transaction; the unique admission number decides between callers. */
    async acceptAdmission(entry: AdmissionEntry): Promise<AdmissionEntered> {
      const { institution, admissionNo } = entry;
      const settledBy = await enter({ db, sealer }, entry);
      if (settledBy !== undefined) return { kind: 'accepted', stay: { ...arrived(entry), settledBy } };
      const which = sql`institution = ${institution} AND admission_no = ${admissionNo}`;
      const stay = await readStay({ db, sealer }, which);
      if (stay === undefined)
        return (await isTaken(db, entry)) ? { kind: 'voucher-taken' } : { kind: 'ref-taken' };
      const { bodyDigest } = await db
        .selectFrom('stays')
        .select('bodyDigest')
        .where('caseRef', '=', stay.caseRef)
        .executeTakeFirstOrThrow();
      return bodyDigest === entry.bodyDigest ? { kind: 'repeated', stay } : { kind: 'conflict' };
    },
  };
}

/** Who settles the stay, by the rule of its admission day; undefined when the admission number is known, or the ref. */
async function enter({ db, sealer }: StoreParts, entry: AdmissionEntry): Promise<SettledBy | undefined> {
  const { caseRef, institution, admissionNo, bodyDigest, personRef, scheme, arrival, name, actor, at } =
    entry;
  const accepted = { kind: 'admission-accepted', detail: { actor } } as const;
  const { rows } = await sql<{ readonly settledBy: SettledBy }>`WITH entered AS (
      INSERT INTO stays (case_ref, institution, admission_no, body_digest, person_ref, scheme, admitted_on, emergency,
        name_sealed, arrival_sealed, accepted_at, settled_by, voucher_no, transferred_from)
      VALUES (${caseRef}, ${institution}, ${admissionNo}, ${bodyDigest}, ${personRef}, ${scheme}, ${entry.admittedOn},
        ${entry.emergency}, ${sealer.seal(name, stayPlace('name', caseRef))}, ${sealer.seal(arrival, stayPlace('arrival', caseRef))}, ${at},
        ${settledByRule(entry)}, ${entry.voucherNo}, ${entry.transferredFrom})
      ON CONFLICT DO NOTHING RETURNING case_ref, settled_by),
    owed AS (${owedOf(sql`entered`, { kind: 'start-stay', noticeId: '', payload: {} }, apiHeadStartMs)}),
    told AS (${eventsOf(sql`entered`, [accepted], at)})
    SELECT settled_by FROM entered`.execute(db);
  return rows[0]?.settledBy;
}

/** Whether the slip was entered for another stay. */
async function isTaken(
  db: StoreParts['db'],
  { institution, voucherNo }: Pick<AdmissionEntry, 'institution' | 'voucherNo'>,
): Promise<boolean> {
  const taken = await db
    .selectFrom('stays')
    .select('caseRef')
    .where((eb) => eb.and({ institution, voucherNo }))
    .executeTakeFirst();
  return voucherNo !== null && taken !== undefined;
}

/** An expression for who settles a stay that is admitted on that day: the hub, unless two people of the institution ruled otherwise. */
function settledByRule({ institution, admittedOn }: AdmissionEntry): RawBuilder<unknown> {
  const rule = ruleInForce('settled-by', {
    institution: sql`${institution}`,
    admission: sql`${admittedOn}::date`,
  });
  return sql`coalesce(${rule} ->> 'settledBy', 'hub')`;
}

/** The stay as it was just entered. */
function arrived(entry: AdmissionEntry): Omit<StayRecord, 'settledBy'> {
  const { caseRef, institution, admissionNo, personRef, scheme, admittedOn, emergency, voucherNo, at } =
    entry;
  return {
    ...{ caseRef, institution, admissionNo, personRef, scheme, admittedOn, emergency, voucherNo },
    ...{
      stage: 'Arrived',
      identitySequence: 1,
      acceptedAt: at,
      begunAt: null,
      closedAt: null,
      decision: null,
      insuredStay: null,
      discharge: null,
      beingCancelled: false,
      beingAmended: false,
      staged: false,
      impersonated: null,
    },
  };
}
