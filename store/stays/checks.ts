import { sql } from 'kysely';
import type { PaperKind } from '../../domain/condition-kinds.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { machineActor } from '../../domain/roles.ts';
import { eventsOf } from './held.ts';
import { type StoreParts, stayPlace } from './records.ts';
import { endConditionWaits } from './standing-conditions.ts';
import type { StaySeals } from './stay-seals.ts';

/** One look at a person's category: who looked answers for it. */
export interface CategoryCheck {
  readonly by: 'doctor' | 'desk';
  /** Name or staff number; stored sealed. */
  readonly checkedBy: string;
  readonly categories: readonly string[];
  /** Which papers were seen; missing in looks that were recorded before anybody asked. */
  readonly saw?: readonly PaperKind[] | undefined;
  /** Organisation/actor of who recorded it; missing in older looks. */
  readonly actor?: string | undefined;
  /** The real day of a look that was entered later. */
  readonly doneOn?: LocalDate | null | undefined;
  readonly at: Instant;
}

/** `conflict`: that look was recorded with other words before; `doctor-first`: the desk looks second; `same-person`: whoever looked first looks again. */
export type CheckRecorded = 'recorded' | 'repeated' | 'conflict' | 'doctor-first' | 'same-person';

/** The two looks at a category: first the doctor's, then the admission desk's. */
export function checkRecords({ db, sealer }: StoreParts) {
  const open = (sealed: Buffer, by: string, caseRef: CaseRef) =>
    sealer.open(sealed, stayPlace(`check-${by}`, caseRef));

  async function checks(caseRef: CaseRef): Promise<readonly CategoryCheck[]> {
    const rows = await db
      .selectFrom('stays')
      .leftJoin('checks', 'checks.caseRef', 'stays.caseRef')
      .select(['checker', 'checkSealed', 'checkedAt', 'checks.doneOn'])
      .where('stays.caseRef', '=', caseRef)
      .orderBy('checker', 'desc')
      .execute();
    if (rows.length === 0) throw new HubProblem('case-unknown');
    return rows.flatMap(({ checker: by, checkSealed, checkedAt: at, doneOn }) =>
      by === null || checkSealed === null || at === null
        ? []
        : [{ ...open(checkSealed, by, caseRef), by, at, doneOn }],
    );
  }

  return {
    /** The doctor's first, then the desk's. Throws HubProblem `case-unknown`. */
    checks,
    /** A look that was recorded stays, so what is read before the write still holds; of two at once the first counts. Throws HubProblem `case-unknown`. */
    async recordCheck(
      check: CategoryCheck & { readonly caseRef: CaseRef; readonly actor: string },
    ): Promise<CheckRecorded> {
      const { caseRef, by, actor, doneOn = null, at } = check;
      for (;;) {
        const known = await checks(caseRef);
        const same = known.find((one) => one.by === by);
        if (same !== undefined) return words(same) === words(check) ? 'repeated' : 'conflict';
        if (by === 'desk' && known.length === 0) return 'doctor-first';
        if (known.some((one) => samePerson(one, check))) return 'same-person';
        const { checkedBy, categories, saw } = check;
        const said: SealedCheck = { checkedBy, categories, saw, actor };
        const checkSealed = sealer.seal(said, stayPlace(`check-${by}`, caseRef));
        const looked = { kind: 'category-checked', detail: { by, actor } } as const;
        const recorded = await db.transaction().execute(async (tx) => {
          const { rows } = await sql`WITH looked AS (
              INSERT INTO checks (case_ref, checker, check_sealed, checked_at, done_on)
              VALUES (${caseRef}, ${by}, ${checkSealed}, ${at}, ${doneOn}) ON CONFLICT DO NOTHING RETURNING case_ref),
            told AS (${eventsOf(sql`looked`, [looked], at)})
            SELECT case_ref FROM looked`.execute(tx);
          if (rows.length > 0) await endConditionWaits(tx, { caseRef, at });
          return rows.length > 0;
        });
        if (recorded) return 'recorded';
      }
    },
  };
}

/** What of a look is sealed. */
export type SealedCheck = StaySeals[`check-${string}`];

/** By name or staff number, or by the credential of a person; the hospital's own system records for many. */
function samePerson(one: SealedCheck, other: SealedCheck): boolean {
  const byHand = one.actor !== undefined && !one.actor.endsWith(`/${machineActor}`);
  return one.checkedBy === other.checkedBy || (byHand && one.actor === other.actor);
}

function words({ checkedBy, categories, saw = [], doneOn = null }: CategoryCheck): string {
  return JSON.stringify([checkedBy, categories.toSorted(), saw.toSorted(), doneOn]);
}
