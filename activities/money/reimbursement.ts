import { daysBetween } from '../../domain/dates.ts';
import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { claimStep, type DischargedFacts, type ObligationOutcome } from '../../domain/stay.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { obligationIsFinal } from '../../store/money/obligation-states.ts';
import type { Obligation, ObligationKey, ObligationProgress } from '../../store/money/obligations.ts';
import type { Activities, ClaimInput, ClaimProgress, Swept } from '../contract.ts';
import type { Refusal } from '../exchange/refusal.ts';
import { swept, sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from '../stays/insurer-questions.ts';
import { requireDischarged } from '../stays/stay-facts.ts';
import { daysUntilEnquiry, filingDay } from './claim-calendar.ts';

/** One payer's part of one claim: filed when its day has come, followed until the payer has paid or refused. */
export function reimbursementActivity(parts: ActivityParts): Pick<Activities, 'sweepReimbursement'> {
  const { stays, clock, exchange } = parts;
  const { settlementRef } = insurerQuestions(parts);

  return {
    async sweepReimbursement(input) {
      const { caseRef } = input;
      const place = placeOf(input);
      const stay = await requireDischarged(stays, caseRef);
      const obligation = await obligationOf(input);
      const outcome = outcomeOf(obligation);
      // A refusal waits for people, whoever wrote it down: only the question to the payer is over.
      if (outcome?.kind === 'refused')
        return swept({ kind: 'final', outcome }, await stays.shownAttention(caseRef));
      if (outcome !== null) return sweptDone(parts, place, { kind: 'final', outcome });
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
      // Before the claim leaves: after a crash here it is called sent although nothing went, and the exchange sends it.
      if (obligation.state === 'intended') await record(input, { state: 'sent' });
      const taken = await claimTaken(stay, obligation);
      if (taken.kind === 'waiting') return sweptWaiting(parts, place, taken);
      if (taken.kind === 'refused') return refused(input, taken);

      const { institution } = stay;
      const paid = await exchange(
        parts.claims(obligation.party).followClaim,
        { institution, claimRef: taken.claimRef },
        { ...about(stay, input, `follow-${input.enquiry}`), pending: 'final' },
      );
      if (paid.kind === 'waiting') return sweptWaiting(parts, place, paid);
      if (paid.answer.kind === 'refused') return refused(input, paid.answer);
      if (paid.answer.kind === 'pending') return sweptDone(parts, place, open);
      return confirmed(input, paid.answer.value, open);
    },
  };

  /** The payer's number of the claim: known, or asked for by filing it. */
  async function claimTaken(stay: DischargedFacts, obligation: Obligation) {
    const { payer, claimSequence, owedFen, party } = obligation;
    if (obligation.claimRef !== null) return { kind: 'taken', claimRef: obligation.claimRef } as const;
    const { caseRef, institution, personRef, dischargedOn } = stay;
    const key = { caseRef, payer, claimSequence };
    const exchanged = await exchange(
      parts.claims(party).claim,
      {
        ...{ institution, personRef, payer, claimSequence, dischargedOn, fen: owedFen },
        settlementRef: await settlementRef(stay),
      },
      {
        ...{ ...about(stay, key, 'claim'), pending: 'ask-again' },
        keep: ({ claimRef }, _header, tx) => stays.recordClaimRef(key, claimRef, tx),
      },
    );
    if (exchanged.kind === 'waiting') return exchanged;
    if (exchanged.answer.kind === 'refused') return exchanged.answer;
    invariant(exchanged.answer.kind === 'done', 'a claim that is neither taken nor refused');
    return { kind: 'taken', claimRef: exchanged.answer.value.claimRef } as const;
  }

  async function confirmed(
    input: ClaimInput,
    { paidFen, paidOn }: { readonly paidFen: Obligation['owedFen']; readonly paidOn: ObligationPaidOn },
    open: ClaimProgress,
  ): Promise<Swept<ClaimProgress>> {
    const { kind, shown } = await record(input, { state: 'confirmed', paidFen, paidOn });
    // Another amount than owed was not booked: a person compares the statements.
    if (kind === 'mismatch' || kind === 'unfit') return swept(open, shown);
    const outcome: ObligationOutcome = { kind: 'paid', fen: paidFen, paidOn };
    return swept({ kind: 'final', outcome }, shown);
  }

  async function refused(input: ClaimInput, { code, partyCode }: Refusal): Promise<Swept<ClaimProgress>> {
    const { shown } = await record(input, { state: 'refused', code, partyCode: partyCode ?? null });
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

  /** A hospital that settles instantly (即时结算) files every claim at discharge, whatever the scheme's calendar. */
  async function calendarOf(stay: DischargedFacts, { payer }: Obligation) {
    const rule = requireVersion(parts.schemes, stay.scheme, stay.admittedOn).payers.find(
      (one) => one.payer === payer,
    );
    invariant(rule !== undefined, `${stay.scheme} has no payer ${payer}`);
    const institution = await parts.register.institution(stay.institution);
    return institution?.settlesInstantly === true
      ? ({ hospitalFiles: 'at-discharge', payerDisburses: 'at-discharge' } as const)
      : rule.calendar;
  }
}

type ObligationPaidOn = NonNullable<Obligation['paidOn']>;

function placeOf(input: ClaimInput) {
  return { caseRef: input.caseRef, step: claimStep(input) };
}

function about(stay: DischargedFacts, { caseRef, payer, claimSequence }: ObligationKey, step: string) {
  const key = businessKey({ caseRef, step, payer, claimSequence });
  return { key, caseRef, institution: stay.institution };
}

function outcomeOf({ state, owedFen, paidOn, refusalCode }: Obligation): ObligationOutcome | null {
  if (!obligationIsFinal(state)) return null;
  if (state === 'confirmed' && paidOn !== null) return { kind: 'paid', fen: owedFen, paidOn };
  return { kind: 'refused', code: refusalCode ?? state };
}
