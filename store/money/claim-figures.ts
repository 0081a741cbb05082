import type { PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, maxFen, minFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import { type Posting, summed } from './ledger.ts';
import { type ObligationState, obligationIsFinal } from './obligation-states.ts';

/** How the amount of a claim is divided, in fen: owed = paid + retained + deducted + borne + moved + rest. */
export interface ClaimFigures {
  readonly state: ObligationState;
  readonly owedFen: Fen;
  /** What came in of a claim that is not paid in full; 0 once it is `confirmed`. */
  readonly partPaidFen: Fen;
  /** What came in beyond the claim: it is owed back. */
  readonly overPaidFen: Fen;
  /** Kept back by the payer's rule until it is returned. */
  readonly retainedFen: Fen;
  /** Deducted, and not yet borne. */
  readonly deductedFen: Fen;
  /** The hospital's loss. */
  readonly borneFen: Fen;
  /** Claimed anew, passed on to the next payers, or taken back by the hospital. */
  readonly movedFen: Fen;
}

/** What came in for the claim itself. */
export function paidOf({ state, owedFen, partPaidFen, retainedFen }: ClaimFigures): Fen {
  return state === 'confirmed' ? subtractFen(owedFen, retainedFen) : partPaidFen;
}

/** What came in of it altogether, with what is beyond the claim. */
export function cameIn(claim: ClaimFigures): Fen {
  return addFen(paidOf(claim), claim.overPaidFen);
}

/** What is left of a claim: still expected, or in dispute. */
export function restOf(claim: ClaimFigures): Fen {
  const { owedFen, retainedFen, deductedFen, borneFen, movedFen } = claim;
  if (claim.state === 'confirmed') return zeroFen;
  return subtractFen(owedFen, sumFen([claim.partPaidFen, retainedFen, deductedFen, borneFen, movedFen]));
}

/** What the payer refused, and nobody has said yet what becomes of it. */
export function disputedOf(claim: ClaimFigures): Fen {
  return claim.state === 'refused' ? restOf(claim) : zeroFen;
}

/** What came in of the payer altogether: its statements and the bank's, whichever tells more, in and back. */
export interface ClaimReceipts {
  readonly saidInFen: Fen;
  readonly arrivedInFen: Fen;
  readonly saidBackFen: Fen;
  readonly arrivedBackFen: Fen;
}

/** What more the payer says by telling a total for the whole claim: beyond what it said before, less what it took back. */
export function saidAnew(receipts: ClaimReceipts, totalFen: Fen): Fen {
  const { saidInFen, saidBackFen, arrivedBackFen } = receipts;
  return subtractFen(addFen(totalFen, maxFen(saidBackFen, arrivedBackFen)), saidInFen);
}

/** What is received of a claim: one payment is told twice, by the payer and by the bank, and counts once. */
export function receivedOf(receipts: ClaimReceipts): Fen {
  const { saidInFen, arrivedInFen, saidBackFen, arrivedBackFen } = receipts;
  return subtractFen(maxFen(saidInFen, arrivedInFen), maxFen(saidBackFen, arrivedBackFen));
}

/**
 * The figures once `received` came in altogether. Money first fills what is still expected or disputed, then what was retained,
 * deducted and borne; what is more than the claim stands as overpaid. What was claimed anew stays with the other claim.
 */
export function withReceived(claim: ClaimFigures, received: Fen): ClaimFigures {
  const own = subtractFen(claim.owedFen, claim.movedFen);
  const paid = minFen(maxFen(received, zeroFen), own);
  const overPaidFen = maxFen(subtractFen(received, own), zeroFen);
  let room = subtractFen(own, paid);
  const kept = (wanted: Fen): Fen => {
    const some = minFen(wanted, room);
    room = subtractFen(room, some);
    return some;
  };
  const borneFen = kept(claim.borneFen);
  const deductedFen = kept(claim.deductedFen);
  const retainedFen = kept(claim.retainedFen);
  return reached({ ...claim, partPaidFen: paid, overPaidFen, borneFen, deductedFen, retainedFen });
}

/** The state that the figures make: all paid or retained is final, and so is what has nothing left to expect. */
export function reached(claim: ClaimFigures): ClaimFigures {
  const { deductedFen, borneFen, movedFen } = claim;
  const left = restOf({ ...claim, state: 'refused' });
  invariant(left >= 0, 'a claim is divided into more than it is');
  if (left > 0) return claim.state === 'confirmed' ? { ...claim, state: 'sent' } : claim;
  if (deductedFen > 0 || borneFen > 0 || movedFen > 0) return { ...claim, state: 'refused' };
  return { ...claim, state: 'confirmed', partPaidFen: zeroFen };
}

/** The same claim with what was paid written out, so that figures can be moved; `reached` folds it again. */
export function opened(claim: ClaimFigures): ClaimFigures {
  return claim.state === 'confirmed' ? { ...claim, state: 'sent', partPaidFen: paidOf(claim) } : claim;
}

/** Part of what is expected or disputed becomes something else; at most what there is. */
export function allot(claim: ClaimFigures, to: 'retainedFen' | 'deductedFen', wanted: Fen): ClaimFigures {
  const some = minFen(wanted, restOf({ ...claim, state: 'refused' }));
  return reached({ ...claim, [to]: addFen(claim[to], some) });
}

const whereRestStands: Readonly<
  Record<ObligationState, 'receivable' | 'in-transit' | 'received' | 'disputed'>
> = {
  intended: 'receivable',
  sent: 'in-transit',
  refused: 'disputed',
  reversed: 'disputed',
  confirmed: 'received',
};

/** Where each fen of a claim stands in the ledger. */
export function claimAccounts(payer: PayerId, claim: ClaimFigures): readonly Posting[] {
  const { overPaidFen, retainedFen, deductedFen, borneFen } = claim;
  return summed([
    { account: `received:${payer}`, fen: cameIn(claim) },
    { account: `suspense:${payer}`, fen: negated(overPaidFen) },
    { account: `retained:${payer}`, fen: retainedFen },
    { account: `deducted:${payer}`, fen: deductedFen },
    { account: `borne:${payer}`, fen: borneFen },
    { account: `${whereRestStands[claim.state]}:${payer}`, fen: restOf(claim) },
  ]);
}

/** The lines that take a claim from one division to the other. */
export function claimMovement(payer: PayerId, before: ClaimFigures, after: ClaimFigures): readonly Posting[] {
  const left = claimAccounts(payer, before).map((line) => ({ ...line, fen: negated(line.fen) }));
  return summed([...claimAccounts(payer, after), ...left]);
}

function negated(some: Fen): Fen {
  return subtractFen(zeroFen, some);
}

/** Nothing of the claim is expected of its payer, and nobody has to say what becomes of a part of it. */
export function isSettledClaim(claim: ClaimFigures): boolean {
  return obligationIsFinal(claim.state) && disputedOf(claim) === 0 && claim.deductedFen === 0;
}
