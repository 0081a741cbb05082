import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, minFen, zeroFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import { orderOf, standingHold } from './credit-rows.ts';
import { type DrawRule, endLapsed, readDrawable } from './credit-standing.ts';
import type { CreditOrderKind } from './credit-tables.ts';
import { readBalance } from './patient-account.ts';

/** What the bank is to be asked next, in fen; `ofRef` is the bank's own number of the hold or draw that it is about. */
export interface NextOrder {
  readonly kind: CreditOrderKind;
  readonly sequence: number;
  readonly fen: Fen;
  readonly ofRef: string | null;
}

/** What the bank is to be asked, one after the other. */
export function creditNext({ db }: Pick<StoreParts, 'db'>) {
  return {
    /**
     * The next thing to ask the bank; null: nothing. Until it leaves (`creditOrderLeaves`) it may still change: a draw is lowered to what
     * is still owed, or dropped; what a stay that is over or paid holds is released, unless it owes again by then. Throws HubProblem `case-unknown`.
     */
    nextCreditOrder: (caseRef: CaseRef, rule: DrawRule, at: Instant): Promise<NextOrder | null> =>
      db.transaction().execute(async (tx) => (await next(tx, { caseRef, rule, at }))?.order ?? null),
    /** The message is about to leave: from now on the order stays as it is. False: it is another one by now, or none. */
    creditOrderLeaves: (caseRef: CaseRef, order: NextOrder, rule: DrawRule, at: Instant): Promise<boolean> =>
      db.transaction().execute(async (tx) => {
        const found = await next(tx, { caseRef, rule, at });
        if (found === null || found.order.sequence !== order.sequence || found.order.kind !== order.kind)
          return false;
        if (found.order.fen !== order.fen || found.order.ofRef !== order.ofRef) return false;
        const { sequence, fen: amount } = order;
        await tx
          .updateTable('creditOrders')
          .set({ state: 'sent', stateAt: at, fen: amount, ofSequence: found.ofSequence })
          .where((eb) => eb.and({ caseRef, orderSequence: sequence, state: 'due' }))
          .execute();
        return true;
      }),
  };
}

/** The order with the number of the one that it is about. */
interface Next {
  readonly order: NextOrder;
  readonly ofSequence: number | null;
}

async function next(
  tx: Connection,
  { caseRef, rule, at }: { readonly caseRef: CaseRef; readonly rule: DrawRule; readonly at: Instant },
): Promise<Next | null> {
  const { stage, cancelledBy, impersonatedBy } = await lockStay(tx, caseRef);
  await endLapsed(tx, at, caseRef);
  const over = cancelledBy !== null || impersonatedBy !== null;
  const holdIsIdle = async () => over || (stage === 'Settled' && (await owesNothing(tx, caseRef)));
  for (;;) {
    const open = await firstOpen(tx, caseRef);
    if (open === undefined) break;
    if (open.state === 'sent') return withRef(tx, { caseRef, ...open });
    // Nothing is held any more for who was discharged.
    const late = open.kind === 'hold' && stage !== 'Admitted';
    const amount = await amountNow(tx, { caseRef, rule, order: open, over: over || late, holdIsIdle });
    const held = open.kind === 'draw' ? await standingHold(tx, caseRef) : undefined;
    const ofSequence = held?.orderSequence ?? open.ofSequence;
    if (amount > 0) return withRef(tx, { caseRef, ...open, fen: amount, ofSequence });
    await tx
      .updateTable('creditOrders')
      .set({ state: 'dropped', stateAt: at })
      .where((eb) => eb.and({ caseRef, orderSequence: open.sequence }))
      .execute();
  }
  const held = await standingHold(tx, caseRef);
  if (held === undefined || !(await holdIsIdle())) return null;
  const ofSequence = held.orderSequence;
  const sequence = await orderOf(tx, { caseRef, kind: 'release', ofSequence, fen: held.fen, at });
  return { order: { kind: 'release', sequence, fen: held.fen, ofRef: held.bankRef }, ofSequence };
}

async function firstOpen(tx: Connection, caseRef: CaseRef) {
  return (
    tx
      .selectFrom('creditOrders')
      .select(['orderSequence as sequence', 'kind', 'fen', 'state', 'ofSequence'])
      .where('caseRef', '=', caseRef)
      .where('state', 'in', ['due', 'sent'])
      // What is under way first: `sent` before `due`.
      .orderBy('state', 'desc')
      .orderBy('orderSequence')
      .limit(1)
      .executeTakeFirst()
  );
}

/** What an order that was not sent yet is worth by now; 0: nothing. */
async function amountNow(
  tx: Connection,
  {
    caseRef,
    rule,
    order,
    over,
    holdIsIdle,
  }: {
    readonly caseRef: CaseRef;
    readonly rule: DrawRule;
    readonly order: { readonly kind: CreditOrderKind; readonly fen: Fen };
    readonly over: boolean;
    readonly holdIsIdle: () => Promise<boolean>;
  },
): Promise<Fen> {
  const { kind, fen: ordered } = order;
  if (over && kind !== 'release' && kind !== 'reverse') return zeroFen;
  const isOfHold = kind === 'renew' || kind === 'release';
  if (isOfHold && (await standingHold(tx, caseRef)) === undefined) return zeroFen;
  // The bill may have been corrected upwards meanwhile: what is held is wanted again.
  if (kind === 'release' && !(await holdIsIdle())) return zeroFen;
  if (kind !== 'draw') return ordered;
  return minFen(ordered, (await readDrawable(tx, caseRef, rule)) ?? zeroFen);
}

async function withRef(
  tx: Connection,
  order: {
    readonly caseRef: CaseRef;
    readonly sequence: number;
    readonly kind: CreditOrderKind;
    readonly fen: Fen;
    readonly ofSequence: number | null;
  },
): Promise<Next> {
  const { caseRef, sequence, kind, fen: amount, ofSequence } = order;
  const of =
    ofSequence === null
      ? undefined
      : await tx
          .selectFrom('creditOrders')
          .select('bankRef')
          .where((eb) => eb.and({ caseRef, orderSequence: ofSequence }))
          .executeTakeFirst();
  return { order: { kind, sequence, fen: amount, ofRef: of?.bankRef ?? null }, ofSequence };
}

async function owesNothing(tx: Connection, caseRef: CaseRef): Promise<boolean> {
  const balance = await readBalance(tx, caseRef);
  return balance !== undefined && balance.dueFen <= 0;
}
