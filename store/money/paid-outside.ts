import { chinaDate, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type Fen, yuanString, zeroFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { bookClaimEvents } from './claim-booking.ts';
import type { ClaimEvent } from './claim-events.ts';
import { disputedOf } from './claim-figures.ts';
import { type ClaimResolved, lockClaim, resolveRest, unfit } from './claim-rows.ts';
import { lockedObligation, type Obligation } from './obligations.ts';
import { readBalance } from './patient-account.ts';
import { tellPatientPart } from './patient-part.ts';

/** What people say that a fund paid the patient of a claim, in fen. */
interface PaidOutside extends ClaimResolved {
  readonly office: string | null;
  readonly paidFen: Fen;
  readonly paidOn: LocalDate;
}

/**
 * The fund paid the patient (手工报销): that part of the claim is never claimed again, and the patient owes it to the hospital. The
 * share of the settlement stays the fund's, and so does its yearly cap. A claim that was not filed yet is not filed. Throws HubProblem
 * `resolution-unfit`, `amount-beyond-claim`.
 */
export async function fileByHand(tx: Connection, paid: PaidOutside): Promise<void> {
  const { caseRef, paidFen, paidOn, office, at } = paid;
  const claim = await refusedClaim(tx, paid);
  const { payer, claimSequence, party } = claim;
  if (office !== party) throw unfit(`the payer itself confirms: ${party}`);
  const disputedFen = disputedOf(claim);
  if (paidFen > disputedFen)
    throw new HubProblem('amount-beyond-claim', {
      detail: `${yuanString(paidFen)} / ${yuanString(disputedFen)}`,
    });
  await resolveRest(tx, paid, { claim, restIs: 'paid-outside', taken: [{ payer: 'patient', fen: paidFen }] });
  const balance = await readBalance(tx, caseRef);
  await tellPatientPart(tx, { caseRef, balanceFen: balance?.dueFen ?? zeroFen, at });
  const detail = { payer, claimSequence, what: 'paid-outside', fen: paidFen, day: paidOn };
  await recordEvent(tx, { caseRef, kind: 'obligation-changed', detail, at });
}

/** What its payer has in hand it refuses first: it may still pay. What was never sent is taken back here. */
async function refusedClaim(tx: Connection, paid: PaidOutside): Promise<Obligation> {
  const claim = await lockClaim(tx, paid);
  if (disputedOf(claim) > 0) return claim;
  if (claim.state !== 'intended') throw unfit(`the claim is ${claim.state}: its payer refuses it first`);
  const { sequence, at } = paid;
  const nothing = { fen: zeroFen, answerUntil: null, actor: null } as const;
  const no: ClaimEvent = {
    ...{ ...nothing, kind: 'refused', told: 'said', code: 'claimed-outside' },
    ...{ day: chinaDate(at), evidence: `resolution/${sequence}` },
  };
  await bookClaimEvents(tx, claim, [no], at);
  const refused = await lockedObligation(tx, claim);
  if (refused === undefined) throw unfit('no claim of the stay');
  return refused;
}
