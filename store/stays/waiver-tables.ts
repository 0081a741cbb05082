import type { CaseRef } from '../../domain/ids.ts';
import type { Signer } from '../../domain/signers.ts';
import type { InsuredStayBy } from '../../domain/waiver.ts';
import { bytes, date, integer, moment, nullable, text } from '../postgres/column.ts';

/** What became of the waiver of a stay after its decision. */
export const waiverTables = {
  waiverEnds: {
    caseRef: text<CaseRef>(),
    resolutionSequence: integer(),
    endsOn: date(),
    noticedOn: date(),
    handedTo: text<Signer>(),
    reasonSealed: bytes(),
    recordedAt: moment(),
  },
  insuredStays: {
    caseRef: text<CaseRef>(),
    decisionSequence: integer(),
    chosenBy: text<InsuredStayBy>(),
    resolutionSequence: nullable(integer()),
    recordedAt: moment(),
  },
} as const;
