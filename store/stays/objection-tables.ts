import type { CaseRef } from '../../domain/ids.ts';
import type { DecidingParty } from '../../domain/objection-resolutions.ts';
import type { Signer } from '../../domain/signers.ts';
import { date, flag, integer, nullable, text } from '../postgres/column.ts';

/** Objections to decisions of admissions. */
export const objectionTables = {
  decisionObjections: {
    caseRef: text<CaseRef>(),
    objection: integer(),
    decisionSequence: integer(),
    recordedBy: integer(),
    objectedOn: date(),
    objectedBy: text<Signer>(),
    dueOn: date(),
    decidingParty: text<DecidingParty>(),
    decidedOn: nullable(date()),
    decidedBy: nullable(integer()),
    upheld: nullable(flag()),
    renewedSequence: nullable(integer()),
  },
} as const;
