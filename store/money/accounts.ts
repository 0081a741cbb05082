import type { PayerId } from '../../domain/ids.ts';

/** Who has to pay, or has paid, the hospital. */
export type Debtor = PayerId | 'patient';

/**
 * Accounts of one case, seen from the hospital. `billed` is the other side of everything; a debtor's part is first
 * `receivable`, `in-transit` while its claim is with the payer, then `received` or, when refused, `disputed`. What the
 * hospital itself bears is `borne`: nobody owes it.
 */
export type Account =
  | 'billed'
  | `${'receivable' | 'in-transit' | 'received' | 'disputed' | 'borne'}:${Debtor}`;
