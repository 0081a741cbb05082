import { daysBetween } from '../../domain/dates.ts';
import { businessKey } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Attention, DischargedFacts, ObligationOutcome } from '../../domain/stay.ts';
import { requireVersion } from '../../policies/schemes.ts';
import { obligationIsFinal } from '../../store/money/obligation-states.ts';
import type { Obligation, ObligationProgress } from '../../store/money/obligations.ts';
import type { Activities, ClaimInput, ClaimProgress, Swept } from '../contract.ts';
import { sweptDone, sweptWaiting } from '../exchange/sweep.ts';
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
      if (outcome !== null) return sweptDone(parts, place, { kind: 'final', outcome });
      const { hospitalFiles, payerDisburses } = await calendarOf(stay, obligation);
      const open: ClaimProgress = {
        kind: 'open',
        askAgainInDays: daysUntilEnquiry(payerDisburses, clock.today()),
      };
      const filesOn = filingDay(hospitalFiles, stay.dischargedOn);
      if (clock.today() < filesOn)
        return sweptDone(parts, place, { kind: 'open', askAgainInDays: daysBetween(clock.today(), filesOn) });
      if (obligation.state === 'intended') await record(input, { state: 'sent' });

      const taken = await exchange(
        parts.claims(obligation.party).claim,
        {
          ...{ institution: stay.institution, personRef: stay.personRef, payer: input.payer },
          ...{ settlementRef: await settlementRef(stay), fen: obligation.owedFen },
          ...{ claimSequence: input.claimSequence, dischargedOn: stay.dischargedOn },
        },
        { ...about(stay, input, 'claim'), pending: 'ask-again' },
      );
      if (taken.kind === 'waiting') return sweptWaiting(parts, place, taken);
      if (taken.answer.kind === 'refused') return refused(input, taken.answer.code);
      invariant(taken.answer.kind === 'done', 'a claim that is neither taken nor refused');

      const { institution } = stay;
      const { claimRef } = taken.answer.value;
      const paid = await exchange(
        parts.claims(obligation.party).followClaim,
        { institution, claimRef },
        { ...about(stay, input, `follow-${input.enquiry}`), pending: 'final' },
      );
      if (paid.kind === 'waiting') return sweptWaiting(parts, place, paid);
      if (paid.answer.kind === 'refused') return refused(input, paid.answer.code);
      if (paid.answer.kind === 'pending') return sweptDone(parts, place, open);
      return confirmed(input, paid.answer.value, open);
    },
  };

  async function confirmed(
    input: ClaimInput,
    { paidFen, paidOn }: { readonly paidFen: Obligation['owedFen']; readonly paidOn: ObligationPaidOn },
    open: ClaimProgress,
  ): Promise<Swept<ClaimProgress>> {
    const { kind } = await record(input, { state: 'confirmed', paidFen, paidOn });
    if (kind === 'mismatch' || kind === 'unfit') {
      // Another amount than owed is never booked by itself: a person compares the statements.
      await raise(input, { code: 'payment-mismatch', blockedOn: 'operator' });
      return { kind: 'done', value: open };
    }
    const outcome: ObligationOutcome = { kind: 'paid', fen: paidFen, paidOn };
    return sweptDone(parts, placeOf(input), { kind: 'final', outcome });
  }

  async function refused(input: ClaimInput, code: string): Promise<Swept<ClaimProgress>> {
    await record(input, { state: 'refused', code });
    await raise(input, { code: 'payer-refused', blockedOn: 'operator' });
    return { kind: 'done', value: { kind: 'final', outcome: { kind: 'refused', code } } };
  }

  async function raise(
    input: ClaimInput,
    { code, blockedOn }: Pick<Attention, 'code' | 'blockedOn'>,
  ): Promise<void> {
    const now = clock.now();
    const { caseRef, step } = placeOf(input);
    await stays.raiseAttention(caseRef, { code, blockedOn, since: now, step }, now);
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

function placeOf({ caseRef, payer, claimSequence }: ClaimInput) {
  return { caseRef, step: `reimburse/${payer}/${claimSequence}` };
}

function about(stay: DischargedFacts, { caseRef, payer, claimSequence }: ClaimInput, step: string) {
  const key = businessKey({ caseRef, step, payer, claimSequence });
  return { key, caseRef, institution: stay.institution };
}

function outcomeOf({ state, owedFen, paidOn, refusalCode }: Obligation): ObligationOutcome | null {
  if (!obligationIsFinal(state)) return null;
  if (state === 'confirmed' && paidOn !== null) return { kind: 'paid', fen: owedFen, paidOn };
  return { kind: 'refused', code: refusalCode ?? state };
}
