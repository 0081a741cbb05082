import type { CashTotal } from '../../domain/cash-days.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { date, integer, json, moment, nullable, text } from '../postgres/column.ts';

/** What hospitals counted at their cash desks. */
export const cashTables = {
  cashCounts: {
    institution: text<InstitutionId>(),
    day: date(),
    countSequence: integer(),
    countedBy: text(),
    countedAt: moment(),
    totals: json<readonly CashTotal[]>(),
    explanation: nullable(text()),
    explainedBy: nullable(text()),
    explainedAt: nullable(moment()),
  },
} as const;
