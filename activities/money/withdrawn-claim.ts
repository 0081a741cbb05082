import { chinaDate, daysBetween } from '../../domain/dates.ts';
import { claimStep, type DischargedFacts, type ObligationOutcome } from '../../domain/stay.ts';
import { payerEntry } from '../../store/money/claim-events.ts';
import type { Obligation } from '../../store/money/obligations.ts';
import type { Swept } from '../contract.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import type { ActivityParts } from '../parts.ts';
import { aboutClaim, claimTaken } from './claim-filing.ts';
import type { ClaimInput, ClaimProgress } from './claim-progress.ts';

/** So many days long; what a payer sends after that is seen at the bank (`hub remittance`). */
const daysAsked = 60;

/** A claim that was taken back, and when its payer is worth asking again. */
interface TakenBack {
  readonly obligation: Obligation;
  readonly outcome: ObligationOutcome;
  readonly askAgainInDays: number;
}

/**
 * Asks a payer what it did with a claim that the hospital took back before there was an answer. Nothing is filed; what it paid is
 * booked as owed back. Its silence concerns nobody: the claim is over.
 */
export async function askedAfterwards(
  parts: ActivityParts,
  input: ClaimInput,
  { stay, takenBack }: { readonly stay: DischargedFacts; readonly takenBack: TakenBack },
): Promise<Swept<ClaimProgress>> {
  const { stays, clock, exchange } = parts;
  const { obligation, outcome, askAgainInDays } = takenBack;
  const over = { kind: 'done', value: { kind: 'final', outcome } } as const;
  const open = { kind: 'open', askAgainInDays, stage: 'sent' } as const;
  const isLate = daysBetween(chinaDate(obligation.stateAt), clock.today()) > daysAsked;
  const later = (waiting: Extract<Exchanged<never>, { kind: 'waiting' }>): Swept<ClaimProgress> => {
    const { code, party: blockedOn, since } = waiting;
    const attention = { code, blockedOn, since, step: claimStep(input) };
    return isLate ? over : { kind: 'waiting', attention, overdue: false };
  };
  const taken = await claimTaken(parts, stay, obligation);
  if (taken.kind === 'waiting') return later(taken);
  if (taken.kind === 'refused') return over;
  const asked = aboutClaim(stay, input, `follow-${input.enquiry}`);
  const said = await exchange(
    parts.claims(obligation.party).followClaim,
    { institution: stay.institution, claimRef: taken.claimRef },
    { ...asked, pending: 'final' },
  );
  if (said.kind === 'waiting') return later(said);
  if (said.answer.kind === 'refused') return over;
  if (said.answer.kind === 'pending') return isLate ? over : { kind: 'done', value: open };
  const { value } = said.answer;
  if ('entries' in value) {
    const entries = value.entries.map((entry) => payerEntry(entry, null));
    await stays.recordClaimEvents(input, entries, clock.now());
    // Its book may go on.
    return isLate ? over : { kind: 'done', value: open };
  }
  const { paidFen, paidOn } = value;
  const told = { state: 'confirmed', paidFen, paidOn, evidence: asked.key } as const;
  await stays.recordObligationState(input, told, clock.now());
  return over;
}
