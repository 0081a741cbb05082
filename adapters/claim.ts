import type { ClaimEntry } from '../domain/claim-events.ts';
import type { LocalDate } from '../domain/dates.ts';
import type { InstitutionId, PayerId, PersonRef } from '../domain/ids.ts';
import type { Fen } from '../domain/money.ts';
import type { Call } from './call.ts';

/** One payer is asked to pay the hospital its share of one settled bill. */
export interface ClaimRequest {
  readonly institution: InstitutionId;
  readonly personRef: PersonRef;
  readonly payer: PayerId;
  /** The insurer's number of the settlement that the share belongs to. */
  readonly settlementRef: string;
  readonly fen: Fen;
  /** 1 for the first claim of this share, then up; a resend keeps its number. */
  readonly claimSequence: number;
  readonly dischargedOn: LocalDate;
}

/** The payer's own number of a claim that it has taken. */
export interface ClaimTaken {
  readonly claimRef: string;
}

export interface FollowClaimRequest {
  readonly institution: InstitutionId;
  readonly claimRef: string;
}

/** What the payer paid and when; `paidFen` may be less than was claimed. */
export interface ClaimPaid {
  readonly paidFen: Fen;
  readonly paidOn: LocalDate;
}

/** The payer's own book about a claim, as far as it is written; it may go on. */
export interface ClaimBook {
  readonly entries: readonly ClaimEntry[];
}

/** How a payer is claimed from and followed until it has paid (done) or refused; `pending` in between. */
export interface ClaimCalls {
  readonly claim: Call<ClaimRequest, ClaimTaken>;
  /** Asks for a claim that the payer says it has: under which number? It is never filed by this. */
  readonly findClaim: Call<ClaimRequest, ClaimTaken>;
  readonly followClaim: Call<FollowClaimRequest, ClaimPaid | ClaimBook>;
}
