import type { UndoRequest } from '../../adapters/medical-insurance/port.ts';
import type { CoreCheck, CoreTransaction } from '../../domain/core-answers.ts';
import { businessKey, type CaseRef } from '../../domain/ids.ts';
import { settleStep } from '../../domain/message-steps.ts';
import type { CoveredFacts, DischargedFacts } from '../../domain/stay.ts';
import { coreSequenceFor, type NumberedCoreSettlement } from '../../store/money/core-settlements.ts';
import type { CoreState } from '../../store/money/core-states.ts';
import type { Exchanged } from '../exchange/exchange.ts';
import type { Refusal } from '../exchange/refusal.ts';
import type { ActivityParts } from '../parts.ts';
import { insurerQuestions } from './insurer-questions.ts';

/** How taking something back at the insurer stands. */
export type TakenBack =
  | { readonly kind: 'undone' }
  /** It said yes, and shows it as it was. */
  | { readonly kind: 'did-nothing' }
  | Extract<Exchanged<never>, { kind: 'waiting' }>
  | Refusal;

const undone = { kind: 'undone' } as const;

/**
 * Takes back at the insurer, newest first. What counts is what the insurer shows, not what it answered: a settlement is taken
 * back once 5203 says so, a registration once 5201 does. A further try is a message of its own, and goes out only after a person asked for it.
 */
