import { chinaDate } from '../../domain/dates.ts';
import { type Fen, maxFen, minFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { bookClaimEvents } from './claim-booking.ts';
import type { ClaimEvent } from './claim-events.ts';
import { paidOf } from './claim-figures.ts';
import type { Obligation } from './obligations.ts';
import { type Again, owedBack } from './payer-differences.ts';

/**
 * Takes back what was filed with payers and not paid, whatever became of it there: still expected, refused, deducted, kept back or
 * borne. What is paid all the same stands as owed back. Where more was to go back than came in, so much of the claim stays.
 */
export async function withdrawFiled(
  tx: Connection,
  again: Again,
  claims: readonly Obligation[],
): Promise<void> {
  for (const payer of new Set(claims.map((claim) => claim.payer))) {
    const own = claims.filter((claim) => claim.payer === payer);
    const paid = sumFen(own.map(paidOf));
    let stays = maxFen(subtractFen(await owedBack(tx, again.caseRef, payer), paid), zeroFen);
    for (const claim of own.filter(isFiled)) {
      const open = subtractFen(subtractFen(claim.owedFen, claim.movedFen), paidOf(claim));
      const kept = minFen(open, stays);
      stays = subtractFen(stays, kept);
      await withdraw(tx, again, { claim, fen: subtractFen(open, kept) });
    }
  }
}

/** What was not sent is withdrawn with the difference; what is undone already owes nothing. */
function isFiled({ state }: Obligation): boolean {
  return state === 'sent' || state === 'unknown' || state === 'confirmed' || state === 'refused';
}

async function withdraw(
  tx: Connection,
  { sequence, at }: Again,
  { claim, fen }: { readonly claim: Obligation; readonly fen: Fen },
): Promise<void> {
  if (fen === 0) return;
  const event: ClaimEvent = {
    ...{ kind: 'withdrawn', told: 'said', fen, day: chinaDate(at), evidence: `resolution/${sequence}` },
    ...{ code: null, answerUntil: null, actor: null },
  };
  await bookClaimEvents(tx, claim, [event], at);
}
