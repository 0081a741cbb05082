import type { DecisionOutcome } from '../domain/decision.ts';
import type { Trouble } from '../domain/hub-fault.ts';
import type { CaseRef } from '../domain/ids.ts';
import type { ReconciliationName } from '../domain/insurer-reconciliation.ts';
import type { PreSettlementName } from '../domain/pre-settlement.ts';
import type { Attention, ObligationRef } from '../domain/stay.ts';
import type { ListActivities } from './lists/contract.ts';
import type { ClaimInput, ClaimProgress } from './money/claim-progress.ts';
import type { PlanInput, PlanProgress } from './money/plan-progress.ts';
import type { ReconcileProgress } from './money/reconcile-progress.ts';
import type { AnnouncementName, AnnouncementRound, TextRound } from './notices/text-round.ts';

/**
 * What workflows may ask for. Inputs are codes; facts and amounts are read from and written to the store, so that
 * histories hold no personal data and a rerun finds what was already done.
 */
export interface Activities extends ListActivities, AtOnceActivities {
  /** Identifies the person at the insurer, looks the lists up as of the admission day, stores the cover. */
  sweepCover(input: CaseInput): Promise<Swept<CoverSummary>>;
  /** Asks those keepers of records again who were silent at the decision, and writes down what they say now. */
  sweepRecords(input: CaseInput): Promise<Swept<{ readonly silent: number }>>;
  /** Decides by the scheme in force on the admission day, or returns the decision already stored. */
  decideAdmission(input: CaseInput): Promise<DecisionSummary>;
  /** Tells the insurer of the admission. */
  sweepAdmission(input: CaseInput): Promise<Swept<InsurerAnswer>>;
  /** Tells the insurer of the discharge and asks its core for every tier that it computes, in one settlement. */
  sweepSettlement(input: CaseInput): Promise<Swept<InsurerAnswer>>;
  /** Works out who pays what and writes settlement, postings and obligations in one transaction. */
  settleStay(input: CaseInput): Promise<SettlementSummary>;
  /** Asks the insurer's core for the bill in mid-stay that is at work, or has it take one back. */
  sweepInterim(input: CaseInput): Promise<Swept<InsurerAnswer>>;
  /** Works out what that bill changes and writes settlement, postings and claims in one transaction. */
  settleInterim(input: CaseInput): Promise<SettlementSummary>;
  /** Files one claim when its day has come, follows it, and stores the outcome when it is final. */
  sweepReimbursement(input: ClaimInput): Promise<Swept<ClaimProgress>>;
  /** Takes back at the insurer what it knows of a stay that people cancelled or called void, and writes it down. */
  sweepCancel(input: CaseInput): Promise<Swept<InsurerAnswer>>;
  /** Asks the bank for what is due there: holding, drawing, paying back to the line. */
  sweepCreditLine(input: CaseInput): Promise<Swept<InsurerAnswer>>;
  /** Closes the stay if every obligation is final and the patient's part is paid. */
  closeStay(input: CaseInput): Promise<CloseSummary>;
  /** Writes what became due of a plan of instalments since the last look, and says when to look again. */
  followPlan(input: PlanInput): Promise<PlanProgress>;
  /** Holds a hospital's settlements of some days against the insurer's book; what it comes to stands in the store. */
  reconcileWithInsurer(input: ReconciliationName): Promise<ReconcileProgress>;
  /** Asks the insurer what a bill would come to; what it says stands in the store. `last`: nobody asks again by itself. */
  preSettle(
    input: PreSettlementName & { readonly last: boolean },
  ): Promise<{ readonly kind: 'answered' | 'waiting' }>;
  /** One round of text messages: what became of those that were sent, then what is due; what it comes to stands in the store. */
  sweepTextMessages(input: { readonly clockSpeed: number }): Promise<TextRound>;
  /** Makes text messages of the next page of an announcement when its time has come, and says how far it is. */
  followAnnouncement(input: AnnouncementName): Promise<AnnouncementRound>;
  /** Writes down what the hub itself is to blame for at a step, or that it is over; gives what the workflow is to show. */
  recordTrouble(input: TroubleInput): Promise<{ readonly shown: Attention | null }>;
}

export interface CaseInput {
  readonly caseRef: CaseRef;
}

export interface TroubleInput extends CaseInput {
  readonly step: string;
  /** Null: the step came to its end. */
  readonly trouble: Trouble | null;
}

