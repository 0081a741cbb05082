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
     * The next thing to ask the bank, which may not change any more; null: nothing. A draw is lowered to what is still owed, or dropped; what
     * a stay that is over or paid holds is released. Throws HubProblem `case-unknown`.
     */
    async nextCreditOrder(caseRef: CaseRef, rule: DrawRule, at: Instant): Promise<NextOrder | null> {
      return db.transaction().execute(async (tx) => {
        const { stage, cancelledBy, impersonatedBy } = await lockStay(tx, caseRef);
        await endLapsed(tx, at, caseRef);
        const over = cancelledBy !== null || impersonatedBy !== null;
        for (;;) {
          const open = await firstOpen(tx, caseRef);
          if (open === undefined) break;
          if (open.state === 'sent') return withRef(tx, { caseRef, ...open });
          // Nothing is held any more for who was discharged.
          const late = open.kind === 'hold' && stage !== 'Admitted';
          const amount = await amountNow(tx, { caseRef, rule, order: open, over: over || late });
          const state = amount === 0 ? 'dropped' : 'sent';
          const set = { state, stateAt: at, ...(amount === 0 ? {} : { fen: amount }) } as const;
          const held = open.kind === 'draw' ? await standingHold(tx, caseRef) : undefined;
          await tx
            .updateTable('creditOrders')
            .set({ ...set, ...(held === undefined ? {} : { ofSequence: held.orderSequence }) })
            .where((eb) => eb.and({ caseRef, orderSequence: open.sequence }))
            .execute();
        }
        const held = await standingHold(tx, caseRef);
        if (held === undefined) return null;
        if (!over && !(stage === 'Settled' && (await owesNothing(tx, caseRef)))) return null;
        const of = { caseRef, kind: 'release', ofSequence: held.orderSequence, fen: held.fen, at } as const;
        const sequence = await orderOf(tx, of);
        await tx
          .updateTable('creditOrders')
          .set({ state: 'sent' })
          .where((eb) => eb.and({ caseRef, orderSequence: sequence }))
          .execute();
        return { kind: 'release', sequence, fen: held.fen, ofRef: held.bankRef };
      });
    },
  };
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
  }: {
    readonly caseRef: CaseRef;
    readonly rule: DrawRule;
    readonly order: { readonly kind: CreditOrderKind; readonly fen: Fen };
    readonly over: boolean;
  },
): Promise<Fen> {
  const { kind, fen: ordered } = order;
  if (over && kind !== 'release' && kind !== 'reverse') return zeroFen;
  if (kind === 'renew' && (await standingHold(tx, caseRef)) === undefined) return zeroFen;
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
): Promise<NextOrder> {
  const { caseRef, sequence, kind, fen: amount, ofSequence } = order;
  const of =
    ofSequence === null
      ? undefined
      : await tx
          .selectFrom('creditOrders')
          .select('bankRef')
          .where((eb) => eb.and({ caseRef, orderSequence: ofSequence }))
          .executeTakeFirst();
  return { kind, sequence, fen: amount, ofRef: of?.bankRef ?? null };
}

async function owesNothing(tx: Connection, caseRef: CaseRef): Promise<boolean> {
  const balance = await readBalance(tx, caseRef);
  return balance !== undefined && balance.dueFen <= 0;
}
