import type { arrangedWays, ConditionKind, PaperKind } from './condition-kinds.ts';
import type { LocalDate } from './dates.ts';
import type { RecordFound } from './record-answers.ts';
import type { Signer } from './signers.ts';

/** Since when a condition's days are counted. */
export const conditionStarts = ['admission', 'discharge'] as const;

/** What the scheme of a stay asks, as pinned with the decision that asks it: by its name there, `days` after its start at the latest. */
export interface AskedCondition {
  readonly condition: string;
  readonly kind: ConditionKind;
  readonly dueFrom: (typeof conditionStarts)[number];
  readonly dueDays: number;
}

/** How one of them stands. */
export interface StandingCondition {
  readonly condition: string;
  readonly kind: ConditionKind;
  readonly dueFrom: AskedCondition['dueFrom'];
  /** Null while its start is not known. */
  readonly dueOn: LocalDate | null;
  /** Null while it is open. */
  readonly metOn: LocalDate | null;
  /** People let it go, by the number of their resolution; null: they did not. */
  readonly excusedBy: number | null;
}

/** What was asked before the deposit is waived, and is not done yet. */
export function openBeforeWaiver(
  conditions: readonly StandingCondition[],
): readonly (StandingCondition & { readonly dueOn: LocalDate })[] {
  return conditions.flatMap(({ dueOn, ...one }) =>
    one.dueFrom === 'admission' && one.metOn === null && dueOn !== null ? [{ ...one, dueOn }] : [],
  );
}

/** The step under which a stay waits for it. */
export function conditionStep(condition: string): string {
  return `condition/${condition}`;
}

/** The condition behind such a step; undefined for any other. */
export function conditionOfStep(step: string): string | undefined {
  return /^condition\/([A-Za-z][A-Za-z0-9-]*)$/.exec(step)?.[1];
}

/** The step under which a stay waits for originals that the hospital kept; it outlives the stay. */
export const keptPapersStep = 'papers';

/** One record of what was done: who, when, what they saw. Sealed; by its kind. */
export type ConditionRecord = {
  readonly doneOn: LocalDate;
  /** Name or staff number of who did it and answers for it. */
  readonly doneBy: string;
  readonly note?: string | undefined;
} & (
  | { readonly kind: 'papers'; readonly papers: readonly ShownPaper[] }
  | { readonly kind: 'admission-indicated' }
  | {
      readonly kind: 'authorisation';
      readonly payers: readonly string[];
      readonly signedBy: Signer;
      readonly signerName: string;
      readonly textVersion: string;
      readonly sha256: string;
    }
  | {
      readonly kind: 'injury-registration';
      /** In the words of who signed it. */
      readonly cause: string;
      readonly signedBy: Signer;
      readonly signerName: string;
      /** Where it was filed, and under which number. */
      readonly office: string;
      readonly filingNo: string;
    }
  /** What a keeper of records said that was silent at the decision. */
  | {
      readonly kind: 'court-list-answer' | 'medical-credit-answer';
      readonly found: RecordFound;
    }
  /** Who refers, and the number of the letter or of the insurer's filing. */
  | { readonly kind: 'referral'; readonly from: string; readonly letterNo: string }
  | { readonly kind: 'arrears-arranged'; readonly way: (typeof arrangedWays)[number] }
  | { readonly kind: 'papers-returned'; readonly to: 'patient' | 'family' | 'guardian' }
  | { readonly kind: 'follow-up'; readonly way: 'phone' | 'visit' | 'clinic' }
);

/** One paper that was shown. */
export interface ShownPaper {
  readonly paper: PaperKind;
  readonly copied: boolean;
  /** The original stayed with the hospital. */
  readonly kept: boolean;
}
