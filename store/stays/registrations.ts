import { sql } from 'kysely';
import type { ShownCard } from '../../domain/certificate.ts';
import { type Clinical, type DischargeWay, laterClinical } from '../../domain/clinical.ts';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import { type StoreParts, stayPlace } from './records.ts';
import { openedArrival } from './sealed-facts.ts';

/** The stay at the insurer: its number of the person and, once the admission is taken, of the visit. */
interface InsurerRegistration {
  readonly personNo: string;
  readonly visitRef: string | null;
}

/** What a message about the stay needs, as it is known by now. */
export interface InsurerFacts {
  /** Null before the insurer knows the person, and in stays whose answers an older version took. */
  readonly registration: InsurerRegistration | null;
  /** What its forms are filled with. */
  readonly clinical: Clinical;
  /** How the stay ended; null before the discharge. */
  readonly way: DischargeWay | null;
  /** Card or voucher that was shown at the admission. */
  readonly shown: ShownCard | null;
  /** Whether the insurer may take of the patient's account, as it was said last. */
  readonly accountUsed: boolean;
}

interface FactsRow {
  readonly arrivalSealed: Buffer;
  readonly billSealed: Buffer | null;
  readonly personNoSealed: Buffer | null;
  readonly visitRef: string | null;
  readonly accountUsed: boolean;
}

const first = 1;

/** What the insurer answered about person and visit, kept as a fact: later steps need both numbers. */
export function registrationRecords({ db, sealer }: StoreParts) {
  return {
    /** In one statement. Throws HubProblem `case-unknown`. */
    async insurerFacts(caseRef: CaseRef): Promise<InsurerFacts> {
      const { rows } = await sql<FactsRow>`
        SELECT arrival_sealed, bill_sealed, person_no_sealed, visit_ref,
          coalesce((SELECT account_used FROM amendments WHERE amendments.case_ref = stays.case_ref AND ended_at IS NULL),
            discharges.account_used, false) AS account_used FROM stays
          LEFT JOIN discharges USING (case_ref)
          LEFT JOIN LATERAL (SELECT person_no_sealed, visit_ref FROM insurer_registrations AS known
            WHERE known.case_ref = stays.case_ref ORDER BY registration_sequence DESC LIMIT 1) AS registered ON true
        WHERE stays.case_ref = ${caseRef}`.execute(db);
      const [row] = rows;
      if (row === undefined) throw new HubProblem('case-unknown');
      const arrival = openedArrival(sealer, row.arrivalSealed, caseRef);
      const bill = row.billSealed && sealer.open(row.billSealed, stayPlace('bill', caseRef));
      const personNo = row.personNoSealed && sealer.open(row.personNoSealed, stayPlace('person-no', caseRef));
      const { diagnosis, clinical, given, shown = null } = arrival;
      const diagnoses = diagnosis === null ? undefined : [diagnosis];
      return {
        registration: personNo === null ? null : { personNo, visitRef: row.visitRef },
        clinical: laterClinical({ diagnoses }, clinical, bill?.clinical, given),
        shown,
        way: bill?.way ?? null,
        accountUsed: row.accountUsed,
      };
    },
    /** In the caller's transaction, if any; the first number stays. The answer about a person who was corrected meanwhile is no fact. */
    async recordIdentified(
      {
        caseRef,
        personNo,
        of,
        at,
      }: {
        readonly caseRef: CaseRef;
        readonly personNo: string;
        /** The identity that was asked for. */
        readonly of: number;
        readonly at: Instant;
      },
      tx: Connection = db,
    ): Promise<void> {
      const personNoSealed = sealer.seal(personNo, stayPlace('person-no', caseRef));
      await tx
        .insertInto('insurerRegistrations')
        .columns(['caseRef', 'registrationSequence', 'personNoSealed', 'identifiedAt'])
        .expression((eb) =>
          eb
            .selectFrom('stays')
            .select((value) => [
              'caseRef',
              value.val(first).as('registrationSequence'),
              value.val(personNoSealed).as('personNoSealed'),
              value.cast<Instant>(value.val(at), 'timestamptz').as('identifiedAt'),
            ])
            .where('caseRef', '=', caseRef)
            .where('identitySequence', '=', of),
        )
        .onConflict((oc) => oc.doNothing())
        .execute();
    },
    /** In the caller's transaction, if any; the first number stays. */
    recordRegistered: (registered: Registered, tx: Connection = db): Promise<void> =>
      recordVisit(tx, registered),
  };
}

interface Registered {
  readonly caseRef: CaseRef;
  readonly visitRef: string;
  readonly at: Instant;
}

/** The same in the caller's transaction. */
export async function recordVisit(tx: Connection, { caseRef, visitRef, at }: Registered): Promise<void> {
  await tx
    .updateTable('insurerRegistrations')
    .set({ visitRef, registeredAt: at })
    .where('caseRef', '=', caseRef)
    .where('registrationSequence', '=', first)
    .where('visitRef', 'is', null)
    .execute();
}
