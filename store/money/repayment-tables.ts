import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { PlanAgreement, PlanState, ReliefKind, ReliefSource } from '../../domain/repayment.ts';
import { bigint, bytes, date, filled, flag, integer, moment, nullable, text } from '../postgres/column.ts';

/** Plans of instalments, relief, and what is known of the person meanwhile. */
export const repaymentTables = {
  repaymentPlans: {
    caseRef: text<CaseRef>(),
    planSequence: integer(),
    replaces: nullable(integer()),
    resolutionSequence: integer(),
    state: filled(text<PlanState>()),
    template: text(),
    textVersion: text(),
    signedOn: date(),
    signedBy: text<PlanAgreement['signedBy']>(),
    paperDigest: text(),
    signersSealed: bytes(),
    remindDaysBefore: integer(),
    confirmedAt: moment(),
    endedAt: nullable(moment()),
  },
  instalments: {
    caseRef: text<CaseRef>(),
    planSequence: integer(),
    instalment: integer(),
    dueOn: date(),
    fen: bigint<Fen>(),
    paidFen: filled(bigint<Fen>()),
    cutFen: filled(bigint<Fen>()),
    remindedBefore: filled(flag()),
    remindedOnDay: filled(flag()),
    missed: filled(flag()),
  },
  patientReliefs: {
    caseRef: text<CaseRef>(),
    reliefSequence: integer(),
    kind: text<ReliefKind>(),
    fen: bigint<Fen>(),
    source: nullable(text<ReliefSource>()),
    approval: nullable(text()),
    approvedOn: date(),
    resolutionSequence: integer(),
    recordedAt: moment(),
  },
  patientCircumstances: {
    caseRef: text<CaseRef>(),
    resolutionSequence: integer(),
    circumstance: text<'hardship' | 'died'>(),
    since: date(),
  },
} as const;
