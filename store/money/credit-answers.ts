import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, maxFen, minFen, subtractFen, zeroFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import type { NextOrder } from './credit-next.ts';
import { giveBack, returnedToLine } from './credit-refunds.ts';
import { move, post, summed } from './ledger.ts';
import { readBalance } from './patient-account.ts';
import { drawStep, tellPatientPart } from './patient-part.ts';
import { paymentRow } from './patient-payment.ts';
import { allotOpen, fallOnPlan, fallsOnAccounts } from './repayment-plans.ts';

/** What the bank said yes to. */
export interface BankAnswer {
  readonly bankRef: string;
  readonly on: LocalDate;
  /** Of a hold, or of its renewal. */
  readonly expiresOn?: LocalDate;
}

/** An order of a stay. */
export type OrderName = Pick<NextOrder, 'sequence' | 'kind'> & { readonly caseRef: CaseRef };

/** What became of what the bank was asked. */
export function creditAnswers({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** The bank did it; said again it changes nothing. In the caller's transaction, if any. */
    async recordBankDid(
      { caseRef, sequence, kind }: OrderName,
      answer: BankAnswer & { readonly at: Instant },
      outer?: Connection,
    ): Promise<void> {
      const write = async (tx: Connection): Promise<void> => {
        const { impersonatedBy } = await lockStay(tx, caseRef);
        const { bankRef, on: doneOn, expiresOn = null, at } = answer;
        const done = await tx
          .updateTable('creditOrders')
          .set({ state: 'done', stateAt: at, bankRef, doneOn, expiresOn: kind === 'hold' ? expiresOn : null })
          .where((eb) => eb.and({ caseRef, orderSequence: sequence, kind, state: 'sent' }))
          .returning(['fen', 'ofSequence'])
          .executeTakeFirst();
        if (done === undefined) return;
        await follows(
          tx,
          { caseRef, sequence, kind, ...done },
          { ...answer, expiresOn, isVoid: impersonatedBy !== null },
        );
      };
      await (outer === undefined ? db.transaction().execute(write) : write(outer));
    },
    /** The bank will not do it; said again it changes nothing. */
    async recordBankRefused(
      { caseRef, sequence, kind }: OrderName,
      no: { readonly refusal: string; readonly again: boolean; readonly at: Instant },
    ): Promise<void> {
      const { refusal, again, at } = no;
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const refused = await tx
          .updateTable('creditOrders')
          .set({ state: 'refused', stateAt: at, refusal })
          .where((eb) => eb.and({ caseRef, orderSequence: sequence, kind, state: 'sent' }))
          .returning(['fen', 'ofSequence'])
          .executeTakeFirst();
        if (refused === undefined) return;
        const detail = { order: sequence, what: kind, fen: refused.fen, refusal };
        await recordEvent(tx, { caseRef, kind: 'bank-refused', detail, at });
        // What cannot be released is not held any more, or lapses by itself; a release that was never carried out is ordered anew.
        if (kind === 'release' && !again) await endHold(tx, { caseRef, sequence: refused.ofSequence, at });
        if (kind === 'draw') await raiseRefusedDraw(tx, { caseRef, refusal, at });
        if (kind === 'reverse')
          await returnedToLine(tx, { caseRef, sequence, ...refused, at }, again ? 'again' : 'refused');
      });
    },
  };
}

type Done = OrderName & {
  readonly fen: Fen;
  readonly ofSequence: number | null;
};
type Answered = Omit<BankAnswer, 'expiresOn'> & {
  readonly expiresOn: LocalDate | null;
  readonly at: Instant;
  /** The stay is under somebody else's card, and so is the line. */
  readonly isVoid: boolean;
};