export function takingBack(parts: Pick<ActivityParts, 'exchange' | 'insurer' | 'stays' | 'clock'>) {
  const { exchange, insurer, stays, clock } = parts;
  const questions = insurerQuestions(parts, { undoing: true });

  /** The newest settlement of the core, which stands. */
  async function settlement(stay: CoveredFacts, core: NumberedCoreSettlement): Promise<TakenBack> {
    const move = (state: CoreState) =>
      stays.moveCoreSettlement({
        ...{ caseRef: stay.caseRef, coreSequence: core.coreSequence },
        ...{ state, at: clock.now() },
      });
    if (core.state === 'settled') await move('reversing');
    const outcome = await settlementAsked(stay, core);
    if (outcome.kind === 'undone') await move('reversed');
    else if (outcome.kind === 'did-nothing' || (outcome.kind === 'waiting' && outcome.overdue))
      await move('reversal-unknown');
    else if (outcome.kind === 'refused') await move('reversing');
    return outcome;
  }

  async function settlementAsked(
    stay: CoveredFacts,
    { coreSequence, settlementRef }: NumberedCoreSettlement,
  ): Promise<TakenBack> {
    const request = { ...(await visitOf(stay)), settlementRef };
    for (let attempt = 1; ; attempt += 1) {
      // What people kept meanwhile is not taken back.
      const leaving = async () => (await stays.lastCoreSettlement(stay.caseRef))?.state !== 'settled';
      const about = questions.about(stay, `cancel-settlement-${coreSequence}-${attempt}`);
      const asking = { ...about, leaving };
      const asked = await exchange(insurer.cancelSettlement, request, asking);
      if (asked.kind === 'waiting') return asked;
      const seen = await exchange(
        insurer.settled,
        request,
        questions.about(stay, `settled-${coreSequence}-${attempt}`),
      );
      if (seen.kind === 'waiting' && isYesAlone(stay, asked, seen)) {
        await checked(stay, '2305', 'unchecked');
        return undone;
      }
      if (seen.kind === 'waiting') return seen;
      const gone = seen.answer.kind === 'done' && !seen.answer.value.settled;
      await checked(stay, '2305', gone ? 'agrees' : 'differs');
      if (gone) return undone;
      if (await stays.askedAgain(asking.key)) continue;
      return asked.answer.kind === 'refused' ? asked.answer : { kind: 'did-nothing' };
    }
  }

  /**
   * All that the insurer knows of a stay that was entered by mistake: settlement, discharge, registration. What is on its way
   * is awaited first, for only what was never written never reached the insurer.
   */
  async function visit(stay: CoveredFacts & Partial<DischargedFacts>): Promise<TakenBack> {
    const { caseRef } = stay;
    const of = coreSequenceFor(await stays.lastCoreSettlement(caseRef), null);
    if (isDischarged(stay) && (await isSettlementAsked(caseRef, of))) {
      const settled = await questions.settle(stay, of);
      if (settled.kind === 'waiting' && !isAwaited(settled)) return settled;
    }
    for (const core of await stays.standingCores(caseRef)) {
      const back = await settlement(stay, core);
      if (back.kind !== 'undone') return back;
    }
    if (isDischarged(stay) && (await stays.messageWritten(caseRef, 'discharge'))) {
      const left = await questions.discharge(stay);
      if (left.kind === 'waiting') return left;
    }
    if (!(await stays.messageWritten(caseRef, 'admit'))) return undone;
    const told = await questions.admit(stay);
    if (told.kind === 'waiting') return isAwaited(told) ? undone : told;
    return told.answer.kind === 'done' ? visitAsked(stay) : undone;
  }

  /** After one that was taken back the next is asked for by a person's wish only: nothing is settled in order to be undone. */
  function isSettlementAsked(caseRef: CaseRef, coreSequence: number): Promise<boolean> {
    return stays.messageAsked(businessKey({ caseRef, step: settleStep(coreSequence) }));
  }

  async function visitAsked(stay: CoveredFacts): Promise<TakenBack> {
    const request = await visitOf(stay);
    const left = await stays.messageWritten(stay.caseRef, 'discharge');
    for (let attempt = 1; ; attempt += 1) {
      if (left) {
        const about = questions.about(stay, `cancel-discharge-${attempt}`);
        // Refused: it is open already, or the registration's own answer says what is wrong.
        const open = await exchange(insurer.cancelDischarge, request, about);
        if (open.kind === 'waiting') return open;
      }
      const about = questions.about(stay, `cancel-admission-${attempt}`);
      const gone = await exchange(insurer.cancelAdmission, request, about);
      if (gone.kind === 'waiting') return gone;
      if (isUnknownVisit(gone.answer)) return undone;
      if (gone.answer.kind === 'done') {
        const days = { admittedOn: stay.admittedOn, today: clock.today() };
        const asking = questions.about(stay, `registered-${attempt}`);
        const seen = await exchange(insurer.registered, { ...request, ...days }, asking);
        if (seen.kind === 'waiting' && !isYesAlone(stay, gone, seen)) return seen;
        const check =
          seen.kind === 'waiting' || seen.answer.kind !== 'done' ? 'unchecked' : standing(seen.answer.value);
        await checked(stay, '2404', check);
        // A platform that refuses to tell leaves its yes as all there is.
        if (check !== 'differs') return undone;
      }
      if (!(await stays.askedAgain(about.key)))
        return gone.answer.kind === 'refused' ? gone.answer : { kind: 'did-nothing' };
    }
  }

  /** What the insurer shows of what the hospital says that it took back. */
  async function checked(
    { caseRef, settledBy }: CoveredFacts,
    transaction: CoreTransaction,
    check: CoreCheck,
  ): Promise<void> {
    if (settledBy === 'hospital')
      await stays.recordCoreCheck({ caseRef, transaction, check, at: clock.now() });
  }

  async function visitOf(stay: CoveredFacts): Promise<UndoRequest> {
    const { institution, insurance } = stay;
    return { ...(await questions.registered(stay)), institution, insurance };
  }

  return { settlement, visit };
}

function isDischarged(stay: CoveredFacts & Partial<DischargedFacts>): stay is DischargedFacts {
  return stay.dischargedOn !== undefined;
}

/** The hospital delivered no yes: nothing is carried out in order to be undone. */
function isAwaited({ code }: Extract<Exchanged<never>, { kind: 'waiting' }>): boolean {
  return code === 'core-answer-awaited';
}

/** The insurer cannot be asked: the yes that the hospital delivered is all there is. */
function isYesAlone(
  { settledBy }: CoveredFacts,
  asked: Exchanged<unknown>,
  { code }: Extract<Exchanged<never>, { kind: 'waiting' }>,
): boolean {
  const yes = asked.kind === 'answered' && asked.answer.kind === 'done';
  return settledBy === 'hospital' && yes && code === 'party-not-connected';
}

function standing({ registered }: { readonly registered: boolean }): CoreCheck {
  return registered ? 'differs' : 'agrees';
}

/** Nobody is registered there: it is what was wanted. */
function isUnknownVisit(answer: { readonly kind: string; readonly code?: string }): boolean {
  return answer.kind === 'refused' && answer.code === 'visit-unknown';
}
