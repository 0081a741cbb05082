import type { ClaimCalls } from '../claim.ts';

export type { ClaimCalls, ClaimPaid, ClaimRequest, ClaimTaken, FollowClaimRequest } from '../claim.ts';

/** A payer without an interface of its own: it takes our open JSON messages at a desk. One per party. */
export type PayerDesk = ClaimCalls;
