import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { recordEvent } from './events.ts';
import { lockStay, type StoreParts, stayPlace } from './records.ts';

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

  async function checks(caseRef: CaseRef, connection: Pick<typeof db, 'selectFrom'> = db) {
    const rows = await connection
      .selectFrom('checks')
      .selectAll()
      .where('caseRef', '=', caseRef)
      .orderBy('checker', 'desc')
      .execute();
    return rows.map(
      (row): CategoryCheck => ({
        ...open(row.checkSealed, row.checker, caseRef),
        by: row.checker,
        at: row.checkedAt,
      }),
    );
  }

  return {
    /** The doctor's first, then the desk's. */
    checks: (caseRef: CaseRef): Promise<readonly CategoryCheck[]> => checks(caseRef),
    /** Throws HubProblem `case-unknown`. */
    async recordCheck(
      check: CategoryCheck & { readonly caseRef: CaseRef; readonly actor: string },
    ): Promise<CheckRecorded> {
      const { caseRef, by, checkedBy, categories, actor, at } = check;
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const known = await checks(caseRef, tx);
        const same = known.find((one) => one.by === by);
        if (same !== undefined) {
          const words = (one: CategoryCheck) => JSON.stringify([one.checkedBy, one.categories.toSorted()]);
          return words(same) === words(check) ? 'repeated' : 'conflict';
        }
        if (by === 'desk' && known.length === 0) return 'doctor-first';
        const checkSealed = sealer.seal({ checkedBy, categories }, stayPlace(`check-${by}`, caseRef));
        await tx.insertInto('checks').values({ caseRef, checker: by, checkSealed, checkedAt: at }).execute();
        await recordEvent(tx, { caseRef, kind: 'category-checked', detail: { by, actor }, at });
        return 'recorded';
      });
    },
  };
}
