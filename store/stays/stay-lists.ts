import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import { numberGiven, type StaySummary, type StoreParts } from './records.ts';

/** Lists of stays, a page at a time. */
export function stayLists({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Ordered by case ref; the next page begins after the last one's. */
    async listStays(page: {
      readonly institution?: InstitutionId;
      readonly stage?: Stage;
      readonly after?: CaseRef;
      readonly limit: number;
    }): Promise<readonly StaySummary[]> {
      let query = db.selectFrom('stays').select(summaryColumns);
      if (page.institution !== undefined) query = query.where('institution', '=', page.institution);
      if (page.stage !== undefined) query = query.where('stage', '=', page.stage);
      if (page.after !== undefined) query = query.where('caseRef', '>', page.after);
      const rows = await query.orderBy('caseRef').limit(page.limit).execute();
      return rows.map((row) => ({ ...row, admissionNo: numberGiven(row) }));
    },
  };
}

const summaryColumns = [
  'caseRef',
  'institution',
  'admissionNo',
  'personRef',
  'identitySequence',
  'scheme',
  'admittedOn',
  'emergency',
  'settledBy',
  'voucherNo',
  'stage',
  'acceptedAt',
  'begunAt',
  'closedAt',
] as const;
