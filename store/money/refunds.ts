import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from '../stays/attention.ts';
import type { Debtor } from './accounts.ts';
import { unfit } from './claim-rows.ts';
import { move, post } from './ledger.ts';

const prefix = 'refund/';

/** What is owed back to a payer or to the patient, in fen. */
export interface RefundDue {
  readonly caseRef: CaseRef;
  readonly debtor: Debtor;
  readonly owedFen: Fen;
  /** The stay's resolution that makes it due; null: too much was paid on account, or something twice. */
  readonly resolution: number | null;
  /** The order by which the bank takes it back to the line that it was drawn from; left out: the hospital pays it back. */
  readonly lineOrder?: number;
  /** The payment that goes back, and the one before it that paid the same share; left out: it is no whole payment. */
  readonly twice?: { readonly paymentId: string; readonly twiceOf: string };
  readonly at: Instant;
}

/** Writes down that money is owed back; the stay waits until it went. Its postings are the caller's. */
export async function owe(tx: Connection, refund: RefundDue): Promise<void> {
  const { caseRef, debtor, owedFen, resolution, lineOrder, twice, at } = refund;
  const { last } = await tx
    .selectFrom('refunds')
    .select((eb) => eb.fn.max<number | null>('refundSequence').as('last'))
    .where((eb) => eb.and({ caseRef, debtor }))
    .executeTakeFirstOrThrow();
  const refundSequence = (last ?? 0) + 1;
  await tx
    .insertInto('refunds')
    .values({
      ...{ caseRef, debtor, refundSequence, owedFen, resolutionSequence: resolution, dueSince: at },
      ...(lineOrder === undefined ? {} : { lineOrder }),
      ...twice,
    })
    .execute();
  if (lineOrder === undefined) await raiseRefund(tx, { caseRef, debtor, refundSequence, owedFen, at });
}

/** The hospital's people are to pay it back. */
export async function raiseRefund(
  tx: Connection,
  {
    caseRef,
    debtor,
    refundSequence,
    owedFen,
    at,
  }: Pick<RefundDue, 'caseRef' | 'debtor' | 'owedFen' | 'at'> & { readonly refundSequence: number },
): Promise<void> {
  const step = `${prefix}${debtor}/${refundSequence}`;
  const detail = { kind: 'owed-back', debtor, owedFen } as const;
  const attention = { code: 'refund-due', blockedOn: 'hospital', since: at, step, detail } as const;
  await raiseIn(tx, { caseRef, at, attention });
}

/** The money went back, all of it. Throws HubProblem `resolution-unfit`. */
export async function refund(
  tx: Connection,
  paid: {
    readonly caseRef: CaseRef;
    readonly step: string;
    readonly sequence: number;
    readonly refundedOn: LocalDate;
    readonly receipt: string;
    readonly at: Instant;
  },
): Promise<void> {
  const { caseRef, step, sequence, refundedOn, receipt, at } = paid;
  const [, debtor = '', number] = step.split('/');
  const row = await tx
    .updateTable('refunds')
    .set({ refundedBy: sequence, refundedOn, receipt })
    .where((eb) => eb.and({ caseRef, debtor: debtor as Debtor, refundSequence: Number(number) }))
    .where('refundedBy', 'is', null)
    .returning(['debtor', 'owedFen'])
    .executeTakeFirst();
  if (row === undefined) throw unfit('nothing is owed back there');
  const postings = move(row.owedFen, `received:${row.debtor}`, `refund:${row.debtor}`);
  await post(tx, { caseRef, key: `refund/${row.debtor}/${number}`, postings, at });
  await clearIn(tx, { caseRef, step, at });
}
