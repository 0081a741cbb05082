import { type RawBuilder, sql } from 'kysely';
import { type CaseRef, type InstitutionId, isHospitalsOwn, type PayerId } from '../../domain/ids.ts';
import type { OwnBook, OwnSettlement, ReconciliationName } from '../../domain/insurer-reconciliation.ts';
import { addFen, type Fen, sumFen, zeroFen } from '../../domain/money.ts';
import type { CoreAnswers } from '../../domain/settlement.ts';
import type { InsuranceCover } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { openedCover, type StoreParts, stayPlace } from '../stays/records.ts';
import type { CoreState } from './core-states.ts';

/** A settlement with what a message about it names: the insurer's numbers of person and visit. */
export interface TellableSettlement extends OwnSettlement {
  readonly personNo: string;
  readonly insurance: InsuranceCover;
}

interface Row {
  readonly caseRef: CaseRef;
  readonly settlementRef: string;
  readonly totalFen: Fen;
  readonly answers: CoreAnswers;
  readonly accountFen: Fen | null;
  readonly familyAccountFen: Fen | null;
  readonly state: CoreState;
  readonly within: boolean;
  readonly visitRef: string;
  readonly personNoSealed: Buffer;
  readonly coverSealed: Buffer | null;
}

/** The settlements of a hospital as the hub knows them, to be held against the insurer's. */
export function ownSettlements({ db, sealer }: StoreParts) {
  return {
    /** Those of the days that stand, oldest first, with their numbers. What is being taken back counts until it is. */
    async settledWithin(name: ReconciliationName): Promise<readonly TellableSettlement[]> {
      const rows = await read(db, name, sql`${isWithin(name)} AND core.state <> 'reversed'`);
      return rows.flatMap((row) => {
        const { caseRef, personNoSealed, coverSealed } = row;
        if (coverSealed === null) return [];
        const personNo = sealer.open(personNoSealed, stayPlace('person-no', caseRef));
        const { insurance } = openedCover(sealer, coverSealed, caseRef);
        return [{ ...ownOf(row), personNo, insurance }];
      });
    },
    /** Hospitals that settled on one of the days. */
    async settledInstitutions(
      days: Pick<ReconciliationName, 'fromOn' | 'toOn'>,
    ): Promise<readonly InstitutionId[]> {
      const { rows } = await sql<{ readonly institution: InstitutionId }>`
        SELECT DISTINCT institution FROM core_settlements JOIN stays USING (case_ref)
        WHERE ${isWithin(days)} ORDER BY institution`.execute(db);
      return rows.map(({ institution }) => institution);
    },
    /** Of those numbers whatever the hub knows, and the stays behind those visits. */
    async ownBook(
      name: ReconciliationName,
      of: { readonly settlementRefs: readonly string[]; readonly visitRefs: readonly string[] },
    ): Promise<OwnBook> {
      const rows = await read(db, name, sql`core.settlement_ref = ANY(${of.settlementRefs}::text[])`);
      const visits = await visitsOf(db, name.institution, of.visitRefs);
      return { settlements: rows.map(ownOf), visits };
    },
  };
}

async function read(
  connection: Connection,
  name: ReconciliationName,
  which: RawBuilder<unknown>,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    SELECT core.case_ref, settlement_ref, total_fen, answers, account_fen, family_account_fen, state,
      ${isWithin(name)} AS within, visit_ref, person_no_sealed, cover_sealed
    FROM core_settlements AS core
    JOIN insurer_registrations USING (case_ref, registration_sequence)
    JOIN stays ON stays.case_ref = core.case_ref
    WHERE stays.institution = ${name.institution} AND visit_ref IS NOT NULL AND ${which}
    ORDER BY settled_at, settlement_ref`.execute(connection);
  return rows;
}

/** Settled on one of the days, in China's time. */
function isWithin({ fromOn, toOn }: Pick<ReconciliationName, 'fromOn' | 'toOn'>): RawBuilder<unknown> {
  return sql`settled_at >= ${fromOn}::date::timestamp AT TIME ZONE 'Asia/Shanghai'
    AND settled_at < (${toOn}::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'`;
}

async function visitsOf(
  connection: Connection,
  institution: InstitutionId,
  visitRefs: readonly string[],
): Promise<ReadonlyMap<string, CaseRef>> {
  const { rows } = await sql<{ readonly visitRef: string; readonly caseRef: CaseRef }>`
    SELECT visit_ref, case_ref FROM insurer_registrations JOIN stays USING (case_ref)
    WHERE institution = ${institution} AND visit_ref = ANY(${visitRefs}::text[])`.execute(connection);
  return new Map(rows.map(({ visitRef, caseRef }) => [visitRef, caseRef]));
}

function ownOf(row: Row): OwnSettlement {
  const { settlementRef, visitRef, caseRef, totalFen, state, within, accountFen } = row;
  const familyFen = row.familyAccountFen ?? zeroFen;
  return {
    ...{ settlementRef, visitRef, caseRef, totalFen, within, familyFen, stands: state !== 'reversed' },
    ...paidIn(row.answers),
    accountFen: accountFen === null ? null : addFen(accountFen, familyFen),
  };
}

/** What funds pay, and what the hospital itself bears. */
function paidIn(answers: CoreAnswers): Pick<OwnSettlement, 'fundFen' | 'hospitalFen'> {
  const all = Object.entries(answers) as readonly [PayerId, CoreAnswers[PayerId]][];
  const paid = (own: boolean): Fen =>
    sumFen(
      all.flatMap(([payer, said]) =>
        said !== undefined && 'paidFen' in said && isHospitalsOwn(payer) === own ? [said.paidFen] : [],
      ),
    );
  return { fundFen: paid(false), hospitalFen: paid(true) };
}
