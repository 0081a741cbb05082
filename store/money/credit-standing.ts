import { type RawBuilder, sql } from 'kysely';
import { chinaDate, type Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, fen, minFen, subtractFen, zeroFen } from '../../domain/money.ts';
import { oweNews } from '../messages/outbox.ts';
import type { Connection } from '../postgres/database.ts';
import { dueOf } from './patient-account.ts';

/** What a scheme lets the bank front for one stay. */
export interface DrawRule {
  /** Whether costs outside the policy may be drawn. */
  readonly selfPaidDrawable: boolean;
  /** The most for one stay, whatever the bank says (fen). */
  readonly mostFen: Fen;
}

/** A condition on a row of `credit_orders`: a hold that was not ended. One that lapsed at the bank is ended by whoever looks next (`endLapsed`). */
export const holdStands: RawBuilder<boolean> = sql`(credit_orders.kind = 'hold' AND credit_orders.state = 'done'
  AND credit_orders.hold_ended_at IS NULL)`;

/** Ends holds that lapsed at the bank: of one stay, or of all. */
export async function endLapsed(connection: Connection, at: Instant, caseRef?: CaseRef): Promise<void> {
  await sql`UPDATE credit_orders SET hold_ended_at = ${at} WHERE ${holdStands} AND expires_on < ${chinaDate(at)}::date
    AND (${caseRef ?? null}::text IS NULL OR case_ref = ${caseRef ?? null})`.execute(connection);
}

/** An expression: whether the bank has something to do for a case, or holds what a settled and paid one needs no more. */
export function bankIsDue(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`EXISTS (SELECT FROM credit_orders WHERE credit_orders.case_ref = ${caseRef} AND (
    credit_orders.state IN ('due', 'sent') OR (${holdStands} AND ${dueOf(caseRef)} <= 0)))`;
}

/** How much may be drawn now (fen): what is due and no plan defers, without what the scheme keeps out, up to its ceiling for the stay. Undefined before settlement. */
export async function readDrawable(
  tx: Connection,
  caseRef: CaseRef,
  { selfPaidDrawable, mostFen }: DrawRule,
): Promise<Fen | undefined> {
  const { rows } = await sql<{
    readonly ownFen: Fen;
    readonly outsideFen: Fen;
    readonly owesFen: number;
    readonly drawnFen: number;
  }>`SELECT patient_fen AS own_fen, discharges.out_of_policy_fen AS outside_fen,
      ${dueOf(sql`settlements.case_ref`)} AS owes_fen, ${drawnOf(sql`settlements.case_ref`)} AS drawn_fen
    FROM settlements JOIN discharges USING (case_ref) WHERE settlements.case_ref = ${caseRef}`.execute(tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const kept = selfPaidDrawable ? zeroFen : minFen(row.outsideFen, row.ownFen);
  const most = minFen(subtractFen(row.ownFen, kept), mostFen);
  return fen(Math.max(0, Math.min(row.owesFen, most - row.drawnFen)));
}

/** An expression for what is drawn for a case, or asked for just now, and not owed back to the line (fen). */
function drawnOf(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT coalesce(sum(CASE WHEN kind = 'draw' THEN fen ELSE -fen END), 0)::bigint FROM credit_orders
    WHERE credit_orders.case_ref = ${caseRef} AND ((kind = 'draw' AND state IN ('sent', 'done'))
      OR (kind = 'reverse' AND state IN ('due', 'sent', 'done'))))`;
}

/** Wakes the stay: the bank has something to do for it. */
export async function oweBankNotice(
  tx: Connection,
  { caseRef, about }: { readonly caseRef: CaseRef; readonly about: string },
): Promise<void> {
  await oweNews(tx, { caseRef, noticeId: `credit/${about}`, kind: 'resolved' });
}
