import type { InstitutionId } from '../../domain/ids.ts';
import type { InstitutionRuleKind } from '../../domain/institution-rules.ts';
import type { OrganisationKind, Role } from '../../domain/roles.ts';
import { bytes, date, filled, flag, integer, json, moment, nullable, text } from '../postgres/column.ts';

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
  institutionRules: {
    institution: text<InstitutionId>(),
    kind: text<InstitutionRuleKind>(),
    ruleNo: text(),
    validFrom: date(),
    validUntil: date(),
    rule: json<object>(),
    proposedBy: text(),
    proposedAt: moment(),
    confirmedBy: nullable(text()),
    confirmedAt: nullable(moment()),
    endsOn: nullable(date()),
    endProposedBy: nullable(text()),
    endConfirmedBy: nullable(text()),
    endAt: nullable(moment()),
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
  regionValues: {
    division: text(),
    section: text(),
    name: text(),
    validFrom: date(),
    value: json<Readonly<Record<string, unknown>>>(),
    source: text(),
    proposedBy: text(),
    proposedAt: moment(),
    confirmedBy: nullable(text()),
    confirmedAt: nullable(moment()),
  },
  eligibilityChecks: { party: text(), day: date(), personDigest: bytes(), checks: integer() },
  parties: {
    party: text(),
    role: text<OrganisationKind>(),
    name: text(),
    institution: nullable(text<InstitutionId>()),
  },
  actors: {
    party: text(),
    actor: text(),
    role: text<Role>(),
    kind: text<'person' | 'machine'>(),
    nameSealed: nullable(bytes()),
  },
  credentials: {
    tokenDigest: bytes(),
    party: text(),
    actor: nullable(text()),
    revokedAt: nullable(moment()),
  },
} as const;
