import type { LocalDate } from '../domain/dates.ts';
import type { Decision } from '../domain/decision.ts';
import type { CaseRef } from '../domain/ids.ts';
import type { Settlement } from '../domain/settlement.ts';
import type { Stage } from '../domain/stay.ts';
import type { InsuredStayState, WaiverState } from '../domain/waiver.ts';
import type { ConditionShown } from './conditions.ts';
import type { Draw } from './hospital-words.ts';

/** A stay as the hub shows it to its hospital. */
export interface StayView {
  /** The last stay at the same hospital, or from which the patient came. */
  readonly previousStay: {
    readonly daysBefore: number | null;
    readonly readmission: { readonly state: string } | null;
  } | null;
  readonly caseRef: CaseRef;
  readonly scheme: string;
  readonly admittedOn: LocalDate;
  readonly stage: Stage;
  readonly decision: Decision | null;
  readonly conditions: readonly ConditionShown[];
  /** How the patient leaves before the settlement; null once it is there. */
  readonly leaving: { readonly basis: string; readonly payFen: number } | null;
  /** What the bill would come to at the insurer; null: nobody asked. */
  readonly preSettlement: {
    readonly state: string;
    readonly totalFen: number;
    readonly patientFen: number | null;
  } | null;
  readonly settlement: Settlement | null;
  /** Staged payment; null: no stage was reached. */
  readonly onAccount: { readonly dueFen: number; readonly paidFen: number } | null;
  /** Bills that were settled with the payers in mid-stay. */
  readonly interimBills: readonly {
    readonly bill: number;
    readonly state: string;
    readonly fromDay: LocalDate | null;
    readonly toDay: LocalDate | null;
    readonly totalFen: number | null;
    readonly patientFen: number | null;
  }[];
  /** The bank's line; null: the bank told of none. */
  readonly creditLine: {
    readonly hold: { readonly fen: number } | null;
    /** When the patient was told of a draw that was forgotten. */
    readonly drawNoticedOn: LocalDate | null;
    readonly draws: readonly Draw[];
  } | null;
  readonly receivables: { readonly patient: { readonly balanceFen: number } } | null;
  /** Null while the admission is not decided. */
  readonly waiver: {
    readonly state: WaiverState;
    readonly insuredStay: { readonly state: InsuredStayState } | null;
  } | null;
  /** What the stay waits for. */
  readonly attention: readonly {
    readonly code: string;
    readonly step: string;
    readonly detail?: { readonly transaction?: string } | null;
  }[];
}

/** With its last bill, and not with one in mid-stay only. */
export function isSettled({ stage }: StayView): boolean {
  return stage === 'Settled' || stage === 'Closed';
}

/** The bill of a stay, fen. */
export interface Bill {
  readonly totalFen: number;
  readonly outOfPolicyFen: number;
  /** The patient lets the insurer take of the account; left out: not. */
  readonly accountUsed?: boolean;
}
