import type { ListId, PersonRef } from '../../domain/ids.ts';
import { bytes, date, filled, integer, json, moment, nullable, text } from '../column.ts';

export type ListVersionState =
  | 'received'
  | 'staging'
  | 'checked'
  | 'held'
  | 'released'
  | 'rejected'
  | 'failed'
  | 'superseded';
/** One thing wrong with one cell of a list row. */
export interface RowError {
  readonly column: string;
  readonly code: string;
}

/** Versions of lists and memberships. */
export const listTables = {
  listVersions: {
    listId: text<ListId>(),
    version: integer(),
    state: filled(text<ListVersionState>()),
    digest: text(),
    source: text<'push' | 'pull'>(),
    asOf: date(),
    receivedAt: moment(),
    releasedAt: nullable(moment()),
    reasonCode: nullable(text()),
    rowsReceived: filled(integer()),
    rowsAccepted: filled(integer()),
    rowsRejected: filled(integer()),
    membersBefore: nullable(integer()),
    membersAdded: nullable(integer()),
    membersChanged: nullable(integer()),
    membersUnchanged: nullable(integer()),
    membersRemoved: nullable(integer()),
    membersKept: nullable(integer()),
    membersAfter: nullable(integer()),
  },
  listRows: {
    listId: text<ListId>(),
    version: integer(),
    rowNumber: integer(),
    personRef: text<PersonRef>(),
    category: text(),
    since: nullable(date()),
  },
  listRejections: {
    listId: text<ListId>(),
    version: integer(),
    rowNumber: integer(),
    personRef: nullable(text<PersonRef>()),
    errors: json<readonly RowError[]>(),
    cellsSealed: bytes(),
  },
  memberships: {
    listId: text<ListId>(),
    personRef: text<PersonRef>(),
    category: text(),
    validFrom: date(),
    validUntil: nullable(date()),
    knownFrom: moment(),
    knownUntil: nullable(moment()),
    version: integer(),
  },
} as const;
