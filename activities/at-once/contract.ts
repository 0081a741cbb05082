import type { Attention, ObligationRef } from '../../domain/stay.ts';
import type {
  CaseInput,
  ClaimInput,
  ClaimProgress,
  CloseSummary,
  DecisionSummary,
  InsurerAnswer,
  SettlementSummary,
  Swept,
} from '../contract.ts';

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
