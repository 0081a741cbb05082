import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type {
  Difference,
  ReconciliationName,
  ReconciliationState,
} from '../../domain/insurer-reconciliation.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Fen } from '../../domain/money.ts';
import type { Database } from '../postgres/database.ts';

/** What the hub counts of its settlements of the days, in fen. */
export interface ReconciledSums {
  readonly settlements: number;
  readonly totalFen: Fen;
  readonly fundFen: Fen;
  readonly accountFen: Fen;
}

/** One reconciliation as it stands; figures are null before it is answered. */
export type Reconciliation = ReconciliationName & {
  readonly [Figure in keyof ReconciledSums]: ReconciledSums[Figure] | null;
} & {
  readonly askedAt: Instant;
  /** Null: the hub, by itself. */
  readonly askedBy: string | null;
  readonly state: ReconciliationState;
  /** What it waits for, or the insurer's no; null: neither. */
  readonly code: string | null;
  readonly answeredAt: Instant | null;
  readonly others: number | null;
};

/** What came of one. */
export interface ReconciliationOutcome {
  readonly state: Exclude<ReconciliationState, 'asked'>;
  readonly code: string | null;
  readonly sums: ReconciledSums;
  readonly others: number | null;
  readonly differences: readonly Difference[];
}

type Period = Omit<ReconciliationName, 'run'>;

/** Reconciliations of a hospital's settlements with the insurer's book: asked, answered, and what differs. Nothing is overwritten: each question is a run of its own. */
export function insurerReconciliations(db: Database) {
  return {
    /** By the hub itself, once for the days; false: it was asked before. */
    async askOnce(period: Period, at: Instant): Promise<boolean> {
      const { institution, fromOn, toOn } = period;
      const asked = await db
        .insertInto('insurerReconciliations')
        .values({ institution, fromOn, toOn, run: 1, askedAt: at, askedBy: null })
        .onConflict((oc) => oc.doNothing())
        .returning('run')
        .executeTakeFirst();
      return asked !== undefined;
    },
    /** By somebody; one that is not answered yet is the one that is meant. */
    async ask(period: Period, askedBy: string, at: Instant): Promise<ReconciliationName> {
      const { institution, fromOn, toOn } = period;
      for (;;) {
        const { rows } = await sql<{ readonly run: number }>`
          WITH last AS (SELECT run, state FROM insurer_reconciliations
            WHERE institution = ${institution} AND from_on = ${fromOn} AND to_on = ${toOn} ORDER BY run DESC LIMIT 1),
          new AS (INSERT INTO insurer_reconciliations (institution, from_on, to_on, run, asked_at, asked_by)
            SELECT ${institution}, ${fromOn}::date, ${toOn}::date, coalesce((SELECT run FROM last), 0) + 1, ${at}::timestamptz, ${askedBy}
            WHERE NOT EXISTS (SELECT FROM last WHERE state = 'asked')
            ON CONFLICT DO NOTHING RETURNING run)
          SELECT run FROM new UNION ALL SELECT run FROM last WHERE state = 'asked'`.execute(db);
        const [row] = rows;
        // Another caller was faster: theirs is seen at the next look.
        if (row !== undefined) return { ...period, run: row.run };
      }
    },
    /** All that are not answered yet, oldest first. */
    async asked(limit: number): Promise<readonly ReconciliationName[]> {
      return db
        .selectFrom('insurerReconciliations')
        .select(['institution', 'fromOn', 'toOn', 'run'])
        .where('state', '=', 'asked')
        .orderBy('askedAt')
        .limit(limit)
        .execute();
    },
    async one(name: ReconciliationName): Promise<Reconciliation | undefined> {
      return rowsOf(db).where(isNamed(name)).executeTakeFirst();
    },
    /** Newest first. */
    async list(of: {
      readonly institution?: InstitutionId;
      readonly limit: number;
    }): Promise<readonly Reconciliation[]> {
      const all = rowsOf(db)
        .orderBy('askedAt', 'desc')
        .orderBy('institution')
        .orderBy('fromOn')
        .limit(of.limit);
      return of.institution === undefined
        ? all.execute()
        : all.where('institution', '=', of.institution).execute();
    },
    async differences(name: ReconciliationName): Promise<readonly Difference[]> {
      return db
        .selectFrom('insurerDifferences')
        .select(['settlementRef', 'kind', 'caseRef', 'ours', 'theirs'])
        .where(isNamed(name))
        .orderBy('settlementRef')
        .execute();
    },
    /** What it waits for, for whoever looks. */
    async waits(name: ReconciliationName, code: string): Promise<void> {
      await db
        .updateTable('insurerReconciliations')
        .set({ code })
        .where(isNamed(name))
        .where('state', '=', 'asked')
        .execute();
    },
    /** The first answer stays. */
    async answer(name: ReconciliationName, outcome: ReconciliationOutcome, at: Instant): Promise<void> {
      const { state, code, sums, others, differences } = outcome;
      invariant(
        (state === 'differs') === differences.length > 0,
        'a reconciliation differs where there are differences',
      );
      await db.transaction().execute(async (tx) => {
        const answered = await tx
          .updateTable('insurerReconciliations')
          .set({ state, code, ...sums, others, answeredAt: at })
          .where(isNamed(name))
          .where('state', '=', 'asked')
          .returning('run')
          .executeTakeFirst();
        if (answered === undefined || differences.length === 0) return;
        const rows = differences.map(({ ours, theirs, ...one }) => ({
          ...{ ...bare(name), ...one },
          ours: ours && JSON.stringify(ours),
          theirs: theirs && JSON.stringify(theirs),
        }));
        await tx.insertInto('insurerDifferences').values(rows).execute();
      });
    },
    /** Differences that no later answer of the same days, or of more, has taken back. */
    async standing(): Promise<readonly (ReconciliationName & Difference)[]> {
      const { rows } = await sql<ReconciliationName & Difference>`
        SELECT DISTINCT ON (one.institution, one.settlement_ref) one.institution, one.from_on, one.to_on, one.run,
          one.settlement_ref, one.kind, one.case_ref, one.ours, one.theirs
        FROM insurer_differences AS one JOIN insurer_reconciliations AS of USING (institution, from_on, to_on, run)
        WHERE NOT EXISTS (SELECT FROM insurer_reconciliations AS later
          WHERE later.institution = of.institution AND later.from_on <= of.from_on AND later.to_on >= of.to_on
            AND later.state IN ('balanced', 'agrees', 'differs') AND later.answered_at > of.answered_at)
        ORDER BY one.institution, one.settlement_ref, of.answered_at DESC`.execute(db);
      return rows;
    },
  };
}

export type InsurerReconciliations = ReturnType<typeof insurerReconciliations>;

function rowsOf(db: Database) {
  return db
    .selectFrom('insurerReconciliations')
    .select(['institution', 'fromOn', 'toOn', 'run', 'askedAt', 'askedBy', 'state', 'code', 'answeredAt'])
    .select(['settlements', 'totalFen', 'fundFen', 'accountFen', 'others']);
}

function isNamed({ institution, fromOn, toOn, run }: ReconciliationName) {
  return sql<boolean>`institution = ${institution} AND from_on = ${fromOn} AND to_on = ${toOn} AND run = ${run}`;
}

function bare({ institution, fromOn, toOn, run }: ReconciliationName): ReconciliationName {
  return { institution, fromOn, toOn, run };
}
