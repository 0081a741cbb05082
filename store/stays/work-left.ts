import { type RawBuilder, sql } from 'kysely';
import type { PayerId } from '../../domain/ids.ts';
import { addFen, type Fen, fen } from '../../domain/money.ts';
import type { NextStep, OpenWork } from '../../domain/open-work.ts';
import type { Stage } from '../../domain/stay.ts';
import type { Debtor } from '../money/accounts.ts';
import { type ClaimFigures, disputedOf, restOf } from '../money/claim-figures.ts';
import { bankIsDue } from '../money/credit-standing.ts';
import { obligationIsFinal } from '../money/obligation-states.ts';
import { dueOf } from '../money/patient-account.ts';
import { type Impersonated, impersonatedAs } from './impersonated.ts';
import type { StayRecord } from './records.ts';

/** What decides what is left to do for a stay; amounts in fen. */
export interface WorkFacts {
  readonly stage: Stage;
  readonly cancelled: boolean;
  readonly discharged: boolean;
  /** A corrected bill is on its way. */
  readonly amended: boolean;
  readonly impersonated: Impersonated;
  /** A bill in mid-stay is to be settled or taken back. */
  readonly interim: boolean;
  readonly claims: readonly (ClaimFigures & { readonly payer: PayerId; readonly claimSequence: number })[];
  /** Owed back and not yet gone; what the bank takes back is its own work. */
  readonly refunds: readonly { readonly debtor: Debtor; readonly fen: Fen }[];
  /** The bank has something to do, or holds what is needed no more. */
  readonly atBank: boolean;
  /** What the patient owes beyond what a plan of instalments defers; 0 before the settlement, below 0 where more was paid than is owed. */
  readonly patientFen: number;
}

/** An expression over `stays` for all of them, as JSON. */
export const workFactsJson: RawBuilder<WorkFacts> = sql`json_build_object('stage', stays.stage,
  'cancelled', stays.cancelled_by IS NOT NULL,
  'discharged', EXISTS (SELECT FROM discharges WHERE discharges.case_ref = stays.case_ref),
  'amended', EXISTS (SELECT FROM amendments WHERE amendments.case_ref = stays.case_ref AND ended_at IS NULL),
  'impersonated', ${impersonatedAs},
  'interim', EXISTS (SELECT FROM interim_bills
    WHERE interim_bills.case_ref = stays.case_ref AND state IN ('open', 'withdrawing')),
  'claims', (SELECT coalesce(json_agg(json_build_object('payer', payer, 'claimSequence', claim_sequence, 'state', state,
      'owedFen', owed_fen, 'partPaidFen', part_paid_fen, 'overPaidFen', over_paid_fen, 'retainedFen', retained_fen,
      'deductedFen', deducted_fen, 'borneFen', borne_fen, 'movedFen', moved_fen) ORDER BY payer, claim_sequence), '[]')
    FROM obligations WHERE obligations.case_ref = stays.case_ref),
  'refunds', (SELECT coalesce(json_agg(json_build_object('debtor', debtor, 'fen', owed_fen) ORDER BY due_since, debtor), '[]')
    FROM refunds WHERE refunds.case_ref = stays.case_ref AND refunded_on IS NULL AND line_order IS NULL),
  'atBank', ${bankIsDue(sql`stays.case_ref`)},
  'patientFen', coalesce(${dueOf(sql`stays.case_ref`)}, 0))`;

/**
 * What is still to be done for a stay: the one answer, for the workflow that asks whether it may close, for the reconciler, and for
 * whoever looks at the stay. Empty exactly when it is over and nothing of it is to be done. Some may owe even then: what a payer
 * retains by its rule and what a plan of the patient defers comes later, what came in too much (suspense) goes back: none keeps a stay open.
 */
export function openWorkOf(facts: WorkFacts): readonly OpenWork[] {
  const { stage, claims, refunds, atBank, patientFen } = facts;
  const owed: readonly OpenWork[] = [
    ...(atBank ? [{ kind: 'bank' as const }] : []),
    ...claims.flatMap(claimLeft),
    ...refunds.map((one) => ({ kind: 'refund' as const, ...one })),
    ...(patientFen > 0 ? [{ kind: 'patient-part' as const, fen: fen(patientFen) }] : []),
  ];
  const next = nextStep(facts);
  if (next !== null) return [{ kind: next }, ...owed];
  return stage === 'Settled' && owed.length === 0 ? [{ kind: 'close' }] : owed;
}

/** The same of a stay that was looked up, with what is owed on it. */
export function workOf(
  stay: Pick<StayRecord, 'stage' | 'beingCancelled' | 'beingAmended' | 'impersonated' | 'discharge'>,
  owed: Pick<WorkFacts, 'interim' | 'claims' | 'refunds' | 'atBank' | 'patientFen'>,
): readonly OpenWork[] {
  const { stage, impersonated, beingCancelled: cancelled, beingAmended: amended, discharge } = stay;
  return openWorkOf({ stage, impersonated, cancelled, amended, discharged: discharge !== null, ...owed });
}

function nextStep(facts: WorkFacts): NextStep | null {
  const { stage, cancelled, discharged, amended, impersonated, interim } = facts;
  if (stage === 'Closed' || stage === 'Refused' || stage === 'Cancelled') return null;
  if (cancelled) return 'take-back';
  if (stage === 'Admitted' && impersonated === 'registered') return 'unregister';
  if (stage === 'Settled') return amended ? 'settle-again' : null;
  if (stage === 'Discharged' || (stage === 'Admitted' && discharged)) return 'settle';
  if (stage === 'Admitted') return interim ? 'settle-so-far' : 'discharge';
  return 'admit';
}

function claimLeft(claim: WorkFacts['claims'][number]): readonly OpenWork[] {
  const { payer, claimSequence, state, deductedFen } = claim;
  const named = { payer, claimSequence };
  if (!obligationIsFinal(state)) return [{ kind: 'claim', ...named, fen: restOf(claim) }];
  const disputed = addFen(disputedOf(claim), deductedFen);
  return disputed > 0 ? [{ kind: 'dispute', ...named, fen: disputed }] : [];
}
