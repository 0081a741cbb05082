import type { CaseRef } from '../../domain/ids.ts';
import type { PrintedKind } from '../../domain/printed-papers.ts';
import { integer, moment, text } from '../postgres/column.ts';

/** What was printed. */
export const paperTables = {
  printedPapers: {
    caseRef: text<CaseRef>(),
    paperSequence: integer(),
    kind: text<PrintedKind>(),
    about: text(),
    template: text(),
    sha256: text(),
    pages: integer(),
    printedBy: text(),
    printedAt: moment(),
  },
} as const;
