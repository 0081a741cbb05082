import { type Arrival, arrivalFrom } from '../../domain/arrival.ts';
import type { ShownCard } from '../../domain/certificate.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import { type Cover, openedCover, type StoreParts, stayPlace } from './records.ts';

/** What the window said of who a patient is, beside the certificate. */
export interface GivenAtWindow {
  /** Null in stays of version 0.1.0. */
  readonly name: string | null;
  readonly shown: ShownCard | null;
}

/** What a stay says of its person, opened. */
export function sealedFacts({ db, sealer }: StoreParts) {
  return {
    /** What the hospital said at admission (facts, diagnosis, referral), opened. Throws HubProblem `case-unknown`. */
    arrival: (caseRef: CaseRef): Promise<Arrival> => readArrival(sealer, db, caseRef),
    /** By what the insurer is asked about the person: the name as the window spelt it, card or voucher. In one statement. Throws HubProblem `case-unknown`. */
    async givenAtWindow(caseRef: CaseRef): Promise<GivenAtWindow> {
      const row = await db
        .selectFrom('stays')
        .select(['nameSealed', 'arrivalSealed'])
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
      if (row === undefined) throw new HubProblem('case-unknown');
      const name = row.nameSealed && sealer.open(row.nameSealed, stayPlace('name', caseRef));
      return { name, shown: openedArrival(sealer, row.arrivalSealed, caseRef).shown ?? null };
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

/** What was sealed at the admission, opened. */
export function openedArrival(sealer: StoreParts['sealer'], sealed: Buffer, caseRef: CaseRef): Arrival {
  return arrivalFrom(sealer.open(sealed, stayPlace('arrival', caseRef)));
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
  return row.nameSealed && sealer.open(row.nameSealed, stayPlace('name', caseRef));
}

/** The cover in the caller's transaction; null before it is known. */
export async function readCover(
  sealer: StoreParts['sealer'],
  connection: Connection,
  caseRef: CaseRef,
): Promise<Cover | null> {
  const { coverSealed } = await connection
    .selectFrom('stays')
    .select('coverSealed')
    .where('caseRef', '=', caseRef)
    .executeTakeFirstOrThrow();
  return coverSealed && openedCover(sealer, coverSealed, caseRef);
}
