import type { CreditOrderState, DrawBasis, DrawRepayment } from '../../domain/credit-draws.ts';
import type { LocalDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Fen } from '../../domain/money.ts';
import type { GivenWay } from '../../domain/patient-notices.ts';
import { bigint, date, filled, flag, integer, moment, nullable, text } from '../postgres/column.ts';

/** What the bank can be asked to do with somebody's line. */
export type CreditOrderKind = 'hold' | 'renew' | 'release' | 'draw' | 'reverse';

/** The credit line of the patient's own part. */
export const creditTables = {
  creditLines: {
    caseRef: text<CaseRef>(),
    openedOn: date(),
    limitFen: bigint<Fen>(),
    availableFen: bigint<Fen>(),
    mandateSignedOn: nullable(date()),
    cardBound: flag(),
    holds: flag(),
    toldAt: moment(),
    noticedOn: nullable(date()),
    noticedWay: nullable(text<GivenWay>()),
    noticedBy: nullable(text()),
  },
  creditOrders: {
    caseRef: text<CaseRef>(),
    orderSequence: integer(),
    kind: text<CreditOrderKind>(),
    ofSequence: nullable(integer()),
    fen: bigint<Fen>(),
    basis: nullable(text<DrawBasis>()),
    consentedOn: nullable(date()),
    consentedBy: nullable(text<'patient' | 'family'>()),
    orderedBy: text(),
    orderedAt: moment(),
    state: filled(text<CreditOrderState>()),
    stateAt: moment(),
    refusal: nullable(text()),
    bankRef: nullable(text()),
    doneOn: nullable(date()),
    expiresOn: nullable(date()),
    holdEndedAt: nullable(moment()),
    adviceNo: nullable(text()),
    arrivedOn: nullable(date()),
    matchedBy: nullable(text()),
    repayment: nullable(text<DrawRepayment>()),
    outstandingFen: nullable(bigint<Fen>()),
    repaymentOn: nullable(date()),
  },
} as const;

/** What the bank told of a line. */
export interface ToldLine {
  readonly openedOn: LocalDate;
  readonly limitFen: Fen;
  readonly availableFen: Fen;
  readonly mandateSignedOn: LocalDate | null;
  readonly cardBound: boolean;
  readonly holds: boolean;
}
