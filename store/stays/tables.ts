import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { BulkItemState, BulkKind } from '../../domain/bulk-resolutions.ts';
import type { CoreCheck, CoreTransaction } from '../../domain/core-answers.ts';
import type { DecisionOutcome } from '../../domain/decision.ts';
import type { DigestItem } from '../../domain/digest.ts';
import type { FailureCode } from '../../domain/failures.ts';
import type { CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import type { SettledBy } from '../../domain/institution-rules.ts';
import type { Fen } from '../../domain/money.ts';
import type { ReconcilerFinding } from '../../domain/reconciliation.ts';
import type { ResolutionKindCode, ResolutionState } from '../../domain/resolutions.ts';
import type { Attention, AttentionCode, Stage } from '../../domain/stay.ts';
import {
  bigint,
  bytes,
  date,
  filled,
  flag,
  integer,
  json,
  moment,
  nullable,
  text,
} from '../postgres/column.ts';
import { type AskedColumns, conditionTables } from './condition-tables.ts';
import { coverTables } from './cover-tables.ts';
import type { StayEventDetail, StayEventKind } from './event-kinds.ts';
import { objectionTables } from './objection-tables.ts';
import { paperTables } from './paper-tables.ts';
import { waiverTables } from './waiver-tables.ts';

/** One hospitalization. */
export const stayTables = {
  ...conditionTables,
  ...coverTables,
  ...objectionTables,
  ...paperTables,
  ...waiverTables,
  stays: {
    caseRef: text<CaseRef>(),
    institution: text<InstitutionId>(),
    admissionNo: text(),
    bodyDigest: text(),
    personRef: text<PersonRef>(),
    scheme: text<SchemeId>(),
    admittedOn: date(),
    emergency: flag(),
    settledBy: filled(text<SettledBy>()),
    stage: filled(text<Stage>()),
    arrivalSealed: bytes(),
    nameSealed: nullable(bytes()),
    identitySequence: filled(integer()),
    coverSealed: nullable(bytes()),
    decisionSequence: nullable(integer()),
    acceptedAt: moment(),
    begunAt: nullable(moment()),
    closedAt: nullable(moment()),
    cancelledBy: nullable(integer()),
    chargedFen: nullable(bigint<Fen>()),
    onAccountFen: filled(bigint<Fen>()),
    impersonatedBy: nullable(integer()),
    unregisteredAt: nullable(moment()),
    voucherNo: nullable(text()),
    transferredFrom: nullable(text<CaseRef>()),
  },
  coreAnswers: {
    messageId: text(),
    caseRef: text<CaseRef>(),
    transaction: text<CoreTransaction>(),
    said: text<'done' | 'refused'>(),
    visitRef: text(),
    digest: text(),
    replySealed: bytes(),
    checked: nullable(text<CoreCheck>()),
    recordedBy: text(),
    recordedAt: moment(),
  },
  decisions: {
    caseRef: text<CaseRef>(),
    decisionSequence: integer(),
    outcome: text<DecisionOutcome>(),
    scheme: text(),
    version: text(),
    decisionSealed: bytes(),
    decidedAt: moment(),
    asked: filled(json<readonly AskedColumns[]>()),
  },
  checks: {
    caseRef: text<CaseRef>(),
    checker: text<'doctor' | 'desk'>(),
    checkSealed: bytes(),
    checkedAt: moment(),
    doneOn: nullable(date()),
  },
  insurerRegistrations: {
    caseRef: text<CaseRef>(),
    registrationSequence: integer(),
    personNoSealed: bytes(),
    identifiedAt: moment(),
    visitRef: nullable(text()),
    registeredAt: nullable(moment()),
    cancelledAt: nullable(moment()),
  },
  agreements: {
    caseRef: text<CaseRef>(),
    textVersion: text(),
    signedOn: date(),
    paperDigest: text(),
    signersSealed: bytes(),
    recordedAt: moment(),
  },
  discharges: {
    caseRef: text<CaseRef>(),
    bodyDigest: text(),
    dischargedOn: date(),
    totalFen: bigint<Fen>(),
    outOfPolicyFen: bigint<Fen>(),
    billSealed: bytes(),
    billSequence: filled(integer()),
    acceptedAt: moment(),
    takenAt: nullable(moment()),
    diedOn: nullable(date()),
    accountUsed: filled(flag()),
  },
  attention: {
    caseRef: text<CaseRef>(),
    step: text(),
    code: text<AttentionCode>(),
    blockedOn: text<Attention['blockedOn']>(),
    since: moment(),
    detail: nullable(json<AttentionDetail>()),
    dueAt: nullable(moment()),
  },
  bulkResolutions: {
    bulkRef: text(),
    kind: text<BulkKind>(),
    filter: json<Readonly<Record<string, string | boolean>>>(),
    institution: nullable(text<InstitutionId>()),
    evidenceSealed: bytes(),
    perMinute: integer(),
    orderedBy: text(),
    orderedAt: moment(),
  },
  bulkResolutionItems: {
    bulkRef: text(),
    caseRef: text<CaseRef>(),
    step: text(),
    revision: integer(),
    dueAt: moment(),
    state: filled(text<BulkItemState>()),
    code: nullable(text<FailureCode>()),
  },
  resolutions: {
    caseRef: text<CaseRef>(),
    resolutionSequence: integer(),
    kind: text<ResolutionKindCode>(),
    step: text(),
    office: nullable(text()),
    state: text<ResolutionState>(),
    wantedSealed: bytes(),
    replacedSealed: nullable(bytes()),
    proposedBy: text(),
    proposedAt: moment(),
    decidedBy: nullable(text()),
    decidedAt: nullable(moment()),
  },
  stayEvents: {
    eventId: filled(bigint()),
    caseRef: text<CaseRef>(),
    kind: text<StayEventKind>(),
    detail: json<StayEventDetail>(),
    at: moment(),
  },
  reconciliations: {
    part: text<'workflows' | 'books'>(),
    reconciledAt: moment(),
    findings: json<readonly ReconcilerFinding[]>(),
  },
  digests: {
    day: date(),
    organisation: text(),
    madeAt: moment(),
    items: json<readonly DigestItem[]>(),
  },
} as const;
