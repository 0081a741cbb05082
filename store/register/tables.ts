import type { InstitutionId, ListId, PersonRef } from '../../domain/ids.ts';
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

export type Role = 'hospital' | 'agency' | 'payer' | 'operator';

/** Who calls, where people are treated, which lists exist, who people are, who did what. */
export const partyTables = {
  institutions: {
    institution: text<InstitutionId>(),
    name: text(),
    division: text(),
    level: integer<1 | 2 | 3>(),
    kind: text<'public' | 'private'>(),
    type: text<'hospital' | 'township' | 'community'>(),
    settlesInstantly: filled(flag()),
    designatedFrom: nullable(date()),
    designatedUntil: nullable(date()),
  },
  countyParameters: {
    scheme: text(),
    parameter: text(),
    validFrom: date(),
    value: json<unknown>(),
    source: text(),
    enteredBy: text(),
    enteredAt: moment(),
  },
  parties: {
    party: text(),
    role: text<Role>(),
    name: text(),
    institution: nullable(text<InstitutionId>()),
  },
  credentials: { tokenDigest: bytes(), party: text(), revokedAt: nullable(moment()) },
  lists: {
    listId: text<ListId>(),
    party: text(),
    division: text(),
    categories: texts(),
    shrinkLimitPermille: integer(),
    ageLimitDays: integer(),
  },
  people: { personRef: text<PersonRef>(), blindIndex: bytes(), identitySealed: bytes() },
  auditEntries: {
    auditSequence: bigint(),
    at: moment(),
    actor: text(),
    action: text(),
    subject: text(),
    reason: nullable(text()),
    hash: bytes(),
  },
} as const;
