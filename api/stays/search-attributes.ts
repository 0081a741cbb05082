import { TypedSearchAttributes } from '@temporalio/common';
import type { CaseRef, InstitutionId, SchemeId } from '../../domain/ids.ts';
import type { Stage } from '../../domain/stay.ts';
import { searchAttribute } from '../../workflows/search-attributes.ts';

/** Codes by which operators find a stay in the Temporal UI. */
export function stayAttributes(stay: Coded, stage: Stage): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttribute('HubStage'), value: stage },
    { key: searchAttribute('HubInstitution'), value: stay.institution },
    { key: searchAttribute('HubScheme'), value: stay.scheme },
    { key: searchAttribute('HubCaseRef'), value: stay.caseRef },
    { key: searchAttribute('HubRegion'), value: stay.region },
  ]);
}

interface Coded {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly scheme: SchemeId;
  readonly region: string;
}
