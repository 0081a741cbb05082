import type { ArrearsMeans, ArrearsTerms, ServedWay, UnlistGround } from './arrears.ts';
import type { Arrival } from './arrival.ts';
import type { Clinical } from './clinical.ts';
import type { LocalDate } from './dates.ts';
import type { Reason } from './decision.ts';
import type { PersonRef } from './ids.ts';
import type { Fen } from './money.ts';
import type { ObjectionDecider } from './objection-resolutions.ts';
import type { PartyAnswer } from './party-answers.ts';
import type { AgreedInstalment, PlanAgreement, ReliefSource } from './repayment.ts';
import type { Signer } from './signers.ts';

/** A kind that asks for nothing else. */
type Bare<Kind> = Kind extends string ? { readonly kind: Kind } : never;

/** What exactly a person wants, by kind; `evidence` says what was seen and where it is kept. Amounts in fen. */
export type Wanted = { readonly evidence: string } & (
  | Bare<
      | 'ask-again'
      | 'resubmit'
      | 'pass-on'
      | 'explain-overlap'
      | 'cancel'
      | 'keep-settlement'
      | 'accept-answer'
      | 'excuse-condition'
      | 'list'
      | 'keep-listing'
      | 'insured-stay'
      | 'keep-benefit'
      | 'keep-cover'
      | 'ask-cover-anew'
    >
  /** `accountUsed` where the patient says anew whether the account is to be used. */
  | { readonly kind: 'reverse-core'; readonly accountUsed?: boolean | undefined }
  | { readonly kind: 'correct-name'; readonly name: string }
  | { readonly kind: 'correct-identity-number'; readonly personRef: PersonRef }
  | { readonly kind: 'decide'; readonly outcome: 'admit' | 'refuse' }
  | {
      readonly kind: 'correct-diagnosis';
      readonly diagnosis: NonNullable<Arrival['diagnosis']>;
    }
  | { readonly kind: 'give-facts'; readonly clinical: Clinical }
  | { readonly kind: 'book-part'; readonly paidFen: Fen; readonly paidOn: LocalDate }
  /** Amounts in fen; items as the hospital gave them. */
  | {
      readonly kind: 'amend';
      readonly accountUsed?: boolean | undefined;
      readonly bill: {
        readonly totalFen: Fen;
        readonly outOfPolicyFen: Fen;
        readonly items?: readonly object[] | undefined;
      };
    }
  | { readonly kind: 'refund'; readonly refundedOn: LocalDate; readonly receipt: string }
  /** `reason`: what the scheme's text says of the ground, as it was when people proposed it. */
  | {
      readonly kind: 'end-benefit';
      readonly ground: string;
      readonly noticedOn: LocalDate;
      readonly handedTo: Signer;
      readonly endsOn: LocalDate;
      readonly reason: Reason;
    }
  | { readonly kind: 'impersonation'; readonly foundOn: LocalDate }
  /** `answer` where it was carried out. */
  | {
      readonly kind: 'record-outcome';
      readonly outcome: 'done' | 'not-done';
      readonly answer?: PartyAnswer | undefined;
    }
  | { readonly kind: 'enter-answer'; readonly answer: PartyAnswer }
  /** What the fund paid the patient of the claim, in fen; `receipt`: number of its paper. */
  | {
      readonly kind: 'file-by-hand';
      readonly paidFen: Fen;
      readonly paidOn: LocalDate;
      readonly receipt: string;
    }
  /** `approval`: number of the hospital's own document. */
  | { readonly kind: 'bear'; readonly approval: string }
  /** Amounts in fen; `remindDaysBefore` as the scheme had it when people proposed it. */
  | {
      readonly kind: 'defer';
      readonly agreement: PlanAgreement;
      readonly instalments: readonly AgreedInstalment[];
      readonly remindDaysBefore: number;
    }
  /** In fen; `approval`: number by which whoever gives the money approved it. */
  | {
      readonly kind: 'waive';
      readonly fen: Fen;
      readonly source: ReliefSource;
      readonly approval: string;
      readonly approvedOn: LocalDate;
    }
  /** In fen; `approval`: number of the hospital's own document; `reliefAskedOn`: when relief or charity was asked for. */
  | {
      readonly kind: 'write-off';
      readonly fen: Fen;
      readonly approval: string;
      readonly approvedOn: LocalDate;
      readonly reliefAskedOn: LocalDate;
    }
  /** `township` and its `paper` by name and number. */
  | {
      readonly kind: 'confirm-hardship';
      readonly confirmedOn: LocalDate;
      readonly township: string;
      readonly paper: string;
    }
  | { readonly kind: 'record-death'; readonly diedOn: LocalDate }
  /** `means`: by what the person could pay, `paper` its evidence; `terms` as the scheme had them when people proposed it. */
  | {
      readonly kind: 'apply-listing';
      readonly means: ArrearsMeans;
      readonly paper: string;
      readonly askedOn: LocalDate;
      readonly terms: ArrearsTerms;
    }
  /** `receipt`: number of the advice of delivery, or of the signed copy. */
  | {
      readonly kind: 'serve-notice';
      readonly servedOn: LocalDate;
      readonly way: ServedWay;
      readonly receipt: string;
    }
  | {
      readonly kind: 'record-objection';
      readonly objectedOn: LocalDate;
      readonly objectedBy: Signer;
      readonly paper: string;
    }
  /** `dueDays` and `decides` as the scheme had them when it was recorded. */
  | {
      readonly kind: 'object-to-decision';
      readonly objectedOn: LocalDate;
      readonly objectedBy: Signer;
      readonly paper: string;
      readonly dueDays: number;
      readonly decides: ObjectionDecider;
    }
  /** `ground`: the reason of the decision that does not hold. */
  | { readonly kind: 'uphold-objection'; readonly ground: string; readonly paper: string }
  /** `article`: of the reason that stands. */
  | { readonly kind: 'keep-decision'; readonly paper: string; readonly article: string }
  | { readonly kind: 'unlist'; readonly ground: UnlistGround; readonly paper: string }
);
