import type { ExpressionBuilder } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { CoveredFacts, Stage } from '../../domain/stay.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import type { Sealer } from '../secrets/sealing.ts';

/** What the stores of a stay are made of. */
export interface StoreParts {
  readonly db: Database;
  readonly sealer: Sealer;
}

/** A stay as lists of stays show it; nothing in it describes the person. */
export interface StaySummary {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly personRef: PersonRef;
  /** Counts from 1 what the window said of who the person is, corrections included. */
  readonly identitySequence: number;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly emergency: boolean;
  readonly stage: Stage;
  readonly acceptedAt: Instant;
  /** When the stay's workflow first ran; null: the relay still owes the start. */
  readonly begunAt: Instant | null;
  readonly closedAt: Instant | null;
}

/** One stay with its decision and the figures of its discharge. */
export interface StayRecord extends StaySummary {
  readonly decision: Decision | null;
  readonly discharge: DischargeRecord | null;
}

export interface DischargeRecord {
  readonly dischargedOn: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
  readonly acceptedAt: Instant;
  /** When the stay's workflow took the discharge; null: the relay still owes it. */
  readonly takenAt: Instant | null;
}

/** What the parties and lists said about the person on the admission day. */
export type Cover = Pick<
  CoveredFacts,
  'insurance' | 'categories' | 'endedCategories' | 'creditLine' | 'doubt'
>;

/** Look-ups of stays. */
export function stayRecords({ db, sealer }: StoreParts) {
  return {
    async stay(caseRef: CaseRef): Promise<StayRecord | undefined> {
      return readStay({ db, sealer }, (eb) => eb('stays.caseRef', '=', caseRef));
    },
    async stayByAdmissionNo(
      institution: InstitutionId,
      admissionNo: string,
    ): Promise<StayRecord | undefined> {
      return readStay({ db, sealer }, (eb) => eb.and({ institution, admissionNo }));
    },
    /** Ordered by case ref; the next page begins after the last one's. */
    async listStays(page: {
      readonly institution?: InstitutionId;
      readonly stage?: Stage;
      readonly after?: CaseRef;
      readonly limit: number;
    }): Promise<readonly StaySummary[]> {
      let query = db.selectFrom('stays').select(summaryColumns);
      if (page.institution !== undefined) query = query.where('institution', '=', page.institution);
      if (page.stage !== undefined) query = query.where('stage', '=', page.stage);
      if (page.after !== undefined) query = query.where('caseRef', '>', page.after);
      return query.orderBy('caseRef').limit(page.limit).execute();
    },
    /** Open stays of a scheme with the version that decided them, ordered by case ref. */
    async pinnedStays(page: {
      readonly scheme: string;
      readonly after?: CaseRef;
      readonly limit: number;
    }): Promise<readonly { readonly caseRef: CaseRef; readonly stage: Stage; readonly version: string }[]> {
      let query = db
        .selectFrom('stays')
        .innerJoin('decisions', (join) =>
          join
            .onRef('decisions.caseRef', '=', 'stays.caseRef')
            .onRef('decisions.decisionSequence', '=', 'stays.decisionSequence'),
        )
        .select(['stays.caseRef', 'stage', 'version'])
        .where('stays.scheme', '=', page.scheme as SchemeId)
        .where('stage', 'not in', ['Refused', 'Closed']);
      if (page.after !== undefined) query = query.where('stays.caseRef', '>', page.after);
      return query.orderBy('stays.caseRef').limit(page.limit).execute();
    },
  };
}

/** One stay, in whatever connection the caller holds. */
export async function readStay(
  parts: { readonly db: Connection; readonly sealer: Sealer },
  which: (eb: ExpressionBuilder<Tables, 'stays'>) => ReturnType<ExpressionBuilder<Tables, 'stays'>['and']>,
): Promise<StayRecord | undefined> {
  const row = await parts.db
    .selectFrom('stays')
    .leftJoin('decisions', (join) =>
      join
        .onRef('decisions.caseRef', '=', 'stays.caseRef')
        .onRef('decisions.decisionSequence', '=', 'stays.decisionSequence'),
    )
    .leftJoin('discharges', 'discharges.caseRef', 'stays.caseRef')
    .select(summaryColumns.map((column) => `stays.${column}` as const))
    .select(['decisionSealed', 'dischargedOn', 'totalFen', 'outOfPolicyFen', 'takenAt'])
    .select('discharges.acceptedAt as dischargeAcceptedAt')
    .where((eb) => which(eb as unknown as ExpressionBuilder<Tables, 'stays'>))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { decisionSealed, dischargedOn, totalFen, outOfPolicyFen, dischargeAcceptedAt, takenAt, ...summary } =
    row;
  const discharged =
    dischargedOn !== null && totalFen !== null && outOfPolicyFen !== null && dischargeAcceptedAt !== null;
  return {
    ...summary,
    decision:
      decisionSealed &&
      (parts.sealer.open(decisionSealed, stayPlace('decision', summary.caseRef)) as Decision),
    discharge: discharged
      ? { dischargedOn, totalFen, outOfPolicyFen, acceptedAt: dischargeAcceptedAt, takenAt }
      : null,
  };
}

interface LockedStay {
  readonly stage: Stage;
  readonly identitySequence: number;
  /** Of the decision that holds; null before the first, and after a correction. */
  readonly decisionSequence: number | null;
}

/** Holds the stay's row until the transaction ends, so that what is decided about it is decided once. Throws HubProblem `case-unknown`. */
export async function lockStay(tx: Connection, caseRef: CaseRef): Promise<LockedStay> {
  const row = await tx
    .selectFrom('stays')
    .select(['stage', 'identitySequence', 'decisionSequence'])
    .where('caseRef', '=', caseRef)
    // The key stays, so rows that refer to the stay may be written meanwhile.
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new HubProblem('case-unknown');
  return row;
}

/** Where a sealed column of a stay belongs. */
export function stayPlace(
  column:
    | 'arrival'
    | 'name'
    | 'cover'
    | 'decision'
    | 'agreement'
    | 'bill'
    | 'person-no'
    | `check-${string}`
    | `resolution-${number}`
    | `resolution-${number}-was`,
  caseRef: CaseRef,
): string {
  return `stays|${column}|${caseRef}`;
}

const summaryColumns = [
  'caseRef',
  'institution',
  'admissionNo',
  'personRef',
  'identitySequence',
  'scheme',
  'admittedOn',
  'emergency',
  'stage',
  'acceptedAt',
  'begunAt',
  'closedAt',
] as const;
