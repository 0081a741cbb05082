import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import type { StayEvent } from './events.ts';

/*
 * Parts of WITH, of which a step of a stay is made as one statement. Each counts on `was`, the stay's row, which is held first:
 * what is decided about it is decided once, by the row as it is then; of other tables the statement sees what was committed when
 * it began, so their unique keys decide between writers.
 */

/** `was`: the stay's row, held until the transaction ends. */
export function held(caseRef: CaseRef, more: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
  return sql`was AS (SELECT case_ref, stage ${more} FROM stays WHERE case_ref = ${caseRef} FOR NO KEY UPDATE)`;
}

/** Writes events, once for each row of a part; the same in one statement as what they tell. */
export function eventsOf(
  part: RawBuilder<unknown>,
  events: readonly Pick<StayEvent, 'kind' | 'detail'>[],
  at: Instant,
): RawBuilder<unknown> {
  const kinds = events.map(({ kind }) => kind);
  const details = events.map(({ detail }) => JSON.stringify(detail));
  return sql`${intoEvents} SELECT case_ref, said.kind, said.detail, ${at}::timestamptz
    FROM ${part}, unnest(${kinds}::text[], ${details}::jsonb[]) WITH ORDINALITY AS said (kind, detail, place)
    ORDER BY place RETURNING event_id`;
}

/** Writes that the step of each row of the part `gone` (`case_ref`, `step`, `code`) is waited for no more; `because` is added to what is told. */
export function clearedEvents(because: object, at: Instant): RawBuilder<unknown> {
  return sql`${intoEvents} SELECT case_ref, 'attention-cleared',
      jsonb_build_object('step', step, 'code', code) || ${JSON.stringify(because)}::jsonb, ${at}::timestamptz
    FROM gone ORDER BY step`;
}

const intoEvents = sql`INSERT INTO stay_events (case_ref, kind, detail, at)`;

/** True once the events of a part were written: parts that do not read each other run in any order. */
export const afterTold = sql`(SELECT count(*) FROM told) > 0`;

/** The stages from which a stay goes on to `to` in one step. */
export function oneBefore(to: Stage): readonly Stage[] {
  return (Object.keys(ways) as Stage[]).filter((from) => ways[from].includes(to));
}

/** True when a stay at `from` has been at `to`. */
export function hasPassed(to: Stage, from: Stage): boolean {
  return from === to || reaches(to, from);
}

const ways: Readonly<Record<Stage, readonly Stage[]>> = {
  Arrived: ['Identified', 'Covered'],
  Identified: ['Covered'],
  Covered: ['Admitted', 'Refused'],
  Admitted: ['Discharged'],
  Refused: [],
  Cancelled: [],
  Discharged: ['Settled'],
  Settled: ['Closed'],
  Closed: [],
};

function reaches(from: Stage, to: Stage): boolean {
  return ways[from].some((next) => next === to || reaches(next, to));
}
