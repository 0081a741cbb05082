import { sql } from 'kysely';
import type { DrawRepayment } from '../../domain/credit-draws.ts';
import { chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId, SchemeId } from '../../domain/ids.ts';
import { type Fen, zeroFen } from '../../domain/money.ts';
import type { Database } from '../postgres/database.ts';
import { recordEvent } from '../stays/events.ts';
import { lockStay } from '../stays/locks.ts';
import type { StoreParts } from '../stays/records.ts';
import type { DrawTerms } from './credit-orders.ts';
import { orderOf } from './credit-rows.ts';
import { endLapsed, holdStands, oweBankNotice, readDrawable } from './credit-standing.ts';
import { dueOf } from './patient-account.ts';
import { owePatientNotice } from './patient-notices.ts';

/** A draw that the patient should have repaid to the bank by now. */
export interface OverdueDraw {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly admissionNo: string;
  readonly scheme: SchemeId;
  readonly admittedOn: LocalDate;
  readonly draw: number;
  readonly drawRef: string;
  readonly fen: Fen;
  readonly drawnOn: LocalDate;
  readonly dischargedOn: LocalDate | null;
  readonly outstandingFen: Fen;
  /** The day as of which the bank said so. */
  readonly toldOn: LocalDate;
}

/** What is heard of a draw after it was made. */
export function creditReports({ db }: Pick<StoreParts, 'db'>) {
  return {
    overdueDraws: (of: Parameters<typeof overdueDraws>[1]) => overdueDraws(db, of),
    /** The bank's money was found in the hospital's account, whole. Throws HubProblem `draw-unknown`, `disbursement-conflict`. */
    async recordDisbursement(
      { caseRef, draw }: { readonly caseRef: CaseRef; readonly draw: number },
      found: {
        readonly fen: Fen;
        readonly arrivedOn: LocalDate;
        readonly adviceNo: string;
        readonly actor: string;
        readonly at: Instant;
      },
    ): Promise<'recorded' | 'repeated'> {
      const { fen, arrivedOn, adviceNo, actor, at } = found;
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const row = await tx
          .selectFrom('creditOrders')
          .select(['fen', 'doneOn', 'adviceNo', 'arrivedOn'])
          .where((eb) => eb.and({ caseRef, orderSequence: draw, kind: 'draw', state: 'done' }))
          .executeTakeFirst();
        if (row === undefined) throw new HubProblem('draw-unknown');
        if (row.adviceNo !== null) {
          if (row.adviceNo === adviceNo && row.arrivedOn === arrivedOn && row.fen === fen) return 'repeated';
          throw new HubProblem('disbursement-conflict');
        }
        const elsewhere = await tx
          .selectFrom('creditOrders')
          .select('caseRef')
          .where('adviceNo', '=', adviceNo)
          .executeTakeFirst();
        if (row.fen !== fen || elsewhere !== undefined || (row.doneOn ?? arrivedOn) > arrivedOn)
          throw new HubProblem('disbursement-conflict');
        await tx
          .updateTable('creditOrders')
          .set({ adviceNo, arrivedOn, matchedBy: actor })
          .where((eb) => eb.and({ caseRef, orderSequence: draw }))
          .execute();
        await recordEvent(tx, { caseRef, kind: 'disbursement-found', detail: { draw, fen, actor }, at });
        return 'recorded';
      });
    },
    /** How a draw is repaid, as the bank says by its own number of it; shown, and nothing follows. `exceeds`: more is open than was drawn. Throws HubProblem `draw-unknown`. */
    async recordDrawRepayment(
      drawRef: string,
      told: {
        readonly repayment: DrawRepayment;
        readonly outstandingFen: Fen;
        readonly on: LocalDate;
        readonly at: Instant;
      },
    ): Promise<'recorded' | 'exceeds'> {
      const { repayment, outstandingFen, on: repaymentOn, at } = told;
      return db.transaction().execute(async (tx) => {
        const row = await tx
          .selectFrom('creditOrders')
          .select(['caseRef', 'orderSequence', 'fen'])
          .where((eb) => eb.and({ bankRef: drawRef, kind: 'draw', state: 'done' }))
          .executeTakeFirst();
        if (row === undefined) throw new HubProblem('draw-unknown');
        if (row.fen < outstandingFen) return 'exceeds';
        const { caseRef, orderSequence: draw } = row;
        await tx
          .updateTable('creditOrders')
          .set({ repayment, outstandingFen, repaymentOn })
          .where((eb) => eb.and({ caseRef, orderSequence: draw }))
          .execute();
        const detail = { draw, repayment, outstandingFen };
        await recordEvent(tx, { caseRef, kind: 'repayment-told', detail, at });
        return 'recorded';
      });
    },
  };
}

