import type { InstitutionId } from '../../domain/ids.ts';
import { bytes, date, filled, flag, integer, json, moment, nullable, text } from '../postgres/column.ts';

export type Role = 'hospital' | 'agency' | 'payer' | 'operator';

/** Who calls, where people are treated, what a county has entered. */
export const registerTables = {
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
} as const;
