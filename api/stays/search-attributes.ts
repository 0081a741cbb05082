import { TypedSearchAttributes } from '@temporalio/common';
import type { Stage } from '../../domain/stay.ts';
import { searchAttribute } from '../../workflows/search-attributes.ts';
import type { StayAddress } from './flow.ts';

/** Codes by which operators find a stay in the Temporal UI. */
export function stayAttributes(stay: StayAddress, stage: Stage): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttribute('HubStage'), value: stage },
    { key: searchAttribute('HubInstitution'), value: stay.institution },
    { key: searchAttribute('HubScheme'), value: stay.scheme },
    { key: searchAttribute('HubCaseRef'), value: stay.caseRef },
    { key: searchAttribute('HubRegion'), value: stay.region },
  ]);
}
