import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, fen } from '../../domain/money.ts';
import type { Attention, Stage } from '../../domain/stay.ts';
import { bankIsDue } from '../money/credit-standing.ts';
import { type ClaimStanding, openClaimsOf } from '../money/obligations.ts';
import { outsideOf } from '../money/outside-sum.ts';
import type { Connection } from '../postgres/database.ts';
import { clearedWith, clearIn, shownOf, type WaitsJson, waitsJson } from './attention.ts';
import { eventsOf } from './held.ts';
import { type Impersonated, impersonatedAs } from './impersonated.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';

export type StayClosed =
  /** `borneFen`: what payers refused of it and the hospital gave up. */
  | { readonly kind: 'closed'; readonly borneFen: Fen }
  /** Still owed: by payers (obligations that are not final, and what is in dispute) and by the patient (fen). */
  | {
      readonly kind: 'open';
      readonly openObligations: number;
      readonly disputedFen: Fen;
      readonly patientFen: Fen;
      readonly shown: Attention | null;
    }
  | { readonly kind: 'unfit'; readonly stage: Stage }
  /** People cancelled it: it is undone, or was. */
  | { readonly kind: 'cancelled' }
  /** A corrected bill is to be settled anew. */
  | { readonly kind: 'amended' }
  /** The bank is to be asked for something. */
  | { readonly kind: 'at-bank' }
  /** It is under somebody else's card, and the insurer still has it in care. */
  | { readonly kind: 'void' };

/** The end of a stay. */
export function closingRecord({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Closes a settled stay when every obligation is final, a person has said what becomes of each that was refused, and the
     * patient's part is paid. What the hospital bears stands in the event. Throws HubProblem `case-unknown`.
     */
    async closeStay(caseRef: CaseRef, at: Instant): Promise<StayClosed> {
      const seen = await look(db, caseRef, at);
      if (!seen.mayClose) return notYet(db, { caseRef, at }, seen);
      return db.transaction().execute(async (tx) => {
        // A claim that was final is open again when a person says so: the last look is taken while nobody can.
        await lockStay(tx, caseRef);
        const last = await look(tx, caseRef, at);
        if (!last.mayClose) return notYet(tx, { caseRef, at }, last);
        await close(tx, { caseRef, at, borneFen: last.borneFen });
        return { kind: 'closed', borneFen: last.borneFen };
      });
    },
  };
}

interface Standing {
  readonly stage: Stage;
  readonly cancelled: boolean;
  readonly claims: readonly ClaimStanding[];
  readonly owedFen: Fen | null;
  readonly paidFen: number;
  /** How many refunds are owed. */
  readonly refunds: number;
  /** A corrected bill is on its way. */
  readonly amended: boolean;
  readonly impersonated: Impersonated;
  /** The bank has something to do, or holds what is needed no more. */
  readonly atBank: boolean;
  readonly waits: WaitsJson;
}

interface Look extends ReturnType<typeof openClaimsOf> {
  readonly stage: Stage;
  readonly cancelled: boolean;
  readonly patientFen: Fen;
  readonly waits: WaitsJson;
  readonly amended: boolean;
  readonly impersonated: Impersonated;
  readonly atBank: boolean;
  readonly mayClose: boolean;
}

async function look(connection: Connection, caseRef: CaseRef, at: Instant): Promise<Look> {
  const { rows } = await sql<Standing>`SELECT stage, cancelled_by IS NOT NULL AS cancelled, (
      SELECT coalesce(json_agg(json_build_object('state', state, 'owedFen', owed_fen, 'partPaidFen', part_paid_fen,
        'overPaidFen', over_paid_fen, 'retainedFen', retained_fen, 'deductedFen', deducted_fen, 'borneFen', borne_fen,
        'movedFen', moved_fen)), '[]') FROM obligations
      WHERE obligations.case_ref = stays.case_ref) AS claims,
    (SELECT patient_fen + ${outsideOf(sql`stays.case_ref`)} FROM settlements WHERE settlements.case_ref = stays.case_ref) AS owed_fen,
    (SELECT coalesce(sum(paid_fen), 0)::bigint FROM patient_payments
      WHERE patient_payments.case_ref = stays.case_ref)
      - (SELECT coalesce(sum(refunds.owed_fen), 0)::bigint FROM refunds
        WHERE refunds.case_ref = stays.case_ref AND debtor = 'patient') AS paid_fen,
    (SELECT count(*)::int FROM refunds WHERE refunds.case_ref = stays.case_ref AND refunded_on IS NULL) AS refunds,
    EXISTS (SELECT FROM amendments WHERE amendments.case_ref = stays.case_ref AND ended_at IS NULL) AS amended,
    ${impersonatedAs} AS impersonated,
    ${bankIsDue(sql`stays.case_ref`, at)} AS at_bank,
    ${waitsJson(sql`stays.case_ref`)} AS waits
    FROM stays WHERE case_ref = ${caseRef}`.execute(connection);
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  const { stage, cancelled, waits, refunds, amended, impersonated, atBank } = row;
  const claims = openClaimsOf(row.claims);
  const patientFen = fen((row.owedFen ?? 0) - row.paidFen);
  const owed =
    claims.open > 0 || claims.disputedFen > 0 || patientFen > 0 || refunds > 0 || amended || atBank;
  return {
    ...{ ...claims, stage, cancelled, amended, impersonated, atBank, patientFen, waits },
    mayClose: stage === 'Settled' && !owed,
  };
}

async function notYet(
  connection: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
  { stage, cancelled, amended, impersonated, atBank, open, disputedFen, borneFen, patientFen, waits }: Look,
): Promise<StayClosed> {
  if (stage === 'Closed') return { kind: 'closed', borneFen };
  if (cancelled) return { kind: 'cancelled' };
  if (stage === 'Admitted' && impersonated === 'registered') return { kind: 'void' };
  if (stage === 'Admitted' && atBank) return { kind: 'at-bank' };
  if (stage !== 'Settled') return { kind: 'unfit', stage };
  // What the stay waits for is said by the step that settles it anew.
  if (amended) return { kind: 'amended' };
  if (atBank) return { kind: 'at-bank' };
  // Whatever stopped an earlier look is over.
  if (waits.some(({ step }) => step === 'close')) await clearIn(connection, { caseRef, step: 'close', at });
  const shown = shownOf(waits.filter(({ step }) => step !== 'close'));
  return { kind: 'open', openObligations: open, disputedFen, patientFen, shown };
}

/** Closes a settled stay whose row is locked. */
async function close(
  tx: Connection,
  { caseRef, at, borneFen }: { readonly caseRef: CaseRef; readonly at: Instant; readonly borneFen: Fen },
): Promise<void> {
  const borne = borneFen > 0 ? { with: 'borne-by-hospital', borneFen } : {};
  const reached = { kind: 'stage-reached', detail: { stage: 'Closed', ...borne } } as const;
  await sql`WITH moved AS (
      UPDATE stays SET stage = 'Closed', closed_at = ${at} WHERE case_ref = ${caseRef} RETURNING case_ref),
    told AS (${eventsOf(sql`moved`, [reached], at)}),
    ${clearedWith(sql`moved`, { because: 'stay-closed' }, at)}
    SELECT FROM moved`.execute(tx);
}
