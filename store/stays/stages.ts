import { sql } from 'kysely';
import type { AskedCondition } from '../../domain/conditions.ts';
import type { Instant } from '../../domain/dates.ts';
import type { Decision } from '../../domain/decision.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import { unflushed } from '../postgres/commits.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn } from './attention.ts';
import type { AskedColumns } from './condition-tables.ts';
import { afterTold, eventsOf, hasPassed, held, oneBefore } from './held.ts';
import { type Cover, openedCover, type StoreParts, stayPlace } from './records.ts';

/** Where a stay stands after a step: moved by it, there before, or not at a stage for it. */
export interface StageStep {
  readonly kind: 'advanced' | 'already' | 'unfit';
  readonly stage: Stage;
}

/** What the workflow's steps write on the way from arrival to admission. */
export function stageRecords({ db, sealer }: StoreParts) {
  return {
    /** The stay's workflow runs: the relay owes no start any more. */
    async recordBegun(caseRef: CaseRef, at: Instant): Promise<void> {
      // Lost in a crash it is written again by the step that goes on, or the start is owed once more.
      await sql`WITH ${unflushed()}, begun AS (
          UPDATE stays SET begun_at = ${at} FROM hurry WHERE case_ref = ${caseRef} AND begun_at IS NULL RETURNING case_ref),
        told AS (${eventsOf(sql`begun`, [{ kind: 'stay-begun', detail: {} }], at)})
        DELETE FROM outbox USING begun WHERE outbox.case_ref = begun.case_ref AND kind = 'start-stay'`.execute(
        db,
      );
    },
    /**
     * Writes the cover and reaches `Covered`; the first cover stays, and is what comes back. Null: it is of a person who was
     * corrected meanwhile (`of`: the identity that was asked for). Throws HubProblem `case-unknown`.
     */
    async recordCover(caseRef: CaseRef, cover: Cover, at: Instant, of?: number): Promise<Cover | null> {
      const place = stayPlace('cover', caseRef);
      const before = oneBefore('Covered');
      // Lost in a crash it is asked for anew: whoever decides and finds none asks first.
      const { rows } = await sql<{ readonly known: Buffer | null; readonly identity: number }>`
        WITH ${unflushed()}, ${held(caseRef, sql`, cover_sealed, identity_sequence`)},
        covered AS (
          UPDATE stays SET cover_sealed = ${sealer.seal(cover, place)},
            stage = CASE WHEN was.stage = ANY(${before}::text[]) THEN 'Covered' ELSE was.stage END
          FROM was, hurry WHERE stays.case_ref = was.case_ref AND was.cover_sealed IS NULL AND ${stillOf(of)}
          RETURNING stays.case_ref, was.stage = ANY(${before}::text[]) AS moved),
        told AS (${eventsOf(sql`covered`, coverEvents(cover), at)}),
        moved AS (SELECT case_ref FROM covered WHERE moved AND ${afterTold}),
        reached AS (${eventsOf(sql`moved`, [{ kind: 'stage-reached', detail: { stage: 'Covered' } }], at)})
        SELECT cover_sealed AS known, identity_sequence AS identity FROM was`.execute(db);
      const [row] = rows;
      if (row === undefined) throw new HubProblem('case-unknown');
      if (of !== undefined && of !== row.identity) return null;
      return row.known === null ? cover : openedCover(sealer, row.known, caseRef);
    },
    /**
     * Appends a decision and makes it the one that holds; the same decision again changes nothing. `outdated`: it is of a
     * person who was corrected meanwhile (`of`: the identity that it was made for). `asked`: what it asks, of which a record is
     * kept. Throws HubProblem `case-unknown`.
     */
    recordDecision: (
      caseRef: CaseRef,
      decision: Decision,
      at: Instant,
      made: { readonly of?: number; readonly asked?: readonly AskedCondition[] } = {},
    ) => appendDecision({ db, sealer }, { caseRef, decision, at, asked: [], ...made }),
    /** Moves a stay one stage on. Throws HubProblem `case-unknown`. */
    async advanceStage(caseRef: CaseRef, to: Stage, at: Instant): Promise<StageStep> {
      if (to !== 'Refused') return moveTo(db, { caseRef, to, at });
      return db.transaction().execute(async (tx) => {
        const step = await moveTo(tx, { caseRef, to, at });
        // The programme has ended for the stay: no list and no decision is waited for any more.
        if (step.kind === 'advanced') await clearIn(tx, { caseRef, because: 'stay-refused', at });
        return step;
      });
    },
  };
}

/** Whose records were looked up, and what for. */
function coverEvents({ records = {} }: Cover) {
  const lookedUp = Object.keys(records).map(
    (keeper) => ({ kind: 'records-looked-up', detail: { keeper, purpose: 'admission' } }) as const,
  );
  return [...lookedUp, { kind: 'cover-recorded', detail: {} } as const];
}

