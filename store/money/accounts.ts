import type { PayerId } from '../../domain/ids.ts';

/** Who has to pay, or has paid, the hospital. */
export type Debtor = PayerId | 'patient';

/**
 * Accounts of one case, seen from the hospital. `billed` is the other side of everything; a debtor's part is first
 * `receivable`, `in-transit` while its claim is with the payer, then `received` or, when refused, `disputed`. What the hospital
 * gives up of it, or bears from the beginning, is `borne`; what a payer sent beyond its claim stands as `suspense`,
 * negative, for it is owed back. What the patient pays before the settlement is `on-account`, negative until it is credited.
 * `deferred` is what a plan of instalments leaves open, `waived` what named money took over, `written-off` what the hospital gave up of the patient's part. `retained` is kept back by the payer's rule, `deducted` waits until the hospital bears it or answers.
 */
export type Account =
  | 'billed'
  | PartyAccount
  | `${'receivable' | 'in-transit' | 'received' | 'disputed' | 'borne' | 'suspense' | 'retained' | 'deducted' | 'refund' | 'on-account' | 'deferred' | 'waived' | 'written-off'}:${Debtor}`;

/** Accounts of an institution with one party, without a case: what arrived, what of it nobody has explained, what stands with claims. */
export type PartyAccount = 'bank' | 'unallocated' | 'allocated';
