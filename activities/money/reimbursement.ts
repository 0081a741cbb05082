import type { ClaimBook, ClaimPaid } from '../../adapters/claim.ts';
import { daysBetween } from '../../domain/dates.ts';
import { isBesidePayer } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { claimStep, type DischargedFacts, type ObligationOutcome } from '../../domain/stay.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { payerEntry } from '../../store/money/claim-events.ts';
import { obligationIsFinal } from '../../store/money/obligation-states.ts';
import type { Obligation, ObligationProgress } from '../../store/money/obligations.ts';
import type { Activities, Swept } from '../contract.ts';
import type { Refusal } from '../exchange/refusal.ts';
import { swept, sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { requireClaimed } from '../stays/stay-facts.ts';
import { daysUntilEnquiry, filingDay } from './claim-calendar.ts';
import { aboutClaim, claimTaken } from './claim-filing.ts';
import type { ClaimInput, ClaimProgress } from './claim-progress.ts';
import { askedAfterwards } from './withdrawn-claim.ts';

/** One payer's part of one claim: filed when its day has come, followed until the payer has paid or refused. */
export function reimbursementActivity(parts: ActivityParts): Pick<Activities, 'sweepReimbursement'> {
  const { stays, clock, exchange } = parts;

  return {
    async sweepReimbursement(input) {
      const { caseRef } = input;
      const place = placeOf(input);
      const obligation = await obligationOf(input);
      const stay = await requireClaimed(stays, caseRef, obligation.interimSequence);
      const outcome = outcomeOf(obligation);
      const { askedUntil } = obligation;
      if (outcome !== null && input.withdrawn === true && askedUntil !== null) {
        const { payerDisburses } = await calendarOf(stay, obligation);
        const askAgainInDays = daysUntilEnquiry(payerDisburses, clock.today());
        const takenBack = { obligation, askedUntil, outcome, askAgainInDays };
        return askedAfterwards(parts, input, { stay, takenBack });
      }
      // What its people have to say about it stays: only the call has nothing left to do.
      if (outcome !== null)
        return swept({ kind: 'final', outcome }, await stays.showClaim(obligation, clock.now()));
      // Nothing leaves for a settlement that is being taken back; what was not sent may be withdrawn.
      if (obligation.state === 'intended' && stay.beingAmended)
        return sweptDone(parts, place, { kind: 'open', askAgainInDays: 1, stage: 'intended' });
      const { hospitalFiles, payerDisburses } = await calendarOf(stay, obligation);
      const filesOn = filingDay(hospitalFiles, stay.dischargedOn);
      if (clock.today() < filesOn) {
        const askAgainInDays = daysBetween(clock.today(), filesOn);
        return sweptDone(parts, place, { kind: 'open', askAgainInDays, stage: 'intended' });
      }
      const open: ClaimProgress = {
        kind: 'open',
        askAgainInDays: daysUntilEnquiry(payerDisburses, clock.today()),
        stage: 'sent',
      };
      // Once the payer is free to hear it, and before it leaves: what waits in line was never sent, and may still be withdrawn.
      const leaving = async (): Promise<boolean> => {
        const { kind, obligation: now } = await record(input, { state: 'sent' });
        return kind !== 'unfit' && now.claimRef === null;
      };
      const taken = await claimTaken(parts, stay, obligation, leaving);
      if (taken.kind === 'waiting' && taken.withheld === true)
        return sweptDone(parts, place, { ...open, askAgainInDays: 0 });
      if (taken.kind === 'waiting') return sweptWaiting(parts, place, taken);
      if (taken.kind === 'refused')
        return refused(input, { ...taken, evidence: aboutClaim(stay, input, `no/${input.enquiry}`).key });

      const { institution } = stay;
      const asked = aboutClaim(stay, input, `follow-${input.enquiry}`);
      const evidence = asked.key;
      const paid = await exchange(
        parts.claims(obligation.party).followClaim,
        { institution, claimRef: taken.claimRef },
        { ...asked, pending: 'final' },
      );
      if (paid.kind === 'waiting') return sweptWaiting(parts, place, paid);
      if (paid.answer.kind === 'refused' && paid.answer.code === 'claim-unknown')
        return numberUnknown(obligation, place, open);
      if (paid.answer.kind === 'refused') return refused(input, { ...paid.answer, evidence });
      if (paid.answer.kind === 'pending') return stillOpen(obligation, place, open);
      return confirmed(input, { obligation, said: paid.answer.value, evidence }, open);
    },
  };

  async function confirmed(
    input: ClaimInput,
    { obligation, said, evidence }: Paid,
    open: ClaimProgress,
  ): Promise<Swept<ClaimProgress>> {
    if ('entries' in said) return entered(input, said, open);
    const { paidFen, paidOn } = said;
    const retained = parts.payerRules.retained(obligation.party, paidOn);
    const told = { state: 'confirmed', paidFen, paidOn, retained, evidence } as const;
    const { kind, shown } = await record(input, told);
    // Another amount than owed was not booked: a person compares the statements.
    if (kind === 'mismatch' || kind === 'unfit') return swept(open, shown);
    const outcome: ObligationOutcome = { kind: 'paid', fen: paidFen, paidOn };
    return swept({ kind: 'final', outcome }, shown);
  }

  /** The payer tells its own book: each entry counts once, and the claim is over when nothing of it is expected any more. */
  async function entered(
    input: ClaimInput,
    { entries }: ClaimBook,
    open: ClaimProgress,
  ): Promise<Swept<ClaimProgress>> {
    const { obligation, shown } = await stays.recordClaimEvents(
      input,
      entries.map((entry) => payerEntry(entry, null)),
      clock.now(),
    );
    const outcome = outcomeOf(obligation);
    if (outcome !== null) return swept({ kind: 'final', outcome }, shown);
    return shown?.step === placeOf(input).step
      ? swept(open, shown)
      : stillOpen(obligation, placeOf(input), open);
  }

  /** It took the claim and gave the number: that it does not know the number now is no refusal, and claimed anew it would be paid twice. */
  async function numberUnknown(
    { caseRef, party }: Obligation,
    { step }: ReturnType<typeof placeOf>,
    open: ClaimProgress,
  ): Promise<Swept<ClaimProgress>> {
    const now = clock.now();
    const detail = { kind: 'unfit', codes: ['claimRef: claim-unknown'] } as const;
    const attention = { code: 'reply-mismatch', blockedOn: party, since: now, step, detail } as const;
    return swept(open, await stays.raiseAttention(caseRef, attention, now));
  }

  /** Nothing new: what people have to say about a part of it stays. */
  async function stillOpen(
    obligation: Obligation,
    place: ReturnType<typeof placeOf>,
    open: ClaimProgress,
  ): Promise<Swept<ClaimProgress>> {
    if (obligation.deductedFen === 0) return sweptDone(parts, place, open);
    return swept(open, await stays.showClaim(obligation, clock.now()));
  }

  async function refused(
    input: ClaimInput,
    { code, partyCode, evidence }: Refusal & { readonly evidence: string },
  ): Promise<Swept<ClaimProgress>> {
    const no = { state: 'refused', code, partyCode: partyCode ?? null, evidence } as const;
    const { shown } = await record(input, no);
    return swept({ kind: 'final', outcome: { kind: 'refused', code } }, shown);
  }

  async function record({ caseRef, payer, claimSequence }: ClaimInput, news: ObligationProgress) {
    return stays.recordObligationState({ caseRef, payer, claimSequence }, news, clock.now());
  }

  async function obligationOf({ caseRef, payer, claimSequence }: ClaimInput): Promise<Obligation> {
    const all = await stays.obligations(caseRef);
    const found = all.find((one) => one.payer === payer && one.claimSequence === claimSequence);
    invariant(found !== undefined, 'a claim without an obligation');
    return found;
  }

  /**
   * A hospital that settles instantly (即时结算) files every claim at discharge, whatever the scheme's calendar. What the insurer brings
   * beside the scheme's payers it clears with its own funds.
   */
  async function calendarOf(stay: DischargedFacts, { payer, party }: Obligation) {
    const { payers } = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
    const own = payers.find((one) => one.payer === payer);
    const rule = own ?? (isBesidePayer(payer) ? payers.find((one) => one.party === party) : undefined);
    invariant(rule !== undefined, `${stay.scheme} has no payer ${payer}`);
    const institution = await parts.register.institution(stay.institution);
    return institution?.settlesInstantly === true
      ? ({ hospitalFiles: 'at-discharge', payerDisburses: 'at-discharge' } as const)
      : rule.calendar;
  }
}

/** What the payer told of its payment, and the message that shows it. */
interface Paid {
  readonly obligation: Obligation;
  readonly said: ClaimPaid | ClaimBook;
  readonly evidence: string;
}

function placeOf(input: ClaimInput) {
  return { caseRef: input.caseRef, step: claimStep(input) };
}

function outcomeOf({ state, owedFen, paidOn, refusalCode }: Obligation): ObligationOutcome | null {
  if (!obligationIsFinal(state)) return null;
  if (state === 'confirmed' && paidOn !== null) return { kind: 'paid', fen: owedFen, paidOn };
  return { kind: 'refused', code: refusalCode ?? state };
}
