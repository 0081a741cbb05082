import { chinaDate, daysBetween, type LocalDate } from '../../domain/dates.ts';
import { claimStep, type DischargedFacts, type ObligationOutcome } from '../../domain/stay.ts';
import { payerEntry } from '../../store/money/claim-events.ts';
import { cameIn } from '../../store/money/claim-figures.ts';
import type { Obligation } from '../../store/money/obligations.ts';
import type { Swept } from '../contract.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import { swept } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { aboutClaim, claimFound } from './claim-filing.ts';
import type { ClaimInput, ClaimProgress } from './claim-progress.ts';

/** A payer that does not know the claim may be about to take it in: a call may still be on its way. */
const unknownForDays = 3;

/** A claim that was taken back before its payer had answered, until when the payer is asked, and when it is worth asking again. */
interface TakenBack {
  readonly obligation: Obligation;
  readonly askedUntil: LocalDate;
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
  const { stays, clock } = parts;
  const { obligation, askedUntil, outcome, askAgainInDays } = takenBack;
  const isLate = clock.today() > askedUntil;
  const did = await whatPayerDid(parts, input, { stay, obligation });
  if (did.kind === 'waiting' && !isLate) {
    const { code, party: blockedOn, since } = did;
    return { kind: 'waiting', attention: { code, blockedOn, since, step: claimStep(input) }, overdue: false };
  }
  const sinceTakenBack = daysBetween(chinaDate(obligation.stateAt), clock.today());
  const isOver = did.kind === 'answered' || (did.kind === 'unknown' && sinceTakenBack > unknownForDays);
  if (isOver || isLate) {
    await stays.endAsking(input);
    return swept({ kind: 'final', outcome }, await stays.showClaim(obligation, clock.now()));
  }
  // One that may be about to take it in is looked at the next day; one that paid a part is not hurried.
  const again = did.kind === 'unknown' ? 1 : Math.max(askAgainInDays, obligation.overPaidFen > 0 ? 7 : 1);
  const open = { kind: 'open', askAgainInDays: again, stage: 'sent' } as const;
  return swept(open, await stays.showClaim(obligation, clock.now()));
}

type Did =
  | Extract<Exchanged<never>, { kind: 'waiting' }>
  /** `answered`: that was its last word; `unknown`: it does not know the claim; `open`: it may do more. */
  | { readonly kind: 'answered' | 'unknown' | 'open' };

async function whatPayerDid(
  parts: ActivityParts,
  input: ClaimInput,
  { stay, obligation }: { readonly stay: DischargedFacts; readonly obligation: Obligation },
): Promise<Did> {
  const { stays, clock, exchange } = parts;
  const taken = await claimFound(parts, stay, { obligation, look: input.enquiry + 1 });
  if (taken === null) return { kind: 'unknown' };
  // Any other no is about the question.
  if (taken.kind === 'refused') return { kind: taken.code === 'claim-unknown' ? 'unknown' : 'open' };
  if (taken.kind === 'waiting') return taken;
  const asked = aboutClaim(stay, input, `follow-${input.enquiry}`);
  const said = await exchange(
    parts.claims(obligation.party).followClaim,
    { institution: stay.institution, claimRef: taken.claimRef },
    { ...asked, pending: 'final' },
  );
  if (said.kind === 'waiting') return said;
  const { answer } = said;
  if (answer.kind === 'pending') return { kind: 'open' };
  // It gave the number: that it does not know it now is no answer.
  if (answer.kind === 'refused') return { kind: answer.code === 'claim-unknown' ? 'open' : 'answered' };
  if ('entries' in answer.value) {
    const entries = answer.value.entries.map((entry) => payerEntry(entry, null));
    const booked = await stays.recordClaimEvents(input, entries, clock.now());
    return { kind: cameIn(booked.obligation) >= obligation.owedFen ? 'answered' : 'open' };
  }
  const { paidFen, paidOn } = answer.value;
  const told = { state: 'confirmed', paidFen, paidOn, evidence: asked.key } as const;
  // Said once more it is nothing new.
  if (paidFen > cameIn(obligation)) await stays.recordObligationState(input, told, clock.now());
  return { kind: paidFen >= obligation.owedFen ? 'answered' : 'open' };
}
