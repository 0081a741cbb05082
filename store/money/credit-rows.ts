import type { Insertable } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import type { Tables } from '../postgres/tables.ts';
import { holdStands } from './credit-standing.ts';
import type { CreditOrderKind } from './credit-tables.ts';

type Orders = Tables['creditOrders'];
type OfDraw = 'basis' | 'consentedOn' | 'consentedBy' | 'orderedBy';

/** What the bank is asked: a draw on a person's word, all else by the hub, of the rules alone. */
type Order = { readonly caseRef: CaseRef; readonly fen: Fen; readonly at: Instant } & (
  | ({ readonly kind: 'draw' } & Required<Pick<Insertable<Orders>, OfDraw>>)
  | { readonly kind: 'hold' }
  | { readonly kind: 'renew' | 'release' | 'reverse'; readonly ofSequence: number }
);

/** Writes an order and gives its number. The stay's row is locked. */
export async function orderOf(tx: Connection, order: Order): Promise<number> {
  const { at, ...what } = order;
  const orderSequence = await nextSequence(tx, order);
  await tx
    .insertInto('creditOrders')
    .values({ orderedBy: 'hub', ...what, orderSequence, orderedAt: at, stateAt: at })
    .execute();
  return orderSequence;
}

/** The hold of a stay that stands, if any. */
export async function standingHold(tx: Connection, caseRef: CaseRef) {
  return tx
    .selectFrom('creditOrders')
    .select(['orderSequence', 'fen', 'bankRef', 'expiresOn'])
    .where('caseRef', '=', caseRef)
    .where(holdStands)
    .executeTakeFirst();
}

/**
 * Above which number the orders of a kind are counted. What moves money is counted by itself, for the bank knows it by this number: a
 * restored store that forgot a renewal orders a draw again under the number that the bank has, and nothing is drawn twice.
 */
const countedFrom = { hold: 0, renew: 0, release: 0, draw: 1_000, reverse: 2_000 } as const;

/** The next number of an order of the stay; its row is locked. */
async function nextSequence(
  tx: Connection,
  { caseRef, kind }: { readonly caseRef: CaseRef; readonly kind: CreditOrderKind },
): Promise<number> {
  const from = countedFrom[kind];
  const { last } = await tx
    .selectFrom('creditOrders')
    .select((eb) => eb.fn.max<number | null>('orderSequence').as('last'))
    .where('caseRef', '=', caseRef)
    .where('orderSequence', '>', from)
    .where('orderSequence', '<', from + 1_000)
    .executeTakeFirstOrThrow();
  return (last ?? from) + 1;
}

/** The line as the bank last told it. */
export function readLine(tx: Connection, caseRef: CaseRef) {
  return tx.selectFrom('creditLines').selectAll().where('caseRef', '=', caseRef).executeTakeFirst();
}

/** Whether the bank was ever asked for it. */
export function anyOrder(tx: Connection, caseRef: CaseRef, kind: CreditOrderKind) {
  return tx
    .selectFrom('creditOrders')
    .select('orderSequence')
    .where((eb) => eb.and({ caseRef, kind }))
    .executeTakeFirst();
}

/** A draw on its way. */
export function openDraw(tx: Connection, caseRef: CaseRef) {
  return tx
    .selectFrom('creditOrders')
    .select('orderSequence')
    .where((eb) => eb.and({ caseRef, kind: 'draw' }))
    .where('state', 'in', ['due', 'sent'])
    .executeTakeFirst();
}
