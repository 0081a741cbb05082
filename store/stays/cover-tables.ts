import type { CoverDetail } from '../../domain/cover-text.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { integer, json, moment, nullable, text } from '../postgres/column.ts';

/** Covers that changed during a stay. */
export const coverTables = {
  coverChanges: {
    caseRef: text<CaseRef>(),
    detail: json<CoverDetail>(),
    foundAt: moment(),
    keptBy: nullable(integer()),
  },
} as const;
