import type { ChargePolicy, HospitalEstimate } from '../../domain/charges.ts';
import type { CaseRef, PayerId } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { InterimState } from '../../domain/staging.ts';
import { bigint, bytes, date, flag, integer, json, moment, nullable, text } from '../postgres/column.ts';

/** What a stay costs day by day, and when its hospital's rule of staged payment was reached. */
export const chargeTables = {
  chargeLists: {
    caseRef: text<CaseRef>(),
    listNo: text(),
    bodyDigest: text(),
    chargedOn: date(),
    totalFen: bigint<Fen>(),
    outsideFen: bigint<Fen>(),
    selfPaidFen: bigint<Fen>(),
    late: flag(),
    estimate: nullable(json<HospitalEstimate>()),
    entriesSealed: bytes(),
    recordedBy: text(),
    recordedAt: moment(),
  },
  chargeEntries: {
    caseRef: text<CaseRef>(),
    listNo: text(),
    line: integer(),
    fen: bigint<Fen>(),
    policy: text<ChargePolicy>(),
    unsigned: flag(),
    correctsList: nullable(text()),
    correctsLine: nullable(integer()),
  },
  paymentStages: {
    caseRef: text<CaseRef>(),
    stageSequence: integer(),
    ruleNo: text(),
    targetFen: bigint<Fen>(),
    reachedOn: date(),
    reachedAt: moment(),
    offeredBy: nullable(text()),
    offeredAt: nullable(moment()),
    paidAt: nullable(moment()),
  },
  interimBills: {
    caseRef: text<CaseRef>(),
    interimSequence: integer(),
    state: text<InterimState>(),
    ruleNo: text(),
    reachedAt: moment(),
    fromDay: nullable(date()),
    toDay: nullable(date()),
    totalFen: nullable(bigint<Fen>()),
    outOfPolicyFen: nullable(bigint<Fen>()),
    openedBy: nullable(text()),
    openedAt: nullable(moment()),
    settledAt: nullable(moment()),
    patientFen: nullable(bigint<Fen>()),
    shares: nullable(json<readonly { readonly payer: PayerId; readonly fen: Fen }[]>()),
    withdrawnBy: nullable(text()),
    withdrawnAt: nullable(moment()),
  },
} as const;
