import { claimMovement } from './claim-figures.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Obligation } from './obligations.ts';

/** What a step of a claim moves. Nothing moves between states of one account. A confirmation after a doubtful reversal is another entry than the first one. */
export function movement(before: Obligation, after: Obligation): Omit<LedgerEntry, 'caseRef'> {
  const { payer, claimSequence, state, stateAt: at } = after;
  // A claim that is open again takes the same step twice.
  const again = after.reopened ? `/${before.stateAt}` : '';
  const key = `claim/${payer}/${claimSequence}/${before.state}/${state}${again}` as const;
  return { key, postings: claimMovement(payer, before, after), at };
}
