import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { apiHeadStartMs, enqueue } from '../messages/outbox.ts';
import { recordEvent } from './events.ts';
import { readStay, type StayRecord, type StoreParts, stayPlace } from './records.ts';

/** An admission that passed every check of the door. */
export interface AdmissionEntry {
  /** For a new stay; a repeated admission keeps its first. */
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  /** Digest of the body as the hospital sent it: tells a repetition from a conflict. */
  readonly bodyDigest: string;
  readonly personRef: PersonRef;
  /** The person's name as the window spelt it; stored sealed. */
  readonly name: string;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly emergency: boolean;
  /** Facts, diagnosis, referral: JSON-safe, stored sealed. */
  readonly arrival: object;
  /** Who sent it: organisation/actor. */
  readonly actor: string;
  readonly at: Instant;
}

export type AdmissionEntered =
  | { readonly kind: 'accepted' | 'repeated'; readonly stay: StayRecord }
  /** The admission number was used with another body. */
  | { readonly kind: 'conflict' };

/** How a stay enters the store. */
export function admissions({ db, sealer }: StoreParts) {
  return {
    /** Writes stay, event and the start that the relay owes, in one transaction; the unique admission number decides between callers. */
    async acceptAdmission(entry: AdmissionEntry): Promise<AdmissionEntered> {
      const { caseRef, institution, admissionNo, arrival, name, actor, at, ...facts } = entry;
      return db.transaction().execute(async (tx) => {
        const inserted = await tx
          .insertInto('stays')
          .values({
            ...{ caseRef, institution, admissionNo, ...facts },
            nameSealed: sealer.seal(name, stayPlace('name', caseRef)),
            arrivalSealed: sealer.seal(arrival, stayPlace('arrival', caseRef)),
            acceptedAt: at,
          })
          .onConflict((oc) => oc.columns(['institution', 'admissionNo']).doNothing())
          .returning('caseRef')
          .executeTakeFirst();
        if (inserted !== undefined) {
          await enqueue(tx, { kind: 'start-stay', caseRef }, apiHeadStartMs);
          await recordEvent(tx, { caseRef, kind: 'admission-accepted', detail: { actor }, at });
        }
        const number = { institution, admissionNo };
        const which = sql`institution = ${institution} AND admission_no = ${admissionNo}`;
        const stay = await readStay({ db: tx, sealer }, which);
        invariant(stay !== undefined, 'an admission was neither written nor there');
        if (inserted !== undefined) return { kind: 'accepted', stay };
        const known = await tx
          .selectFrom('stays')
          .select('bodyDigest')
          .where((eb) => eb.and(number))
          .executeTakeFirstOrThrow();
        return known.bodyDigest === entry.bodyDigest ? { kind: 'repeated', stay } : { kind: 'conflict' };
      });
    },
  };
}
