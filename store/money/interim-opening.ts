import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { BillPart } from '../../domain/staging.ts';
import { oweNews } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { billAtWork, type InterimBill } from './interim-bills.ts';
import { type InterimDue, isReached, nextBill, readInterimStanding } from './interim-standing.ts';

/** After a list: the bill so far is settled by itself, or offered to a person, where the rule of the admission day is reached. The stay's row is locked. */
export async function reachInterim(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
  due: InterimDue,
): Promise<void> {
  const standing = await readInterimStanding(tx, caseRef, null);
  const { goesOn, rule, bills } = standing;
  if (!goesOn || rule === null || bills.some(({ state }) => state === 'reached')) return;
  if (billAtWork(bills) !== undefined) return;
  const bill = nextBill(standing);
  if (bill === undefined || !isReached(standing, bill, { at, due })) return;
  const { ruleNo } = rule;
  // What people took back once is not settled again without them.
  const byItself = rule.offered === 'by-itself' && bills.every(({ state }) => state !== 'withdrawn');
  if (byItself) return openBill(tx, { caseRef, bills, bill, ruleNo, openedBy: 'rule', at });
  const interimSequence = bills.length + 1;
  await tx
    .insertInto('interimBills')
    .values({ caseRef, interimSequence, state: 'reached', ruleNo, reachedAt: at })
    .execute();
  const detail = { bill: interimSequence, ruleNo, totalFen: bill.totalFen };
  await recordEvent(tx, { caseRef, kind: 'interim-bill-reached', detail, at });
}

/** The next bill of a stay, to be settled by its workflow, which is owed. The stay's row is locked. */
export async function openBill(
  tx: Connection,
  opened: {
    readonly caseRef: CaseRef;
    readonly bills: readonly InterimBill[];
    readonly bill: BillPart;
    readonly ruleNo: string;
    readonly openedBy: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, bills, bill, ruleNo, openedBy, at } = opened;
  const waiting = bills.find(({ state }) => state === 'reached');
  const interimSequence = waiting?.interimSequence ?? bills.length + 1;
  const values = { state: 'open', ...bill, openedBy, openedAt: at } as const;
  await tx
    .insertInto('interimBills')
    .values({ caseRef, interimSequence, ruleNo, reachedAt: at, ...values })
    .onConflict((oc) => oc.columns(['caseRef', 'interimSequence']).doUpdateSet(values))
    .execute();
  const { fromDay, toDay, totalFen } = bill;
  const detail = { bill: interimSequence, ruleNo, fromDay, toDay, totalFen, actor: openedBy };
  await recordEvent(tx, { caseRef, kind: 'interim-bill-opened', detail, at });
  await oweWorkflow(tx, caseRef, `interim/${interimSequence}`);
}

/** The workflow looks in the store what is to be settled. */
export async function oweWorkflow(tx: Connection, caseRef: CaseRef, noticeId: string): Promise<void> {
  await oweNews(tx, { caseRef, noticeId, kind: 'interim-due' });
}
