import type { ConditionKind } from '../../domain/condition-kinds.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { bytes, date, filled, flag, integer, moment, nullable, text } from '../postgres/column.ts';

/** One thing that a decision asks, as its column has it. */
export interface AskedColumns {
  readonly condition: string;
  readonly kind: ConditionKind;
  readonly due_from: string;
  readonly due_days: number;
}

/** What was done of it. */
export const conditionTables = {
  conditionRecords: {
    caseRef: text<CaseRef>(),
    recordSequence: integer(),
    kind: text<ConditionKind>(),
    doneOn: date(),
    keepsOriginal: filled(flag()),
    excusedBy: nullable(integer()),
    recordSealed: nullable(bytes()),
    recordedBy: text(),
    recordedAt: moment(),
  },
} as const;