/** What follows in the store from the bank's yes. */
async function follows(tx: Connection, order: Done, answer: Answered): Promise<void> {
  const { caseRef, sequence, kind, fen: amount, ofSequence } = order;
  const { at, expiresOn } = answer;
  const until = expiresOn === null ? {} : { until: expiresOn };
  const detail = { order: sequence, what: kind, fen: amount, ...until };
  await recordEvent(tx, { caseRef, kind: 'bank-did', detail, at });
  if (kind === 'renew' && ofSequence !== null)
    await tx
      .updateTable('creditOrders')
      .set({ expiresOn })
      .where((eb) => eb.and({ caseRef, orderSequence: ofSequence }))
      .execute();
  if (kind === 'release') await endHold(tx, { caseRef, sequence: ofSequence, at });
  if (kind === 'draw') await drawn(tx, order, answer);
  if (kind === 'reverse') await returnedToLine(tx, { ...order, ...answer }, 'done');
}

async function endHold(
  tx: Connection,
  {
    caseRef,
    sequence,
    at,
  }: { readonly caseRef: CaseRef; readonly sequence: number | null; readonly at: Instant },
): Promise<void> {
  if (sequence === null) return;
  await tx
    .updateTable('creditOrders')
    .set({ holdEndedAt: at })
    .where((eb) => eb.and({ caseRef, orderSequence: sequence }))
    .execute();
}

/** The bank pays the hospital: the patient's payment, and the end of the hold. What was paid otherwise meanwhile goes back to the line. */
async function drawn(
  tx: Connection,
  { caseRef, sequence, fen: amount, ofSequence }: Done,
  { bankRef, on: paidOn, at, isVoid }: Answered,
): Promise<void> {
  await endHold(tx, { caseRef, sequence: ofSequence, at });
  // No hospital can send such an id.
  const paymentId = `credit-draw:${sequence}`;
  const before = await readBalance(tx, caseRef);
  invariant(before !== undefined, 'a draw of a stay that is not settled');
  const withinFen = minFen(amount, maxFen(before.balanceFen, zeroFen));
  const falls = await allotOpen(tx, { caseRef, amount: withinFen, balance: before, at });
  const postings = summed([
    ...fallsOnAccounts(falls, withinFen, 'received:patient'),
    ...move(subtractFen(amount, withinFen), 'receivable:patient', 'received:patient'),
  ]);
  const payment = {
    paymentId,
    fen: amount,
    paidOn,
    method: 'credit-line',
    receipt: bankRef,
    cashier: null,
  } as const;
  await tx
    .insertInto('patientPayments')
    .values(paymentRow({ ...payment, caseRef, at }))
    .execute();
  await post(tx, { caseRef, key: `patient/${paymentId}`, postings, at });
  await recordEvent(tx, {
    caseRef,
    kind: 'patient-paid',
    detail: { paymentId, fen: amount, actor: 'bank' },
    at,
  });
  if (falls.plan !== null)
    await fallOnPlan(tx, { caseRef, plan: falls.plan, falls: falls.instalments, as: 'paid', at });
  const balanceFen = maxFen(subtractFen(before.dueFen, falls.undeferredFen), zeroFen);
  await tellPatientPart(tx, { caseRef, balanceFen, at });
  const excessFen = subtractFen(amount, withinFen);
  await clearIn(tx, { caseRef, step: drawStep, at });
  const owedFen = isVoid ? amount : excessFen;
  if (owedFen > 0) await giveBack(tx, { caseRef, owedFen, key: `draw-${sequence}`, resolution: null, at });
}

/** The hospital asks the patient how else to pay, or asks the bank for another amount. */
async function raiseRefusedDraw(
  tx: Connection,
  { caseRef, refusal, at }: { readonly caseRef: CaseRef; readonly refusal: string; readonly at: Instant },
): Promise<void> {
  const detail = { kind: 'refusal', refusal, partyCode: null } as const;
  const attention = {
    code: 'draw-refused',
    blockedOn: 'hospital',
    since: at,
    step: drawStep,
    detail,
  } as const;
  await raiseIn(tx, { caseRef, attention, at });
}
