import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { PreSettledShares, PreSettlementState } from '../../domain/pre-settlement.ts';
import { bigint, date, filled, integer, json, moment, nullable, text } from '../postgres/column.ts';

/** What the insurer says a bill would come to. */
export const preSettlementTables = {
  preSettlements: {
    caseRef: text<CaseRef>(),
    sequence: integer(),
    asOf: date(),
    totalFen: bigint<Fen>(),
    outOfPolicyFen: bigint<Fen>(),
    askedAt: moment(),
    askedBy: nullable(text()),
    state: filled(text<PreSettlementState>()),
    code: nullable(text()),
    answeredAt: nullable(moment()),
    shares: nullable(json<PreSettledShares>()),
    patientFen: nullable(bigint<Fen>()),
  },
} as const;
