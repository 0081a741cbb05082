import { type Arrival, arrivalFrom } from '../../domain/arrival.ts';
import { type Clinical, type DischargeWay, laterClinical } from '../../domain/clinical.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import { type StoreParts, stayPlace } from './records.ts';

/** What of a sealed bill an insurer's form is filled with. */
interface SealedBill {
  readonly way?: DischargeWay;
  readonly clinical?: Clinical;
}

/** What a stay says of its person, opened. */
export function sealedFacts({ db, sealer }: StoreParts) {
  return {
    /** What the hospital said at admission (facts, diagnosis, referral), opened. Throws HubProblem `case-unknown`. */
    arrival: (caseRef: CaseRef): Promise<Arrival> => readArrival(sealer, db, caseRef),
    /** What an insurer's form is filled with, as it is known by now; the way of leaving is null before the discharge. Throws HubProblem `case-unknown`. */
    async clinical(
      caseRef: CaseRef,
    ): Promise<{ readonly clinical: Clinical; readonly way: DischargeWay | null }> {
      const row = await db
        .selectFrom('stays')
        .leftJoin('discharges', 'discharges.caseRef', 'stays.caseRef')
        .select(['arrivalSealed', 'billSealed'])
        .where('stays.caseRef', '=', caseRef)
        .executeTakeFirst();
      if (row === undefined) throw new HubProblem('case-unknown');
      const { arrivalSealed, billSealed } = row;
      const arrival = openedArrival(sealer, arrivalSealed, caseRef);
      const bill = billSealed && (sealer.open(billSealed, stayPlace('bill', caseRef)) as SealedBill);
      const { diagnosis, clinical, given } = arrival;
      const diagnoses = diagnosis === null ? undefined : [diagnosis];
      return {
        clinical: laterClinical({ diagnoses }, clinical, bill?.clinical, given),
        way: bill?.way ?? null,
      };
    },
    /** The name as the window spelt it, opened; null in stays of version 0.1.0. Throws HubProblem `case-unknown`. */
    givenName: (caseRef: CaseRef): Promise<string | null> => readGivenName(sealer, db, caseRef),
  };
}

/** The same in the caller's transaction. */
export async function readArrival(
  sealer: StoreParts['sealer'],
  connection: Connection,
  caseRef: CaseRef,
): Promise<Arrival> {
  const row = await connection
    .selectFrom('stays')
    .select('arrivalSealed')
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  if (row === undefined) throw new HubProblem('case-unknown');
  return openedArrival(sealer, row.arrivalSealed, caseRef);
}

function openedArrival(sealer: StoreParts['sealer'], sealed: Buffer, caseRef: CaseRef): Arrival {
  return arrivalFrom(sealer.open(sealed, stayPlace('arrival', caseRef)) as Partial<Arrival>);
}

/** The same in the caller's transaction. */
export async function readGivenName(
  sealer: StoreParts['sealer'],
  connection: Connection,
  caseRef: CaseRef,
): Promise<string | null> {
  const row = await connection
    .selectFrom('stays')
    .select('nameSealed')
    .where('caseRef', '=', caseRef)
    .executeTakeFirst();
  if (row === undefined) throw new HubProblem('case-unknown');
  return row.nameSealed && (sealer.open(row.nameSealed, stayPlace('name', caseRef)) as string);
}
