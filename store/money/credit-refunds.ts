import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { addFen, type Fen, minFen, subtractFen, sumFen, zeroFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { orderOf } from './credit-rows.ts';
import { oweBankNotice } from './credit-standing.ts';
import { move, post } from './ledger.ts';
import { owe, raiseRefund } from './refunds.ts';

/**
 * What goes back to the patient goes first to the line that it was drawn from, the newest draw first; gives how much (fen). The rest is
 * the caller's to pay back otherwise. Its postings are the caller's too.
 */
export async function oweToLine(
  tx: Connection,
  owed: {
    readonly caseRef: CaseRef;
    readonly owedFen: Fen;
    readonly resolution: number | null;
    readonly at: Instant;
  },
): Promise<Fen> {
  const { caseRef, owedFen, resolution, at } = owed;
  let backFen: Fen = zeroFen;
  for (const draw of await standingDraws(tx, caseRef)) {
    const some = minFen(subtractFen(owedFen, backFen), draw.standsFen);
    if (some === 0) continue;
    const lineOrder = await orderOf(tx, {
      caseRef,
      kind: 'reverse',
      ofSequence: draw.sequence,
      fen: some,
      at,
    });
    await owe(tx, { caseRef, debtor: 'patient', owedFen: some, resolution, lineOrder, at });
    await oweBankNotice(tx, { caseRef, about: String(lineOrder) });
    backFen = addFen(backFen, some);
  }
  return backFen;
}

/** So much of what was drawn goes back to the line, and the patient owes it again, or paid it otherwise. */
export async function giveBack(
  tx: Connection,
  owed: Parameters<typeof oweToLine>[1] & { readonly key: string },
): Promise<void> {
  const { caseRef, key, at } = owed;
  const backFen = await oweToLine(tx, owed);
  const postings = move(backFen, 'refund:patient', 'receivable:patient');
  await post(tx, { caseRef, key: `refund/${key}`, postings, at });
}

/** All that was drawn goes back: the line is of somebody who was not there. */
export async function giveBackDraws(
  tx: Connection,
  { caseRef, resolution, at }: Omit<Parameters<typeof oweToLine>[1], 'owedFen'>,
): Promise<void> {
  const owedFen = sumFen((await standingDraws(tx, caseRef)).map(({ standsFen }) => standsFen));
  if (owedFen > 0) await giveBack(tx, { caseRef, owedFen, key: 'draws', resolution, at });
}

/** What became of money that was to go back to the line: there, asked again under another number, or the hospital's to pay back otherwise. */
export async function returnedToLine(
  tx: Connection,
  order: {
    readonly caseRef: CaseRef;
    readonly sequence: number;
    readonly fen: Fen;
    readonly ofSequence: number | null;
    readonly at: Instant;
    readonly bankRef?: string;
    readonly on?: LocalDate;
  },
  what: 'done' | 'again' | 'refused',
): Promise<void> {
  const { caseRef, sequence, fen: some, ofSequence, at, bankRef, on } = order;
  const refunds = tx
    .updateTable('refunds')
    .where((eb) => eb.and({ caseRef, lineOrder: sequence }))
    .returning('refundSequence');
  if (what === 'again') {
    invariant(ofSequence !== null, 'a reversal without its draw');
    const lineOrder = await orderOf(tx, { caseRef, kind: 'reverse', ofSequence, fen: some, at });
    await refunds.set({ lineOrder }).execute();
    return oweBankNotice(tx, { caseRef, about: String(lineOrder) });
  }
  if (what === 'refused') {
    const { refundSequence } = await refunds.set({ lineOrder: null }).executeTakeFirstOrThrow();
    return raiseRefund(tx, { caseRef, debtor: 'patient', refundSequence, owedFen: some, at });
  }
  invariant(bankRef !== undefined && on !== undefined, 'a reversal that was done has a number and a day');
  const { refundSequence } = await refunds
    .set({ refundedOn: on, receipt: bankRef })
    .executeTakeFirstOrThrow();
  const postings = move(some, 'received:patient', 'refund:patient');
  await post(tx, { caseRef, key: `refund/patient/${refundSequence}`, postings, at });
}

/** What of each draw is not on its way back, newest first. */
async function standingDraws(
  tx: Connection,
  caseRef: CaseRef,
): Promise<readonly { readonly sequence: number; readonly standsFen: Fen }[]> {
  const orders = await tx
    .selectFrom('creditOrders')
    .select(['orderSequence', 'kind', 'ofSequence', 'fen'])
    .where('caseRef', '=', caseRef)
    .where((eb) =>
      eb.or([
        eb.and({ kind: 'draw', state: 'done' }),
        eb.and([eb('kind', '=', 'reverse'), eb('state', 'in', ['due', 'sent', 'done'])]),
      ]),
    )
    .orderBy('orderSequence', 'desc')
    .execute();
  const back = (draw: number): Fen =>
    sumFen(
      orders
        .filter(({ kind, ofSequence }) => kind === 'reverse' && ofSequence === draw)
        .map((one) => one.fen),
    );
  return orders
    .filter(({ kind }) => kind === 'draw')
    .map(({ orderSequence: sequence, fen: drawnFen }) => ({
      sequence,
      standsFen: subtractFen(drawnFen, back(sequence)),
    }));
}
