import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { PrintedPaper } from '../../domain/printed-papers.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';

/** Who printed it first, and when; `signed`: the agreement that was recorded has its digest. */
export interface KnownPaper extends PrintedPaper {
  readonly printedBy: string;
  readonly printedAt: Instant;
  readonly signed: boolean;
}

/** What was printed of a stay; the same file again is one paper. */
export function printedPapers({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** In the order in which they were first printed. */
    async papersOf(caseRef: CaseRef): Promise<readonly KnownPaper[]> {
      return db
        .selectFrom('printedPapers as papers')
        .leftJoin('agreements', (join) =>
          join
            .onRef('agreements.caseRef', '=', 'papers.caseRef')
            .onRef('agreements.paperDigest', '=', 'papers.sha256'),
        )
        .select(['paperSequence as paper', 'kind', 'about', 'template', 'sha256', 'pages'])
        .select(['printedBy', 'printedAt', sql<boolean>`agreements.case_ref IS NOT NULL`.as('signed')])
        .where('papers.caseRef', '=', caseRef)
        .orderBy('paperSequence')
        .execute();
    },
    /** Writes down what was printed, unless the very same file was before. Throws HubProblem `case-unknown`. */
    async recordPrinted(
      caseRef: CaseRef,
      paper: Omit<PrintedPaper, 'paper'>,
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<void> {
      const { kind, about, template, sha256, pages } = paper;
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        await sql`INSERT INTO printed_papers (case_ref, paper_sequence, kind, about, template, sha256, pages, printed_by, printed_at)
          SELECT ${caseRef}, coalesce(max(paper_sequence), 0) + 1, ${kind}, ${about}, ${template}, ${sha256}, ${pages}, ${actor}, ${at}
          FROM printed_papers WHERE case_ref = ${caseRef}
          ON CONFLICT (case_ref, sha256) DO NOTHING`.execute(tx);
      });
    },
  };
}
