import { addDays, chinaDate, type Instant } from '../../domain/dates.ts';
import { addFen, type Fen, maxFen, minFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { RefusalCode } from '../../domain/refusals.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { claimStep } from '../../domain/stay.ts';
import { enqueue } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { bookClaimEvents } from './claim-booking.ts';
import { type ClaimEvent, readStanding } from './claim-events.ts';
import { isSettledClaim, paidOf, saidAnew } from './claim-figures.ts';
import { type Obligation, writeObligation } from './obligations.ts';
import { type Again, claimedFen, owedBack, shareOf } from './payer-differences.ts';

/**
 * Takes back what was filed with payers beyond what they owe now, as far as it was not paid, whatever became of it there: still
 * expected, refused, deducted, kept back or borne. What is paid all the same stands as owed back. What its payer gave the patient beyond
 * what it owes now is theirs to settle: the hospital asks the patient for it no more. What is left was paid, and is refunded. What a payer has stated, and nobody has compared yet, counts as paid: with the claim the question would be gone, and the money with it.
 * A payer that has not answered yet is asked what it did with the claim, for it may have paid by now.
 */
export async function withdrawFiled(
  tx: Connection,
  again: Again,
  { claims, after }: { readonly claims: readonly Obligation[]; readonly after: Settlement },
): Promise<void> {
  for (const payer of new Set(claims.map((claim) => claim.payer))) {
    const filed: Obligation[] = [];
    for (const claim of claims)
      if (claim.payer === payer && isFiled(claim)) filed.push(await withStatement(tx, again, claim));
    const back = await owedBack(tx, again.caseRef, payer);
    let excess = subtractFen(sumFen(filed.map(claimedFen)), addFen(back, shareOf(after, payer)));
    for (const claim of filed.toReversed()) {
      const unpaid = subtractFen(claimedFen(claim), addFen(paidOf(claim), claim.outsideFen));
      const fen = minFen(unpaid, maxFen(excess, zeroFen));
      const outside = minFen(claim.outsideFen, maxFen(subtractFen(excess, fen), zeroFen));
      excess = subtractFen(excess, addFen(fen, outside));
      await settledBetweenThem(tx, again, {
        claim: await withdrawn(tx, again, { claim, fen }),
        fen: outside,
      });
    }
  }
}

/** Two quarters and a week: no payer's calendar is longer. What comes later is seen at the bank. */
const askedForDays = 190;

/** What was not sent is withdrawn with the difference; what is undone already owes nothing. */
function isFiled({ state }: Obligation): boolean {
  return state === 'sent' || state === 'confirmed' || state === 'refused';
}

/** The claim once what its payer stated to have paid, another amount than was owed, is booked. */
async function withStatement(
  tx: Connection,
  { because: evidence, at }: Again,
  claim: Obligation,
): Promise<Obligation> {
  const stated = await tx
    .selectFrom('attention')
    .select(['detail', 'since'])
    .where((eb) =>
      eb.and({ caseRef: claim.caseRef, step: claimStep(claim), code: 'payment-mismatch' as const }),
    )
    .executeTakeFirst();
  if (stated?.detail?.kind !== 'other-amount') return claim;
  const fen = saidAnew(await readStanding(tx, claim), stated.detail.paidFen);
  const event: ClaimEvent = {
    ...{ kind: 'corrected', told: 'said', fen, day: chinaDate(stated.since), evidence },
    ...{ code: null, answerUntil: null, actor: null },
  };
  return bookClaimEvents(tx, claim, [event], at);
}

async function withdrawn(
  tx: Connection,
  { because: evidence, at }: Again,
  { claim, fen }: Taken,
): Promise<Obligation> {
  if (fen === 0) return claim;
  const event: ClaimEvent = {
    ...{ kind: 'withdrawn', told: 'said', fen, day: chinaDate(at), evidence },
    ...{ code: null, answerUntil: null, actor: null },
  };
  const after = await bookClaimEvents(tx, claim, [event], at);
  return mayHaveIt(claim) && isSettledClaim(after) ? askedAbout(tx, after, at) : after;
}

/** The payer has not answered, or has said that it has the claim already. */
function mayHaveIt({ state, refusalCode }: Obligation): boolean {
  return (
    state === 'sent' || (state === 'refused' && refusalCode === ('claim-already-filed' satisfies RefusalCode))
  );
}

/** Whoever followed the claim has heard its end; a run of its own asks what the payer did. */
async function askedAbout(tx: Connection, claim: Obligation, at: Instant): Promise<Obligation> {
  const asked = { ...claim, askedUntil: addDays(chinaDate(at), askedForDays) };
  await writeObligation(tx, asked);
  await enqueue(tx, { kind: 'start-claim', caseRef: claim.caseRef, noticeId: claimStep(claim) });
  return asked;
}

/** Less of what a fund gave the patient is owed to the hospital; the patient's lines follow from the patient's difference. */
async function settledBetweenThem(
  tx: Connection,
  { caseRef, at }: Again,
  { claim, fen }: Taken,
): Promise<void> {
  if (fen === 0) return;
  const outsideFen = subtractFen(claim.outsideFen, fen);
  await writeObligation(tx, { ...claim, outsideFen, stateAt: at });
  const { payer, claimSequence } = claim;
  const detail = { payer, claimSequence, what: 'paid-outside', fen: outsideFen };
  await recordEvent(tx, { caseRef, kind: 'obligation-changed', detail, at });
}

interface Taken {
  readonly claim: Obligation;
  readonly fen: Fen;
}
