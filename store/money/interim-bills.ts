import { type RawBuilder, sql } from 'kysely';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef, PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import { type BillPart, type InterimState, isBill, restOf } from '../../domain/staging.ts';
import type { Connection } from '../postgres/database.ts';
import type { StoreParts } from '../stays/records.ts';
import type { CoreState } from './core-states.ts';

/** A bill that is settled with the payers while the stay goes on; days and amounts are null while it waits for a person. */
export interface InterimBill {
  readonly interimSequence: number;
  readonly state: InterimState;
  readonly ruleNo: string;
  readonly fromDay: LocalDate | null;
  readonly toDay: LocalDate | null;
  readonly totalFen: Fen | null;
  readonly outOfPolicyFen: Fen | null;
  /** What it added to the patient's part and to the shares, in fen; null before it is settled. */
  readonly patientFen: Fen | null;
  readonly shares: readonly { readonly payer: PayerId; readonly fen: Fen }[] | null;
  /** Of the core's newest settlement of it; null: it was not asked, or did not answer yet. */
  readonly core: CoreState | null;
}

/** A bill whose days and amounts are known. */
export type OpenedInterim = InterimBill & BillPart;

/** Look-ups of interim bills. */
export function interimReads({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** All of a stay, in their order. */
    interimBills: (caseRef: CaseRef): Promise<readonly InterimBill[]> => readInterims(db, caseRef),
  };
}

/** All of a stay, in their order. */
export async function readInterims(
  connection: Connection,
  caseRef: CaseRef,
): Promise<readonly InterimBill[]> {
  const { rows } = await sql<{ readonly bills: readonly InterimBill[] }>`
    SELECT ${interimsJson(sql`${caseRef}::text`)} AS bills`.execute(connection);
  return rows[0]?.bills ?? [];
}

/** An expression for all interim bills of a case, as JSON. */
export function interimsJson(caseRef: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(SELECT coalesce(json_agg(json_build_object('interimSequence', interim_sequence, 'state', state, 'ruleNo', rule_no,
      'fromDay', from_day, 'toDay', to_day, 'totalFen', total_fen, 'outOfPolicyFen', out_of_policy_fen,
      'patientFen', patient_fen, 'shares', shares, 'core', (
        SELECT state FROM core_settlements AS core WHERE core.case_ref = interim_bills.case_ref
          AND core.interim_sequence = interim_bills.interim_sequence ORDER BY core_sequence DESC LIMIT 1))
      ORDER BY interim_sequence), '[]')
    FROM interim_bills WHERE interim_bills.case_ref = ${caseRef})`;
}

/** The bills that count: settled, and neither being taken back nor taken back at the insurer. */
export function liveBills(bills: readonly InterimBill[]): readonly OpenedInterim[] {
  return bills.filter(isOpened).filter(({ state, core }) => state === 'settled' && core !== 'reversed');
}

/** The bill that is being settled or taken back; undefined: none. */
export function billAtWork(bills: readonly InterimBill[]): OpenedInterim | undefined {
  return bills.filter(isOpened).find(({ state }) => state === 'open' || state === 'withdrawing');
}

/** What of the whole stay is left to be settled with the discharge, in fen; undefined: less than nothing, so a bill must be taken back first. */
export function restOfStay(whole: BillPart, bills: readonly InterimBill[]): BillPart | undefined {
  const rest = restOf(whole, liveBills(bills));
  return isBill(rest) ? rest : undefined;
}

/** Still that bill, wanted as it was; what is to be taken back stands at the insurer no more. */
export function isAsRead(
  atWork: OpenedInterim | undefined,
  { interimSequence, state }: { readonly interimSequence: number | null; readonly state?: InterimState },
): boolean {
  if (atWork?.interimSequence !== interimSequence || atWork.state !== state) return false;
  return state === 'open' || atWork.core === null || atWork.core === 'reversed';
}

/** Whether its days and amounts are known. */
export function isOpened(bill: InterimBill): bill is OpenedInterim {
  return bill.totalFen !== null;
}