/** Appends a decision, in the caller's transaction if any; the same one again changes nothing. Throws HubProblem `case-unknown`. */
export async function appendDecision(
  { db, sealer }: Pick<StoreParts, 'sealer'> & { readonly db: Connection },
  entry: {
    readonly caseRef: CaseRef;
    readonly decision: Decision;
    readonly at: Instant;
    /** The identity that it was made for; left out: whoever the stay is for. */
    readonly of?: number | undefined;
    /** Left out: what the decision before asked. */
    readonly asked?: readonly AskedCondition[];
  },
): Promise<'recorded' | 'outdated'> {
  const { caseRef, decision, at, of, asked } = entry;
  const { outcome, scheme, version } = decision;
  const place = stayPlace('decision', caseRef);
  for (;;) {
    const { rows } = await sql<LastDecision>`
      SELECT last.decision_sequence AS sequence, decision_sealed AS sealed, stays.decision_sequence AS holds,
        identity_sequence AS identity
      FROM stays LEFT JOIN LATERAL (
        SELECT decision_sequence, decision_sealed FROM decisions WHERE decisions.case_ref = stays.case_ref
        ORDER BY decision_sequence DESC LIMIT 1) AS last ON true
      WHERE stays.case_ref = ${caseRef}`.execute(db);
    const [last] = rows;
    if (last === undefined) throw new HubProblem('case-unknown');
    if (of !== undefined && of !== last.identity) return 'outdated';
    const known = last.sealed && JSON.stringify(sealer.open(last.sealed, place));
    // One that a correction made void is made again, also in the same words.
    if (last.sequence === last.holds && known === JSON.stringify(decision)) return 'recorded';
    const written = await sql`WITH ${held(caseRef, sql`, identity_sequence`)},
      decided AS (
        INSERT INTO decisions (case_ref, decision_sequence, outcome, scheme, version, decision_sealed, decided_at, asked)
        SELECT case_ref, ${(last.sequence ?? 0) + 1}::int, ${outcome}::text, ${scheme}::text, ${version}::text,
          ${sealer.seal(decision, place)}::bytea, ${at}::timestamptz, ${askedJson(asked, { caseRef, before: last.sequence })}
        FROM was WHERE ${stillOf(of)}
        ON CONFLICT DO NOTHING RETURNING case_ref, decision_sequence),
      told AS (${eventsOf(sql`decided`, [{ kind: 'admission-decided', detail: { outcome, version } }], at)})
      UPDATE stays SET decision_sequence = decided.decision_sequence FROM decided
      WHERE stays.case_ref = decided.case_ref RETURNING stays.case_ref`.execute(db);
    // Another decision or a correction came in between: how it stands is looked up anew.
    if (written.rows.length > 0) return 'recorded';
  }
}

/** Its column; what a person decides asks what the open decision asked. */
function askedJson(
  asked: readonly AskedCondition[] | undefined,
  { caseRef, before }: { readonly caseRef: CaseRef; readonly before: number | null },
) {
  if (asked === undefined)
    return sql`coalesce((SELECT asked FROM decisions WHERE case_ref = ${caseRef} AND decision_sequence = ${before}), '[]')`;
  const columns = asked.map(
    ({ condition, kind, dueFrom, dueDays }): AskedColumns => ({
      ...{ condition, kind, due_from: dueFrom, due_days: dueDays },
    }),
  );
  return sql`${JSON.stringify(columns)}::jsonb`;
}

interface LastDecision {
  readonly sequence: number | null;
  readonly sealed: Buffer | null;
  /** Number of the one that holds; null when a correction made it void. */
  readonly holds: number | null;
  readonly identity: number;
}

/** True of `was` while the stay is for the person who was asked for. */
function stillOf(identity: number | undefined) {
  return identity === undefined ? sql`true` : sql`was.identity_sequence = ${identity}`;
}

/** Moves a stay one stage on, in the caller's transaction if any. Throws HubProblem `case-unknown`. */
async function moveTo(
  connection: Connection,
  step: {
    readonly caseRef: CaseRef;
    readonly to: Stage;
    readonly at: Instant;
  },
): Promise<StageStep> {
  const { caseRef, to, at } = step;
  const reached = { kind: 'stage-reached', detail: { stage: to } } as const;
  const { rows } = await sql<{ readonly stage: Stage; readonly moved: boolean }>`WITH ${held(caseRef)},
    moved AS (
      UPDATE stays SET stage = ${to}, closed_at = ${to === 'Closed' ? at : null} FROM was
      WHERE stays.case_ref = was.case_ref AND was.stage = ANY(${oneBefore(to)}::text[]) RETURNING stays.case_ref),
    told AS (${eventsOf(sql`moved`, [reached], at)})
    SELECT stage, EXISTS (SELECT FROM moved) AS moved FROM was`.execute(connection);
  const [row] = rows;
  if (row === undefined) throw new HubProblem('case-unknown');
  if (row.moved) return { kind: 'advanced', stage: to };
  return { kind: hasPassed(to, row.stage) ? 'already' : 'unfit', stage: row.stage };
}
