import type { ClaimEventKind } from '../../domain/claim-events.ts';
import { addFen, type Fen, maxFen, subtractFen, zeroFen } from '../../domain/money.ts';
import { allot, type ClaimFigures, opened, paidOf, reached, restOf, withReceived } from './claim-figures.ts';

/** One step of a claim: what happened, how much it is about, and what came in altogether once it had (fen). */
export interface ClaimStep {
  readonly kind: ClaimEventKind;
  readonly fen: Fen;
  readonly receivedFen: Fen;
}

/** The claim after it. Pure: whoever writes it down and whoever proves it read the same rule. */
export function stepped(before: ClaimFigures, { kind, fen, receivedFen }: ClaimStep): ClaimFigures {
  const claim = opened(before);
  switch (kind) {
    case 'filed':
    case 'accepted':
      return before;
    case 'part-paid':
    case 'paid':
    case 'corrected':
      return withReceived(claim, receivedFen);
    case 'returned': {
      // Only what was not known to have come in takes from what is retained: the bank may have told it before.
      const more = maxFen(subtractFen(receivedFen, paidOf(before)), zeroFen);
      const retainedFen = maxFen(subtractFen(claim.retainedFen, more), zeroFen);
      return withReceived({ ...claim, retainedFen }, receivedFen);
    }
    case 'retained':
      return allot(claim, 'retainedFen', fen);
    case 'deducted':
      return allot(claim, 'deductedFen', fen);
    case 'recovered': {
      const after = withReceived(claim, receivedFen);
      return allot(opened(after), 'deductedFen', subtractFen(paidOf(before), paidOf(after)));
    }
    case 'refused':
      return reached(restOf({ ...claim, state: 'refused' }) > 0 ? { ...claim, state: 'refused' } : claim);
    case 'refusal-withdrawn':
      return reached({ ...claim, state: openAgain(claim), deductedFen: zeroFen, borneFen: zeroFen });
    case 'withdrawn':
      return withReceived({ ...claim, movedFen: addFen(claim.movedFen, fen) }, receivedFen);
    case 'asked-again':
      return reached({ ...claim, state: openAgain(claim) });
  }
}

function openAgain({ state }: ClaimFigures): ClaimFigures['state'] {
  return state === 'refused' ? 'sent' : state;
}
