import type { PayerId } from '../../domain/ids.ts';

/** Who has to pay, or has paid, the hospital. */
export type Debtor = PayerId | 'patient';

/**
 * Accounts of one case, seen from the hospital. `billed` is the other side of everything; a debtor's part is first
 * `receivable`, `in-transit` while its claim is with the payer, then `received` or, when refused, `disputed`. What the hospital
 * gives up of it, or bears from the beginning, is `borne`; what a payer sent beyond its claim stands as `suspense`, negative, for it is owed back.
 * What a corrected bill makes owed back is `refund`, negative until it went.
 */
export type Account =
  | 'billed'
  | `${'receivable' | 'in-transit' | 'received' | 'disputed' | 'borne' | 'suspense' | 'refund'}:${Debtor}`;