/** A sweep either got every answer, or waits for one party; it never blocks longer than the party is prompt. */
export type Swept<Value> =
  /** `attention`: what the stay waits for all the same, such as a list that is to be renewed. */
  | { readonly kind: 'done'; readonly value: Value; readonly attention?: Attention }
  /** `overdue` once the party's promise has passed: now a person should know. */
  | { readonly kind: 'waiting'; readonly attention: Attention; readonly overdue: boolean }
  /** People cancelled the stay: it is undone, and nothing else is asked. */
  | { readonly kind: 'cancelled' };

export interface CoverSummary {
  readonly insured: boolean;
}

/** `insured`: the waiver is denied, and the stay goes on as an insured stay. */
export type AdmissionOutcome = DecisionOutcome | 'insured';

export interface DecisionSummary {
  readonly outcome: AdmissionOutcome;
  /** Set while a person must look, such as a review or a stale list. */
  readonly attention: Attention | null;
  /** The person was corrected: who that is must be asked before anything is decided. Missing everywhere else. */
  readonly identifyAnew?: true;
  /** People cancelled the stay. Missing everywhere else. */
  readonly cancelled?: true;
  /** Keepers of records were silent: they are asked again in care. Missing everywhere else. */
  readonly keepersSilent?: true;
}

export type InsurerAnswer =
  | { readonly kind: 'answered' }
  /** The insurer's explicit no; a person must act. */
  | { readonly kind: 'refused'; readonly attention: Attention };

export type SettlementSummary =
  | {
      readonly kind: 'settled';
      readonly obligations: readonly ObligationRef[];
      /** What the stay waits for all the same. */
      readonly attention?: Attention;
    }
  /** A parameter of the county is missing, or an answer breaks the scheme's rules: a person must act. */
  | { readonly kind: 'blocked'; readonly attention: Attention }
  /** People cancelled the stay. */
  | { readonly kind: 'cancelled' }
  /** What it rests on changed since the insurer was asked: the insurer comes first again. */
  | { readonly kind: 'again' };

export interface CloseSummary {
  readonly closed: boolean;
  /** What an open stay waits for; missing when nobody need act yet. */
  readonly attention?: Attention;
  /** People cancelled the stay: nothing but undoing it is left. */
  readonly cancelled?: true;
  /** The bill was corrected: it is settled anew first. */
  readonly again?: true;
  /** The bank is to be asked for something. */
  readonly bank?: true;
  /** It is under somebody else's card: the insurer is told that nobody of that number lies there. */
  readonly unregister?: true;
  /** The stay goes on, and a bill of it is settled or taken back first. */
  readonly interim?: true;
}

/**
 * What a workflow tries at once, as one local activity of one workflow task: one attempt, within the time that the task has
 * left for its sweeps. What is not answered then goes on as an ordinary activity; the message log knows what was answered.
 */
export interface AtOnceActivities {
  /** Cover, decision, and the insurer told of an admission. */
  arriveAtOnce(input: CaseInput & WithinMs): Promise<AtOnce<ArrivedAtOnce>>;
  /** The insurer's core, the settlement, and each payer's first sweep, side by side; closes what nobody owes any more. */
  settleAtOnce(input: CaseInput & WithinMs): Promise<AtOnce<SettledAtOnce>>;
  /** One question to one payer. */
  claimAtOnce(input: ClaimInput & WithinMs): Promise<AtOnce<SweptDone<ClaimProgress>>>;
}

export interface WithinMs {
  /** What the workflow task has left for its local sweeps (real ms). */
  readonly withinMs: number;
}

export type SweptDone<Value> = Extract<Swept<Value>, { kind: 'done' }>;

/** Why something was not done at once: a party of another zone, or one that did not answer in time. */
export type NotDone = 'elsewhere' | 'unanswered';

/** The marker in the history; `tookMs` is taken from what the same workflow task has left. */
export type AtOnce<Value> = { readonly tookMs: number } & (
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: NotDone }
);

export interface ArrivedAtOnce {
  readonly decision: DecisionSummary;
  /** Missing where nobody is to be told yet, or the insurer did not answer at once. */
  readonly told?: SweptDone<InsurerAnswer>;
}

export interface SettledAtOnce {
  readonly answer: SweptDone<InsurerAnswer>;
  /** Missing after the core's refusal. */
  readonly settlement?: SettlementSummary;
  /** The claims that are not final. */
  readonly open: readonly OpenClaim[];
  /** What an attempt to close came to; only tried when no claim is open. */
  readonly end?: CloseSummary;
}

/** A claim as its first sweep left it. */
export interface OpenClaim extends Pick<ObligationRef, 'payer' | 'claimSequence'> {
  /** Missing when the payer did not answer at once: the same question is asked again. */
  readonly swept?: {
    readonly askAgainInDays: number;
    readonly stage?: 'intended' | 'sent';
    readonly attention?: Attention;
  };
}
