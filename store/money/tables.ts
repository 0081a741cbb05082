import type { CaseRef, PartyId, PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { Basis, CoreAnswers, PatientPart, Settlement, SettlementStep } from '../../domain/settlement.ts';
import {
  bigint,
  bytes,
  date,
  filled,
  integer,
  json,
  moment,
  nullable,
  text,
  transactionId,
} from '../postgres/column.ts';
import type { Account } from './accounts.ts';
import type { CoreState } from './core-settlements.ts';
import type { ObligationState, RestOfClaim } from './obligation-states.ts';

/** Settlements, obligations, ledger. */
export const moneyTables = {
  settlements: {
    caseRef: text<CaseRef>(),
    scheme: text(),
    version: text(),
    totalFen: bigint<Fen>(),
    patientFen: bigint<Fen>(),
    patientParts: json<readonly PatientPart[]>(),
    assumed: json<readonly string[]>(),
    settledAt: moment(),
    requestSealed: nullable(bytes()),
    settlementSequence: filled(integer()),
  },
  replacedSettlements: {
    caseRef: text<CaseRef>(),
    settlementSequence: integer(),
    settlement: json<Settlement>(),
    resolutionSequence: integer(),
    replacedAt: moment(),
  },
  settlementShares: {
    caseRef: text<CaseRef>(),
    position: integer(),
    payer: text<PayerId>(),
    shareFen: bigint<Fen>(),
    steps: json<readonly Omit<SettlementStep, 'basis'>[]>(),
    bases: nullable(json<readonly (Basis | null)[]>()),
  },
  obligations: {
    caseRef: text<CaseRef>(),
    payer: text<PayerId>(),
    claimSequence: integer(),
    party: text<PartyId>(),
    owedFen: bigint<Fen>(),
    state: filled(text<ObligationState>()),
    paidOn: nullable(date()),
    refusalCode: nullable(text()),
    stateAt: moment(),
    claimRef: nullable(text()),
    partPaidFen: filled(bigint<Fen>()),
    restIs: nullable(text<RestOfClaim>()),
  },
  coreSettlements: {
    caseRef: text<CaseRef>(),
    registrationSequence: integer(),
    coreSequence: integer(),
    settlementRef: text(),
    messageId: text(),
    totalFen: bigint<Fen>(),
    inPolicyFen: bigint<Fen>(),
    answers: json<CoreAnswers>(),
    settledAt: moment(),
    state: filled(text<CoreState>()),
  },
  patientPayments: {
    caseRef: text<CaseRef>(),
    paymentId: text(),
    paidFen: bigint<Fen>(),
    paidOn: date(),
    method: text(),
    recordedAt: moment(),
  },
  ledgerTransactions: {
    transactionId: filled(bigint()),
    caseRef: text<CaseRef>(),
    transactionKey: text(),
    at: moment(),
    writtenBy: filled(transactionId()),
  },
  ledgerPostings: { transactionId: bigint(), line: integer(), account: text<Account>(), fen: bigint<Fen>() },
} as const;
