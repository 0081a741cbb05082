import { chinaDate, type LocalDate } from '../../domain/dates.ts';
import { addFen, type Fen, sumFen, zeroFen } from '../../domain/money.ts';
import { claimStep } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { bookClaimEvents } from './claim-booking.ts';
import { type ClaimEvent, readStanding } from './claim-events.ts';
import { disputedOf, paidOf, saidAnew } from './claim-figures.ts';
import {
  type ClaimResolved,
  fileFurther,
  lockClaim,
  lockDisputed,
  resolveRest,
  unfit,
} from './claim-rows.ts';
import { selectObligations, writeObligation } from './obligations.ts';

/**
 * Books what the payer really paid for the whole claim (fen): what is missing is in dispute, what is too much stands as owed
 * back. Throws HubProblem `resolution-unfit` when that changes nothing.
 */
export async function bookPart(
  tx: Connection,
  resolved: ClaimResolved & { readonly paidFen: Fen; readonly paidOn: LocalDate },
): Promise<void> {
  const { paidFen, paidOn, sequence, at } = resolved;
  const claim = await lockClaim(tx, resolved);
  if (claim.restIs !== null) throw unfit('the rest of the claim was dealt with');
  if (claim.state === 'refused' && paidFen < paidOf(claim)) throw unfit('less than was booked before');
  const standing = await readStanding(tx, claim);
  if (paidFen < standing.arrivedInFen) throw unfit('more than that has arrived');
  const evidence = `resolution/${sequence}`;
  const common = { told: 'said', evidence, day: paidOn, answerUntil: null, actor: null } as const;
  const fen = saidAnew(standing, paidFen);
  const booked: ClaimEvent = { ...common, kind: 'corrected', fen, code: null };
  // What is missing is refused: the payer said that this is all.
  const rest: ClaimEvent = { ...common, kind: 'refused', fen: zeroFen, code: 'part-paid' };
  const { owedFen, retainedFen, deductedFen, borneFen, movedFen } = claim;
  const full = addFen(paidFen, sumFen([retainedFen, deductedFen, borneFen, movedFen])) >= owedFen;
  await bookClaimEvents(tx, claim, full ? [booked] : [booked, rest], at);
}

/** Claims the rest anew, under the next number; its workflow is owed. */
export async function resubmit(tx: Connection, resolved: ClaimResolved): Promise<void> {
  const { caseRef, at } = resolved;
  const claim = await lockDisputed(tx, resolved);
  const { payer, party, interimSequence } = claim;
  const owedFen = disputedOf(claim);
  await resolveRest(tx, resolved, { claim, restIs: 'resubmitted', taken: [{ payer, fen: owedFen }] });
  await fileFurther(tx, { caseRef, payer, party, owedFen, interimSequence, at });
}

/** What the payer refused or deducted is the hospital's loss, never the patient's. */
export async function bear(tx: Connection, resolved: ClaimResolved): Promise<void> {
  const claim = await lockClaim(tx, resolved);
  if (disputedOf(claim) === 0 && claim.deductedFen === 0) throw unfit(`the claim is ${claim.state}`);
  await resolveRest(tx, resolved, { claim, restIs: 'borne', taken: [] });
}

/** A claim that its payer refused, because it has it already, is asked for and followed again, and nothing is filed. Any other step has none. */
export async function askRefusedAgain(tx: Connection, resolved: ClaimResolved): Promise<void> {
  const { caseRef, step, sequence, at } = resolved;
  const claims = await selectObligations(tx).where('caseRef', '=', caseRef).execute();
  if (!claims.some((one) => claimStep(one) === step && disputedOf(one) > 0)) return;
  const claim = await lockDisputed(tx, resolved);
  await writeObligation(tx, { ...claim, filedBefore: true });
  const nothing = { fen: zeroFen, code: null, answerUntil: null, actor: null } as const;
  const evidence = `resolution/${sequence}`;
  const asked: ClaimEvent = { ...nothing, kind: 'asked-again', told: 'said', day: chinaDate(at), evidence };
  await bookClaimEvents(tx, claim, [asked], at);
}
