import { never } from '../../domain/invariant.ts';
import type { Account } from './accounts.ts';
import { type LedgerEntry, move } from './ledger.ts';
import type { Obligation } from './obligations.ts';

/** What a step of a claim moves. Nothing moves between states of one account. A confirmation after a doubtful reversal is another entry than the first one. */
export function movement(before: Obligation, after: Obligation): Omit<LedgerEntry, 'caseRef'> {
  const [from, to] = [accountOf(before), accountOf(after)];
  const { payer, claimSequence, state, stateAt: at } = after;
  const key = `claim/${payer}/${claimSequence}/${before.state}/${state}` as const;
  return { key, postings: from === to ? [] : move(after.owedFen, from, to), at };
}

/** Where the amount of an obligation stands, by its state. */
function accountOf({ state, payer }: Obligation): Account {
  switch (state) {
    case 'intended':
      return `receivable:${payer}`;
    case 'sent':
    case 'unknown':
      return `in-transit:${payer}`;
    case 'confirmed':
    case 'reversing':
    case 'reversal-unknown':
      return `received:${payer}`;
    case 'refused':
    case 'reversed':
      return `disputed:${payer}`;
    default:
      return never(state);
  }
}
