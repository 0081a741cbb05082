import type { CaseRef, SchemeId } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import type { StoreParts } from './records.ts';

/** Which version of its scheme holds for a stay. */
export function pinnedRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Open stays of a scheme with the version that decided them, ordered by case ref. */
    async pinnedStays(page: {
      readonly scheme: string;
      readonly after?: CaseRef;
      readonly limit: number;
    }): Promise<readonly { readonly caseRef: CaseRef; readonly stage: Stage; readonly version: string }[]> {
      let query = db
        .selectFrom('stays')
        .innerJoin('decisions', (join) =>
          join
            .onRef('decisions.caseRef', '=', 'stays.caseRef')
            .onRef('decisions.decisionSequence', '=', 'stays.decisionSequence'),
        )
        .select(['stays.caseRef', 'stage', 'version'])
        .where('stays.scheme', '=', page.scheme as SchemeId)
        .where('stage', 'not in', ['Refused', 'Closed', 'Cancelled']);
      if (page.after !== undefined) query = query.where('stays.caseRef', '>', page.after);
      return query.orderBy('stays.caseRef').limit(page.limit).execute();
    },
  };
}
