import type { DrawReversed, DrawTaken, HoldReleased, LineHeld } from '../../adapters/bank/port.ts';
import { businessKey } from '../../domain/ids.ts';
import { invariant, never } from '../../domain/invariant.ts';
import { bankStep, creditStep } from '../../domain/message-steps.ts';
import type { Fen } from '../../domain/money.ts';
import type { IdentifiedFacts } from '../../domain/stay.ts';
import { requireVersion } from '../../policies/schemes.ts';
import type { BankAnswer } from '../../store/money/credit-answers.ts';
import type { NextOrder } from '../../store/money/credit-next.ts';
import type { Connection } from '../../store/postgres/database.ts';
import type { Activities, InsurerAnswer, Swept } from '../contract.ts';
import { notCarriedOut } from '../exchange/entered-answer.ts';
import type { About, Exchanged } from '../exchange/exchange.ts';
import { sweptDone, sweptWaiting } from '../exchange/sweep.ts';
import type { ActivityParts } from '../parts.ts';
import { requireStayWithCover } from '../stays/stay-facts.ts';

type Bankers = Pick<ActivityParts, 'stays' | 'clock' | 'bank' | 'exchange' | 'schemes'>;

/** What the bank is to do for a stay: hold, renew, release, draw, pay back to the line. Each is a message of its own, one after the other. */
export function creditLineActivity(parts: ActivityParts): Pick<Activities, 'sweepCreditLine'> {
  return {
    async sweepCreditLine({ caseRef }) {
      const { stay } = await requireStayWithCover(parts.stays, caseRef);
      if (stay.beingCancelled) return { kind: 'cancelled' };
      const waiting = await bankAsked(parts, stay);
      // A stay that waited for the bank waits no more.
      return waiting ?? sweptDone(parts, { caseRef, step: bankStep }, { kind: 'answered' });
    },
  };
}

/** Asks the bank for all that is due; null once it has answered all of it. A stay that is over gives back what is held. */
export async function bankAsked(
  parts: Bankers,
  stay: IdentifiedFacts,
): Promise<Extract<Swept<InsurerAnswer>, { kind: 'waiting' }> | null> {
  const { stays, clock } = parts;
  const { caseRef } = stay;
  const { credit } = requireVersion(parts.schemes, stay.scheme, stay.admittedOn);
  if (credit === null) return null;
  const { selfPaidDrawable } = credit;
  const rule = { selfPaidDrawable, mostFen: credit.mostFen as Fen };
  for (;;) {
    const order = await stays.nextCreditOrder(caseRef, rule, clock.now());
    if (order === null) return null;
    const leaving = () => stays.creditOrderLeaves(caseRef, order, rule, clock.now());
    const exchanged = await ask(parts, stay, { order, leaving });
    // It is worth another amount by now, or nothing.
    if (exchanged.kind === 'waiting' && exchanged.withheld === true) continue;
    if (exchanged.kind === 'waiting') return sweptWaiting(parts, { caseRef, step: bankStep }, exchanged);
    if (exchanged.answer.kind !== 'refused') continue;
    const { code: refusal } = exchanged.answer;
    const no = { refusal, again: refusal === notCarriedOut, at: clock.now() };
    await stays.recordBankRefused({ caseRef, ...order }, no);
  }
}

function ask(
  { stays, clock, bank, exchange }: Bankers,
  { caseRef, institution, personRef }: IdentifiedFacts,
  { order, leaving }: { readonly order: NextOrder; readonly leaving: () => Promise<boolean> },
): Promise<Exchanged<unknown>> {
  const { kind, sequence, fen, ofRef } = order;
  const key = businessKey({ caseRef, step: creditStep(kind, sequence) });
  const about = { key, caseRef, institution, pending: 'ask-again', leaving } as const;
  const did = (answer: BankAnswer, tx: Connection | undefined) =>
    stays.recordBankDid({ caseRef, kind, sequence }, { ...answer, at: clock.now() }, tx);
  const numbered = (): string => {
    invariant(ofRef !== null, 'the bank is asked about something that it has no number of');
    return ofRef;
  };
  const held = ({ holdRef: bankRef, expiresOn }: LineHeld, _: unknown, tx?: Connection) =>
    did({ bankRef, on: clock.today(), expiresOn }, tx);
  switch (kind) {
    case 'hold':
      return exchange(bank.hold, { personRef, fen }, { ...about, keep: held });
    case 'renew':
      return exchange(bank.renew, { holdRef: numbered() }, { ...about, keep: held });
    case 'release': {
      const keep: Kept<HoldReleased> = ({ holdRef: bankRef, releasedOn: on }, _, tx) =>
        did({ bankRef, on }, tx);
      return exchange(bank.release, { holdRef: numbered() }, { ...about, keep });
    }
    case 'draw': {
      const keep: Kept<DrawTaken> = ({ drawRef: bankRef, drawnOn: on }, _, tx) => did({ bankRef, on }, tx);
      return exchange(bank.draw, { personRef, fen, holdRef: ofRef }, { ...about, keep });
    }
    case 'reverse': {
      const keep: Kept<DrawReversed> = ({ reverseRef: bankRef, reversedOn: on }, _, tx) =>
        did({ bankRef, on }, tx);
      return exchange(bank.reverse, { drawRef: numbered(), fen }, { ...about, keep });
    }
    default:
      return never(kind);
  }
}

type Kept<Value> = NonNullable<About<Value>['keep']>;
