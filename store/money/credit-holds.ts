import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, minFen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { lockStay } from '../stays/locks.ts';
import { anyOrder, orderOf, readLine } from './credit-rows.ts';
import { oweBankNotice } from './credit-standing.ts';

/** The bank is asked once to hold that much at most of the line of a stay in care, where it can hold and anything is available. */
export async function orderHoldIn(
  tx: Connection,
  { caseRef, mostFen, at }: { readonly caseRef: CaseRef; readonly mostFen: Fen; readonly at: Instant },
): Promise<void> {
  const { stage, cancelledBy } = await lockStay(tx, caseRef);
  const line = await readLine(tx, caseRef);
  if (stage !== 'Admitted' || cancelledBy !== null || line?.holds !== true) return;
  const held = await anyOrder(tx, caseRef, 'hold');
  const most = minFen(mostFen, line.availableFen);
  if (held !== undefined || most === 0) return;
  const orderSequence = await orderOf(tx, { caseRef, kind: 'hold', fen: most, at });
  await oweBankNotice(tx, { caseRef, about: String(orderSequence) });
}
