import { type RawBuilder, sql } from 'kysely';
import { type CashTotal, cashierUnknown } from '../../domain/cash-days.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { enteredMethods } from '../../domain/payment-methods.ts';
import type { Connection } from '../postgres/database.ts';
import { lockInstitution } from '../register/institution-rules.ts';
import type { StoreParts } from '../stays/records.ts';

/** A hospital's own count of a day. */
export interface CashCount {
  readonly count: number;
  readonly countedBy: string;
  readonly countedAt: Instant;
  readonly totals: readonly CashTotal[];
  readonly explanation: string | null;
  readonly explainedBy: string | null;
}

/** One day of one hospital. */
export interface CashDay {
  readonly institution: InstitutionId;
  readonly day: LocalDate;
}

/** What was taken at a hospital's windows on a day, and its own count of it. */
export function cashDays({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** What the hub knows to have been taken; draws on a credit line are the bank's. */
    async takenOn({ institution, day }: CashDay): Promise<readonly CashTotal[]> {
      const { rows } = await sql<CashTotal>`SELECT coalesce(cashier, ${cashierUnknown}) AS cashier, method,
          sum(paid_fen)::bigint AS fen, count(*)::int AS payments
        FROM patient_payments JOIN stays USING (case_ref)
        WHERE institution = ${institution} AND paid_on = ${day} AND method = ANY(${enteredMethods}) GROUP BY 1, 2`.execute(
        db,
      );
      return rows;
    },
    /** The last count of the day; undefined: none came. */
    async cashCount(of: CashDay): Promise<CashCount | undefined> {
      const [last] = await counts(db, sql`institution = ${of.institution} AND day = ${of.day}`);
      return last;
    },
    /** Keeps a count unless the last one says the same. */
    async countCash(
      of: CashDay,
      count: { readonly totals: readonly CashTotal[]; readonly actor: string; readonly at: Instant },
    ): Promise<'recorded' | 'repeated'> {
      const { institution, day } = of;
      const { totals, actor: countedBy, at: countedAt } = count;
      return db.transaction().execute(async (tx) => {
        await lockInstitution(tx, institution);
        const [last] = await counts(tx, sql`institution = ${institution} AND day = ${day}`);
        if (last !== undefined && words(last.totals) === words(totals)) return 'repeated';
        await tx
          .insertInto('cashCounts')
          .values({
            ...{ institution, day, countSequence: (last?.count ?? 0) + 1, countedBy, countedAt },
            totals: JSON.stringify(totals),
          })
          .execute();
        return 'recorded';
      });
    },
    /** Why the last count differs and stays so. `same-person`: who counted does not explain. Undefined: there is no count that waits for it. */
    async explainCash(
      of: CashDay,
      said: { readonly explanation: string; readonly actor: string; readonly at: Instant },
    ): Promise<'recorded' | 'same-person' | undefined> {
      const { institution, day } = of;
      return db.transaction().execute(async (tx) => {
        await lockInstitution(tx, institution);
        const [last] = await counts(tx, sql`institution = ${institution} AND day = ${day}`);
        if (last === undefined || last.explanation !== null) return undefined;
        if (last.countedBy === said.actor) return 'same-person';
        await tx
          .updateTable('cashCounts')
          .set({ explanation: said.explanation, explainedBy: said.actor, explainedAt: said.at })
          .where((eb) => eb.and({ institution, day, countSequence: last.count }))
          .execute();
        return 'recorded';
      });
    },
    /** The last counts of days since then that nobody explained. */
    async unexplainedCash(since: LocalDate): Promise<readonly (CashDay & CashCount)[]> {
      return (await counts(db, sql`day >= ${since}`)).filter(({ explanation }) => explanation === null);
    },
  };
}

/** The last one of each day. */
async function counts(
  connection: Connection,
  which: RawBuilder<unknown>,
): Promise<readonly (CashDay & CashCount)[]> {
  const { rows } = await sql<CashDay & CashCount>`
    SELECT DISTINCT ON (institution, day) institution, day, count_sequence AS count, counted_by AS "countedBy",
      counted_at AS "countedAt", totals, explanation, explained_by AS "explainedBy"
    FROM cash_counts WHERE ${which} ORDER BY institution, day, count_sequence DESC`.execute(connection);
  return rows;
}

function words(totals: readonly CashTotal[]): string {
  const told = totals.map(({ cashier, method, fen, payments }) =>
    JSON.stringify([cashier, method, fen, payments]),
  );
  return told.toSorted().join();
}
