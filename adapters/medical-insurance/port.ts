import type { ShownCard } from '../../domain/certificate.ts';
import type { Clinical, DischargeWay } from '../../domain/clinical.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { InstitutionId, PayerId, PersonRef } from '../../domain/ids.ts';
import type { CoverState } from '../../domain/insurance.ts';
import type { Fen } from '../../domain/money.ts';
import type { InsuranceCover } from '../../domain/stay.ts';
import type { Call } from '../call.ts';
import type { ClaimCalls } from '../claim.ts';
import type { ReconcilingCalls } from './reconciling.ts';

export type { ClaimCalls, ClaimPaid, ClaimRequest, ClaimTaken, FollowClaimRequest } from '../claim.ts';

/** The insurer of a county: knows its people, computes its tiers at discharge, pays the hospital later. */
export interface MedicalInsurance extends ClaimCalls, ReconcilingCalls {
  /** Who is this person to the insurer on that day (transaction 1101)? */
  readonly identify: Call<IdentifyRequest, InsuredRecord>;
  /** Opens a visit (2401). */
  readonly admit: Call<AdmitRequest, { readonly visitRef: string }>;
  /** Ends a visit (2402); says nothing back but yes. */
  readonly discharge: Call<DischargeRequest, null>;
  /** Uploads one batch of a bill's items (2301), before the visit ends. */
  readonly uploadFees: Call<FeesRequest, null>;
  /** Deletes all items that were uploaded of a visit (2302); not while it is settled. */
  readonly cancelFees: Call<UndoRequest, null>;
  /** Whether the insurer of this institution wants the items of a bill that day. */
  readonly wantsFees: (institution: InstitutionId, on: LocalDate) => Promise<boolean>;
  /** Files how a patient of an open visit was hurt (2507). */
  readonly fileInjury: Call<InjuryRequest, null>;
  /** Files where a patient is sent on to (2501), once the visit has ended. */
  readonly fileReferral: Call<ReferralRequest, null>;
  /** Whether the insurer of this institution wants such a filing that day. */
  readonly wantsFiling: (
    of: 'injury' | 'referral',
    institution: InstitutionId,
    on: LocalDate,
  ) => Promise<boolean>;
  /** Settles the bill of an ended visit, or of a part of one that goes on (2304): what the core pays, payer by payer. */
  readonly settle: Call<SettleRequest, CoreSettlement>;
  /** What a bill would come to (2303); nothing is settled by it. */
  readonly preSettle: Call<SettleRequest, Omit<CoreSettlement, 'settlementRef'>>;
  /** Takes a settlement back (2305). Whether it took effect, only `settled` tells. */
  readonly cancelSettlement: Call<UndoSettlementRequest, null>;
  /** Takes the end of a visit back (2405). */
  readonly cancelDischarge: Call<UndoRequest, null>;
  /** Takes the registration of a visit back (2404). Whether it took effect, only `registered` tells. */
  readonly cancelAdmission: Call<UndoRequest, null>;
  /** Whether the registration of a visit stands (5201). */
  readonly registered: Call<FindVisitRequest, { readonly registered: boolean }>;
  /** A settlement as the insurer shows it now (5203); null where none stands. */
  readonly shownSettlement: Call<UndoSettlementRequest, { readonly standing: CoreSettlement | null }>;
  /** Whether a settlement stands (5203). */
  readonly settled: Call<UndoSettlementRequest, { readonly settled: boolean }>;
}

/** A visit of which something is taken back. */
export interface UndoRequest {
  readonly visitRef: string;
  readonly personNo: string;
  readonly institution: InstitutionId;
  readonly insurance: InsuranceCover;
}

export type FindVisitRequest = UndoRequest & { readonly admittedOn: LocalDate; readonly today: LocalDate };

export type UndoSettlementRequest = UndoRequest & { readonly settlementRef: string };

export interface IdentifyRequest {
  readonly personRef: PersonRef;
  /** As the hospital's window spelt it; left out: as the vault does. */
  readonly name?: string;
  readonly institution: InstitutionId;
  readonly on: LocalDate;
  /** Card or voucher, where one was shown; a token that has expired is left out. */
  readonly shown?: ShownCard | null | undefined;
}

