import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, fen, sumFen } from '../../domain/money.ts';
import type { Attention, Stage } from '../../domain/stay.ts';
import { type ObligationState, obligationIsFinal } from '../money/obligation-states.ts';
import type { Database } from '../postgres/database.ts';
import { clearedWith, clearIn, shownOf, type WaitsJson, waitsJson } from './attention.ts';
import { eventsOf, held } from './held.ts';
import type { StoreParts } from './records.ts';

export type StayClosed =
  /** `disputedFen`: what payers refused of it; the hospital still claims it. */
  | { readonly kind: 'closed'; readonly disputedFen: Fen }
  /** Still owed: by payers (obligations that are not final) and by the patient (fen). */
  | {
      readonly kind: 'open';
      readonly openObligations: number;
      readonly patientFen: Fen;
      readonly shown: Attention | null;
    }
  | { readonly kind: 'unfit'; readonly stage: Stage };

/** The end of a stay. */
export function closingRecord({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * Closes a settled stay when every obligation is final and the patient's part is paid. What it waited for ends with it: a
     * refused claim stays the hospital's receivable in dispute, and the event says so. Throws HubProblem `case-unknown`.
     */
    async closeStay(caseRef: CaseRef, at: Instant): Promise<StayClosed> {
      const { stage, claims, owedFen, paidFen, waits } = await standing(db, caseRef);
      const open = claims.filter(({ state }) => !obligationIsFinal(state)).length;
      const disputedFen = sumFen(claims.filter(({ state }) => state === 'refused').map((one) => one.owedFen));
      if (stage === 'Closed') return { kind: 'closed', disputedFen };
      if (stage !== 'Settled') return { kind: 'unfit', stage };
      const patientFen = fen((owedFen ?? 0) - paidFen);
      if (open > 0 || patientFen > 0) {
        // Whatever stopped an earlier look is over.
        if (waits.some(({ step }) => step === 'close')) await clearIn(db, { caseRef, step: 'close', at });
        const shown = shownOf(waits.filter(({ step }) => step !== 'close'));
        return { kind: 'open', openObligations: open, patientFen, shown };
      }
      const detail = disputedFen > 0 ? { with: 'disputed-receivable', disputedFen } : {};
      await close(db, { caseRef, at, detail });
      return { kind: 'closed', disputedFen };
    },
  };
}

interface Standing {
  readonly stage: Stage;
  readonly claims: readonly { readonly state: ObligationState; readonly owedFen: Fen }[];
  readonly owedFen: Fen | null;
  readonly paidFen: number;
  readonly waits: WaitsJson;
}

/** A claim that is final and a payment that was made stay so: what is read here may only be less than what is there. */
async function standing(db: Database, caseRef: CaseRef): Promise<Standing> {
  const { rows } = await sql<Standing>`SELECT stage, (
      SELECT coalesce(json_agg(json_build_object('state', state, 'owedFen', owed_fen)), '[]') FROM obligations
      WHERE obligations.case_ref = stays.case_ref) AS claims,
    (SELECT patient_fen FROM settlements WHERE settlements.case_ref = stays.case_ref) AS owed_fen,
    (SELECT coalesce(sum(paid_fen), 0)::bigint FROM patient_payments
      WHERE patient_payments.case_ref = stays.case_ref) AS paid_fen,
    ${waitsJson(sql`stays.case_ref`)} AS waits
    FROM stays WHERE case_ref = ${caseRef}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  return row;
}

async function close(
  db: Database,
  { caseRef, at, detail }: { readonly caseRef: CaseRef; readonly at: Instant; readonly detail: object },
): Promise<void> {
  const reached = { kind: 'stage-reached', detail: { stage: 'Closed', ...detail } } as const;
  await sql`WITH ${held(caseRef)},
    moved AS (
      UPDATE stays SET stage = 'Closed', closed_at = ${at} FROM was
      WHERE stays.case_ref = was.case_ref AND was.stage = 'Settled' RETURNING stays.case_ref),
    told AS (${eventsOf(sql`moved`, [reached], at)}),
    ${clearedWith(sql`moved`, 'stay-closed', at)}
    SELECT FROM moved`.execute(db);
}
