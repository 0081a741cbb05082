import type { AttentionDetail } from './attention-detail.ts';
import type { Instant, LocalDate } from './dates.ts';
import type { Decision } from './decision.ts';
import type { IdentityDoubt } from './identity-doubt.ts';
import {
  type CaseRef,
  type InstitutionId,
  type PartyId,
  type PayerId,
  type PersonRef,
  payers,
  type SchemeId,
} from './ids.ts';
import type { SettledBy } from './institution-rules.ts';
import type { CoverState, CoverType } from './insurance.ts';
import type { Fen } from './money.ts';
import type { RecordAnswers } from './record-answers.ts';

/**
 * A stay is a one-way street: each stage adds facts to the stage before, so a function that needs cover
 * cannot be called before cover is known.
 */
export interface ArrivedFacts {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  /** The hospital's own number of the stay. */
  readonly admissionNo: string;
  readonly scheme: SchemeId;
  /** Day of admission, Asia/Shanghai; it picks the scheme's version and the day the lists are asked for. */
  readonly admittedOn: LocalDate;
  readonly emergency: boolean;
  /** Who registers and settles it with the insurer, as the institution ruled for the admission day. */
  readonly settledBy: SettledBy;
}

export interface IdentifiedFacts extends ArrivedFacts {
  readonly personRef: PersonRef;
  /** Counts from 1 what the window said of who the person is: number and name, then each correction. */
  readonly identitySequence: number;
}

/** Insurance as the insurer's person record (1101) tells it on the admission day. */
export interface InsuranceCover {
  /** 310 employee, 390 resident, 340 and the like a third kind, null when the person is in no scheme. */
  readonly type: CoverType | null;
  readonly status: CoverState;
  /** Division (6 digits) where the person is insured; null without insurance. */
  readonly division: string | null;
}

/** A person category as an agency's list knew it on the admission day. */
export interface ListedCategory {
  readonly code: string;
  readonly since: LocalDate;
  readonly listAsOf: LocalDate;
  readonly listId: string;
}

/** A category that a list took from a person: it names the person no more from `until` on. */
export interface EndedCategory extends ListedCategory {
  readonly until: LocalDate;
}

/** Bank credit line for the patient's own part. */
export interface CreditLine {
  readonly openedOn: LocalDate;
  readonly limitFen: Fen;
  /** When the person signed that the hospital may draw what was forgotten; null: never. Missing in covers that were recorded before the bank was asked for it. */
  readonly mandateSignedOn?: LocalDate | null;
  /** Whether a debit card repays by itself. */
  readonly cardBound?: boolean;
  /** Whether the bank keeps a part of the line for a stay. */
  readonly holds?: boolean;
}

export interface CoveredFacts extends IdentifiedFacts {
  readonly insurance: InsuranceCover;
  readonly categories: readonly ListedCategory[];
  /** Missing in covers that were recorded before the lists told of ends. */
  readonly endedCategories?: readonly EndedCategory[];
  readonly creditLine: CreditLine | null;
  /** What the keepers of records said who were asked; missing where none was. */
  readonly records?: RecordAnswers;
  /** The person has no resident number, so no list can name them; left out: it has one. */
  readonly withoutNumber?: true;
  /** Why the person is not certain; left out where window, lists and insurer agree, and in covers of version 0.1.0. */
  readonly doubt?: IdentityDoubt;
}

export interface DecidedFacts extends CoveredFacts {
  readonly decision: Decision;
}

export interface DischargedFacts extends DecidedFacts {
  readonly dischargedOn: LocalDate;
  readonly totalFen: Fen;
  readonly outOfPolicyFen: Fen;
}

/** The stages in order; `Refused` ends the programme for the stay, never the treatment. `Cancelled`: it was entered by mistake, and undone at the insurer. */
export const stages = [
  'Arrived',
  'Identified',
  'Covered',
  'Admitted',
  'Refused',
  'Discharged',
  'Settled',
  'Closed',
  'Cancelled',
] as const;
export type Stage = (typeof stages)[number];

/** What one payer still has to do for one claim. */
export interface ObligationRef {
  readonly payer: PayerId;
  readonly claimSequence: number;
  readonly party: PartyId;
}

/** Steps of payers' parts begin so. */
export const claimSteps = 'reimburse/';

/** The step under which a stay waits for a payer's part. */
export function claimStep({ payer, claimSequence }: Pick<ObligationRef, 'payer' | 'claimSequence'>): string {
  return `${claimSteps}${payer}/${claimSequence}`;
}

/** Payer and claim behind such a step; undefined for any other step. */
export function claimOfStep(step: string): Pick<ObligationRef, 'payer' | 'claimSequence'> | undefined {
  const [, payer, sequence] = /^reimburse\/([a-z-]+)\/([1-9]\d{0,8})$/.exec(step) ?? [];
  const known = payers.find((one) => one === payer);
  return known === undefined ? undefined : { payer: known, claimSequence: Number(sequence) };
}

/** Final word of one payer on one claim. */
export type ObligationOutcome =
  | { readonly kind: 'paid'; readonly fen: Fen; readonly paidOn: LocalDate }
  | { readonly kind: 'refused'; readonly code: string };

/** What a stay waits for, codes only: shown to operators in search attributes and current details. */
export const attentionCodes = [
  'agency-wait',
  'party-not-connected',
  'party-on-hold',
  'outcome-unknown',
  'reply-mismatch',
  'cover-refused',
  'identity-mismatch',
  'overlapping-stay',
  'unsettled-stay',
  'decision-review',
  'admission-refused',
  'cover-changed',
  'core-answer-awaited',
  'core-answer-differs',
  'facts-missing',
  'list-stale',
  'list-held',
  'list-pull-failed',
  'list-conflict',
  'settlement-refused',
  'settlement-incomplete',
  'settlement-review',
  'reversal-unknown',
  'reversal-not-possible',
  'payer-refused',
  'payment-mismatch',
  'condition-due',
  'settlement-due',
  'original-kept',
  'patient-part-due',
  'instalment-missed',
  'arrears-notice-due',
  'arrears-decision-due',
  'arrears-objection',
  'record-found-late',
  'decision-objection',
  'draw-refused',
  'refund-due',
  'worker-absent',
  'webhook-off',
  'hub-fault',
  'workflow-gone',
  'workflow-paused',
] as const;
export type AttentionCode = (typeof attentionCodes)[number];

export interface Attention {
  readonly code: AttentionCode;
  /** The party or role that must act next. */
  readonly blockedOn: PartyId | 'operator' | 'hospital' | 'health-commission' | 'hub';
  readonly since: Instant;
  /** What was being done, such as `identify` or `settle`. */
  readonly step: string;
  /** Why exactly; missing where the code says all, and in what version 0.1.0 wrote. */
  readonly detail?: AttentionDetail;
}