/** The insurer's record of a person; somebody it does not know has no number and no cover. */
export interface InsuredRecord {
  readonly personNo: string | null;
  /** As the insurer spells it; null where it names nobody. */
  readonly name: string | null;
  /** The cover that counts; `none` where there is none. */
  readonly insurance: InsuranceCover;
  /** Every cover that is not over, the one that counts first. */
  readonly covers: readonly InsuranceCover[];
  /** What is insured beside a cover, or says nothing of hospital care. */
  readonly additions: readonly Addition[];
  readonly labels: readonly InsurerLabel[];
  /** Rows that were left out of account. */
  readonly setAside: readonly SetAside[];
}

/** An insurance that is no cover of its own, such as the civil servants' subsidy. */
export interface Addition {
  readonly type: string;
  readonly status: CoverState;
}

/** A row of a person's record that does not count, and why. */
export interface SetAside {
  /** Where it stands, such as `insuinfo.2.insutype`. */
  readonly field: string;
  readonly reason: 'not-in-force' | 'unlisted' | 'empty' | 'unreadable';
  /** The code that stands there, if it is one; never another text. */
  readonly says: string;
}

/** The insurer's own copy of a person category. */
export interface InsurerLabel {
  /** As the insurer writes it (`psn_idet_type`); provincial. */
  readonly code: string;
  /** Our category; null for a label that is none of ours. */
  readonly category: string | null;
  readonly from: LocalDate;
  /** Last day; null = still valid. An empty end on the wire is open, never "no label". */
  readonly until: LocalDate | null;
}

export interface AdmitRequest {
  readonly personRef: PersonRef;
  readonly personNo: string;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly admittedOn: LocalDate;
  readonly insurance: InsuranceCover;
  readonly clinical: Clinical;
  readonly shown?: ShownCard | null | undefined;
}

export interface DischargeRequest {
  readonly visitRef: string;
  readonly personNo: string;
  readonly institution: InstitutionId;
  readonly dischargedOn: LocalDate;
  readonly way: DischargeWay;
  readonly insurance: InsuranceCover;
  readonly clinical: Clinical;
}

interface FilingRequest {
  readonly visitRef: string;
  readonly personRef: PersonRef;
  readonly personNo: string;
  readonly institution: InstitutionId;
  readonly insurance: InsuranceCover;
  readonly clinical: Clinical;
}

export type InjuryRequest = FilingRequest & { readonly admittedOn: LocalDate };
export type ReferralRequest = FilingRequest & { readonly dischargedOn: LocalDate };

/** How many items of a bill go in one message. */
export const feeRowsPerMessage = 50;

export interface FeesRequest {
  readonly visitRef: string;
  readonly personNo: string;
  readonly institution: InstitutionId;
  readonly insurance: InsuranceCover;
  readonly clinical: Clinical;
  readonly totalFen: Fen;
  /** Counts from 1. */
  readonly batch: number;
}

export interface SettleRequest {
  readonly visitRef: string;
  readonly personRef: PersonRef;
  readonly personNo: string;
  readonly institution: InstitutionId;
  readonly insurance: InsuranceCover;
  readonly dischargedOn: LocalDate;
  readonly totalFen: Fen;
  /** Cost outside the policy's scope, limits and first-pay parts included. */
  readonly outOfPolicyFen: Fen;
  /** The visit goes on (`mid_setl_flag`); `dischargedOn` is the last day that the bill is of. */
  readonly midStay?: boolean;
  /** The patient lets the insurer take of the account for the own part (`acct_used_flag`). */
  readonly accountUsed?: boolean;
  readonly clinical: Clinical;
  /** A card only: by now a token has expired. */
  readonly shown?: ShownCard | null | undefined;
}

/** What the core answered for one payer: an amount (fen, may be 0), or an explicit no. */
export type CoreAnswer = { readonly paidFen: Fen } | { readonly refused: string };

/** A settlement as the insurer's core computed it; amounts were checked to add up. */
export interface CoreSettlement {
  readonly settlementRef: string;
  readonly totalFen: Fen;
  readonly inPolicyFen: Fen;
  /** Payers that the core named; a payer that is absent was not worked out there. */
  readonly answers: Readonly<Partial<Record<PayerId, CoreAnswer>>>;
  /** What of the patient's part came out of the patient's account, and out of the family's. */
  readonly accountFen: Fen;
  readonly familyAccountFen: Fen;
  readonly cashFen: Fen;
}
