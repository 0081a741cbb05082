import { chinaDate } from '../../domain/dates.ts';
import { addFen, type Fen, maxFen, minFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import type { Connection } from '../postgres/database.ts';
import { bookClaimEvents } from './claim-booking.ts';
import type { ClaimEvent } from './claim-events.ts';
import { paidOf } from './claim-figures.ts';
import type { Obligation } from './obligations.ts';
import { type Again, claimedFen, owedBack, shareOf } from './payer-differences.ts';

/**
 * Takes back what was filed with payers beyond what they owe now, as far as it was not paid, whatever became of it there: still
 * expected, refused, deducted, kept back or borne. What is paid all the same stands as owed back. What is left was paid, and is refunded.
 */
export async function withdrawFiled(
  tx: Connection,
  again: Again,
  { claims, after }: { readonly claims: readonly Obligation[]; readonly after: Settlement },
): Promise<void> {
  for (const payer of new Set(claims.map((claim) => claim.payer))) {
    const filed = claims.filter((claim) => claim.payer === payer && isFiled(claim));
    const back = await owedBack(tx, again.caseRef, payer);
    let excess = subtractFen(sumFen(filed.map(claimedFen)), addFen(back, shareOf(after, payer)));
    for (const claim of filed.toReversed()) {
      const fen = minFen(subtractFen(claimedFen(claim), paidOf(claim)), maxFen(excess, zeroFen));
      excess = subtractFen(excess, fen);
      await withdraw(tx, again, { claim, fen });
    }
  }
}

/** What was not sent is withdrawn with the difference; what is undone already owes nothing. */
function isFiled({ state }: Obligation): boolean {
  return state === 'sent' || state === 'confirmed' || state === 'refused';
}

async function withdraw(
  tx: Connection,
  { because: evidence, at }: Again,
  { claim, fen }: { readonly claim: Obligation; readonly fen: Fen },
): Promise<void> {
  if (fen === 0) return;
  const event: ClaimEvent = {
    ...{ kind: 'withdrawn', told: 'said', fen, day: chinaDate(at), evidence },
    ...{ code: null, answerUntil: null, actor: null },
  };
  await bookClaimEvents(tx, claim, [event], at);
}
