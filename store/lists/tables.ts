import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import type { ListAgency, ListEffects } from '../../domain/list.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import type { Attention, AttentionCode } from '../../domain/stay.ts';
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
  texts,
} from '../postgres/column.ts';

export type ListVersionState =
  | 'received'
  | 'staging'
  | 'staged'
  | 'held'
  | 'released'
  | 'rejected'
  | 'failed'
  | 'superseded';

/** Lists with their files, versions, memberships, and what people must look at. */
export const listTables = {
  lists: {
    listId: text<ListId>(),
    party: text(),
    agency: nullable(text<ListAgency>()),
    division: text(),
    categories: texts(),
    shrinkLimitPermille: integer(),
    ageLimitDays: integer(),
  },
  listUploads: { uploadId: text(), listId: text<ListId>(), begunAt: filled(moment()) },
  listChunks: { uploadId: text(), chunk: integer(), bytesSealed: bytes() },
  listVersions: {
    listId: text<ListId>(),
    version: integer(),
    state: filled(text<ListVersionState>()),
    kind: filled(text<'full' | 'delta'>()),
    format: text<ListFormat>(),
    source: text<'push' | 'pull'>(),
    digest: text(),
    bytes: bigint(),
    asOf: date(),
    confirmedAsOf: date(),
    sentBy: nullable(text()),
    review: filled(flag()),
    uploadId: nullable(text()),
    reportId: nullable(text()),
    receivedAt: moment(),
    begunAt: nullable(moment()),
    releasedAt: nullable(moment()),
    reasons: filled(texts()),
    decision: nullable(text<'release' | 'reject'>()),
    decidedBy: nullable(text()),
    staging: nullable(text()),
    stagedLines: nullable(integer()),
    stagedMembers: nullable(integer()),
    rowsReceived: filled(integer()),
    rowsAccepted: filled(integer()),
    rowsRejected: filled(integer()),
    baseVersion: nullable(integer()),
    membersBefore: nullable(integer()),
    membersAdded: nullable(integer()),
    membersChanged: nullable(integer()),
    membersUnchanged: nullable(integer()),
    membersRemoved: nullable(integer()),
    membersKept: nullable(integer()),
    membersNotNamed: nullable(integer()),
    membersAfter: nullable(integer()),
    effects: nullable(json<ListEffects>()),
  },
  listRejections: {
    listId: text<ListId>(),
    version: integer(),
    rowNumber: integer(),
    errors: text(),
    otherRow: nullable(integer()),
  },
  memberships: {
    listId: text<ListId>(),
    personRef: text<PersonRef>(),
    category: text(),
    validFrom: date(),
    validUntil: nullable(date()),
    knownFrom: moment(),
    knownUntil: nullable(moment()),
    listed: filled(flag()),
    said: bigint(),
    household: nullable(bigint()),
    line: nullable(bigint()),
    version: integer(),
  },
  listConflicts: {
    conflictId: filled(bigint()),
    personRef: text<PersonRef>(),
    kind: text<'insurer-label' | 'agencies' | 'name'>(),
    detail: json<Readonly<Record<string, readonly string[]>>>(),
    caseRef: nullable(text<CaseRef>()),
    at: moment(),
    resolvedAt: nullable(moment()),
    resolvedBy: nullable(text()),
    resolution: nullable(text()),
  },
  listHeadCounts: {
    listId: text<ListId>(),
    day: date(),
    version: integer(),
    members: integer(),
    digest: text(),
    countedAt: moment(),
  },
  listAttention: {
    listId: text<ListId>(),
    version: integer(),
    step: text(),
    code: text<AttentionCode>(),
    blockedOn: text<Attention['blockedOn']>(),
    since: moment(),
    dueAt: moment(),
    detail: nullable(json<AttentionDetail>()),
  },
  listPullFailures: { listId: text<ListId>(), failures: integer(), since: moment() },
} as const;
