import { sql } from 'kysely';
import type { CreditOrderState, DrawBasis, DrawRepayment } from '../../domain/credit-draws.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { StoreParts } from '../stays/records.ts';
import type { CreditOrderKind, ToldLine } from './credit-tables.ts';

/** The credit line of a stay, with all that the bank was asked for, in order; amounts in fen. */
export interface CreditOfStay extends ToldLine {
  readonly noticedOn: LocalDate | null;
  readonly orders: readonly CreditOrderShown[];
}

interface CreditOrderShown {
  readonly sequence: number;
  readonly kind: CreditOrderKind;
  readonly ofSequence: number | null;
  readonly fen: Fen;
  readonly basis: DrawBasis | null;
  readonly state: CreditOrderState;
  readonly refusal: string | null;
  readonly bankRef: string | null;
  readonly doneOn: LocalDate | null;
  readonly expiresOn: LocalDate | null;
  /** Of a hold: it was released or drawn from. */
  readonly ended: boolean;
  readonly adviceNo: string | null;
  readonly arrivedOn: LocalDate | null;
  readonly repayment: DrawRepayment | null;
  readonly outstandingFen: Fen | null;
  readonly repaymentOn: LocalDate | null;
}

/** An expression for the credit line of a row of `stays`, as JSON; null where the bank told of none. */
export const creditJson = sql`(SELECT json_build_object('openedOn', opened_on, 'limitFen', limit_fen, 'availableFen', available_fen,
    'mandateSignedOn', mandate_signed_on, 'cardBound', card_bound, 'holds', holds, 'noticedOn', noticed_on,
    'orders', (SELECT coalesce(json_agg(json_build_object('sequence', order_sequence, 'kind', kind, 'ofSequence', of_sequence,
        'fen', fen, 'basis', basis, 'state', state, 'refusal', refusal, 'bankRef', bank_ref, 'doneOn', done_on,
        'expiresOn', expires_on, 'ended', hold_ended_at IS NOT NULL, 'adviceNo', advice_no, 'arrivedOn', arrived_on,
        'repayment', repayment, 'outstandingFen', outstanding_fen, 'repaymentOn', repayment_on) ORDER BY order_sequence), '[]')
      FROM credit_orders WHERE credit_orders.case_ref = stays.case_ref))
  FROM credit_lines WHERE credit_lines.case_ref = stays.case_ref)`;

/** Look-ups of credit lines. */
export function creditReads({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** What was held for a stay on the day of its discharge (fen): the line's own figure is without it. */
    async heldAtDischarge(caseRef: CaseRef, dischargedOn: LocalDate): Promise<Fen> {
      const { rows } = await sql<{ readonly fen: Fen }>`SELECT fen FROM credit_orders
        WHERE case_ref = ${caseRef} AND kind = 'hold' AND state = 'done' AND expires_on >= ${dischargedOn}::date
          AND (hold_ended_at IS NULL OR (hold_ended_at AT TIME ZONE 'Asia/Shanghai')::date >= ${dischargedOn}::date)
        ORDER BY order_sequence DESC LIMIT 1`.execute(db);
      return rows[0]?.fen ?? zeroFen;
    },
  };
}
