import type { ClaimCalls } from '../claim.ts';

export type { ClaimBook, ClaimPaid, ClaimRequest, ClaimTaken } from '../claim.ts';

/** A payer without an interface of its own: it takes our open JSON messages at a desk. One per party. */
export type PayerDesk = ClaimCalls;
