import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { eventsOf } from './held.ts';
import { type StoreParts, stayPlace } from './records.ts';

/** One look at a person's category: who looked answers for it. */
export interface CategoryCheck {
  readonly by: 'doctor' | 'desk';
  /** Name or staff number; stored sealed. */
  readonly checkedBy: string;
  readonly categories: readonly string[];
  readonly at: Instant;
}

/** `conflict`: that look was recorded with other words before; `doctor-first`: the desk looks second. */
export type CheckRecorded = 'recorded' | 'repeated' | 'conflict' | 'doctor-first';

/** The two looks at a category: first the doctor's, then the admission desk's. */
export function checkRecords({ db, sealer }: StoreParts) {
  const open = (sealed: Buffer, by: string, caseRef: CaseRef) =>
    sealer.open(sealed, stayPlace(`check-${by}`, caseRef)) as Pick<CategoryCheck, 'checkedBy' | 'categories'>;

  async function checks(caseRef: CaseRef): Promise<readonly CategoryCheck[]> {
    const rows = await db
      .selectFrom('stays')
      .leftJoin('checks', 'checks.caseRef', 'stays.caseRef')
      .select(['checker', 'checkSealed', 'checkedAt'])
      .where('stays.caseRef', '=', caseRef)
      .orderBy('checker', 'desc')
      .execute();
    if (rows.length === 0) throw new HubProblem('case-unknown');
    return rows.flatMap(({ checker: by, checkSealed, checkedAt: at }) =>
      by === null || checkSealed === null || at === null
        ? []
        : [{ ...open(checkSealed, by, caseRef), by, at }],
    );
  }

  return {
    /** The doctor's first, then the desk's. Throws HubProblem `case-unknown`. */
    checks,
    /** A look that was recorded stays, so what is read before the write still holds; of two at once the first counts. Throws HubProblem `case-unknown`. */
    async recordCheck(
      check: CategoryCheck & { readonly caseRef: CaseRef; readonly actor: string },
    ): Promise<CheckRecorded> {
      const { caseRef, by, checkedBy, categories, actor, at } = check;
      for (;;) {
        const known = await checks(caseRef);
        const same = known.find((one) => one.by === by);
        if (same !== undefined) return words(same) === words(check) ? 'repeated' : 'conflict';
        if (by === 'desk' && known.length === 0) return 'doctor-first';
        const checkSealed = sealer.seal({ checkedBy, categories }, stayPlace(`check-${by}`, caseRef));
        const looked = { kind: 'category-checked', detail: { by, actor } } as const;
        const { rows } = await sql`WITH looked AS (
            INSERT INTO checks (case_ref, checker, check_sealed, checked_at)
            VALUES (${caseRef}, ${by}, ${checkSealed}, ${at}) ON CONFLICT DO NOTHING RETURNING case_ref),
          told AS (${eventsOf(sql`looked`, [looked], at)})
          SELECT case_ref FROM looked`.execute(db);
        if (rows.length > 0) return 'recorded';
      }
    },
  };
}

function words({ checkedBy, categories }: CategoryCheck): string {
  return JSON.stringify([checkedBy, categories.toSorted()]);
}
