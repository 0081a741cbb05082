import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type {
  DifferenceKind,
  ReconciledAmounts,
  ReconciliationState,
} from '../../domain/insurer-reconciliation.ts';
import type { Fen } from '../../domain/money.ts';
import { bigint, date, filled, integer, json, moment, nullable, text } from '../postgres/column.ts';

const name = { institution: text<InstitutionId>(), fromOn: date(), toOn: date(), run: integer() } as const;

/** Settlements held against the insurer's book. */
export const reconciliationTables = {
  insurerReconciliations: {
    ...name,
    askedAt: moment(),
    askedBy: nullable(text()),
    state: filled(text<ReconciliationState>()),
    code: nullable(text()),
    answeredAt: nullable(moment()),
    settlements: nullable(integer()),
    totalFen: nullable(bigint<Fen>()),
    fundFen: nullable(bigint<Fen>()),
    accountFen: nullable(bigint<Fen>()),
    others: nullable(integer()),
  },
  insurerDifferences: {
    ...name,
    settlementRef: text(),
    kind: text<DifferenceKind>(),
    caseRef: text<CaseRef>(),
    ours: nullable(json<ReconciledAmounts | null>()),
    theirs: nullable(json<ReconciledAmounts | null>()),
  },
} as const;