/** Draws of which the bank last told that they are overdue, longest first. */
async function overdueDraws(
  db: Database,
  of: { readonly institution?: InstitutionId; readonly limit: number },
): Promise<readonly OverdueDraw[]> {
  const mine = of.institution === undefined ? sql`true` : sql`institution = ${of.institution}`;
  const { rows } =
    await sql<OverdueDraw>`SELECT case_ref AS "caseRef", institution, admission_no AS "admissionNo", scheme,
      admitted_on AS "admittedOn", order_sequence AS draw, bank_ref AS "drawRef", fen, done_on AS "drawnOn",
      discharged_on AS "dischargedOn", outstanding_fen AS "outstandingFen", repayment_on AS "toldOn"
    FROM credit_orders JOIN stays USING (case_ref) LEFT JOIN discharges USING (case_ref)
    WHERE credit_orders.kind = 'draw' AND credit_orders.state = 'done' AND repayment = 'overdue' AND ${mine}
    ORDER BY done_on, case_ref, order_sequence LIMIT ${of.limit}`.execute(db);
  return rows;
}

/** Days before its last one at which a hold is renewed. */
const renewedBeforeDays = 2;

/** What falls due at the bank by time alone, or by whatever made the own part paid. */
export function creditUpkeep(db: Database) {
  return {
    /** Orders renewals of holds that are about to end, and wakes stays whose hold is needed no more; gives how many. */
    async orderDue(at: Instant, limit: number): Promise<number> {
      await endLapsed(db, at);
      const { rows } = await sql<{ caseRef: CaseRef; hold: number; fen: Fen; paid: boolean }>`
        SELECT case_ref AS "caseRef", order_sequence AS hold, fen, paid FROM (
          SELECT credit_orders.*, coalesce(${dueOf(sql`credit_orders.case_ref`)} <= 0, false) AS paid
          FROM credit_orders JOIN stays USING (case_ref)
          WHERE ${holdStands} AND stage IN ('Admitted', 'Discharged', 'Settled') AND cancelled_by IS NULL
            AND NOT EXISTS (SELECT FROM credit_orders AS open WHERE open.case_ref = credit_orders.case_ref
              AND open.state IN ('due', 'sent'))
            AND NOT EXISTS (SELECT FROM outbox WHERE outbox.case_ref = credit_orders.case_ref AND kind = 'signal')
          ) AS held
        WHERE paid OR (expires_on <= ${chinaDate(at)}::date + ${renewedBeforeDays}::int
          AND NOT EXISTS (SELECT FROM credit_orders AS no WHERE no.case_ref = held.case_ref AND no.kind = 'renew'
            AND no.of_sequence = held.order_sequence AND no.state = 'refused'))
        ORDER BY expires_on LIMIT ${limit}`.execute(db);
      for (const { caseRef, hold: ofSequence, fen, paid } of rows)
        await db.transaction().execute(async (tx) => {
          await lockStay(tx, caseRef);
          if (paid) return oweBankNotice(tx, { caseRef, about: `paid/${at}` });
          const sequence = await orderOf(tx, { caseRef, kind: 'renew', ofSequence, fen, at });
          return oweBankNotice(tx, { caseRef, about: String(sequence) });
        });
      return rows.length;
    },
    /** Settled stays, by their refs, whose patient left before today without paying, signed that the hospital may draw, and was told nothing yet. */
    async forgotten(
      at: Instant,
      page: { readonly after: CaseRef | null; readonly limit: number },
    ): Promise<readonly CaseRef[]> {
      const { rows } = await sql<{ readonly caseRef: CaseRef }>`
        SELECT case_ref AS "caseRef" FROM credit_lines JOIN stays USING (case_ref) JOIN discharges USING (case_ref)
        WHERE stage = 'Settled' AND mandate_signed_on IS NOT NULL AND noticed_on IS NULL
          AND discharged_on < ${chinaDate(at)}::date AND coalesce(${dueOf(sql`case_ref`)} > 0, false)
          AND NOT EXISTS (SELECT FROM patient_notices AS told WHERE told.case_ref = credit_lines.case_ref AND about = ${aboutDraw})
          AND NOT EXISTS (SELECT FROM credit_orders AS draws WHERE draws.case_ref = credit_lines.case_ref AND draws.kind = 'draw')
          AND case_ref > ${page.after ?? ''} ORDER BY case_ref LIMIT ${page.limit}`.execute(db);
      return rows.map(({ caseRef }) => caseRef);
    },
    /** The patient is to be told of the draw, where anything may be drawn. */
    async oweDrawNotice(caseRef: CaseRef, terms: DrawTerms, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const fen = (await readDrawable(tx, caseRef, terms)) ?? zeroFen;
        if (fen === 0) return;
        const fields = { fen, answerDays: terms.forgottenDays };
        await owePatientNotice(tx, { caseRef, kind: 'draw-notice', about: aboutDraw, fields, at });
      });
    },
  };
}

/** What a notice before a draw is about: it is owed once. */
const aboutDraw = 'draw';

export type CreditUpkeep = ReturnType<typeof creditUpkeep>;
