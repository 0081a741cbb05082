import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
  TypedSearchAttributes,
} from '@temporalio/common';
import type { CaseRef, InstitutionId, PayerId } from '../domain/ids.ts';
import { searchAttributes } from '../domain/search-attributes.ts';

const types = {
  Keyword: SearchAttributeType.KEYWORD,
  KeywordList: SearchAttributeType.KEYWORD_LIST,
  Datetime: SearchAttributeType.DATETIME,
} as const;

type TypeOf<Name extends SearchAttributeName> = (typeof types)[(typeof searchAttributes)[Name]];

/** A value to show from now on; null shows nothing any more. */
export type AttributeChange = SearchAttributeUpdatePair;

export type SearchAttributeName = keyof typeof searchAttributes;

/** The typed key of a search attribute in domain/search-attributes.ts. */
export function searchAttribute<const Name extends SearchAttributeName>(name: Name) {
  return defineSearchAttributeKey(name, types[searchAttributes[name]] as TypeOf<Name>);
}

/** Codes by which operators find a plan of instalments. */
export function repaymentAttributes({
  caseRef,
  institution,
}: {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
}): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttribute('HubCaseRef'), value: caseRef },
    { key: searchAttribute('HubInstitution'), value: institution },
    { key: searchAttribute('HubPayers'), value: ['patient'] },
    { key: searchAttribute('HubStage'), value: 'running' },
  ]);
}

/** Codes by which operators find a claim, whoever starts its workflow: the stay, or a person who restarts it. */
export function claimAttributes(
  { caseRef, institution }: { readonly caseRef: CaseRef; readonly institution: InstitutionId },
  payer: PayerId,
  stage: 'intended' | 'sent' = 'intended',
): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttribute('HubCaseRef'), value: caseRef },
    { key: searchAttribute('HubInstitution'), value: institution },
    { key: searchAttribute('HubPayers'), value: [payer] },
    { key: searchAttribute('HubStage'), value: stage },
  ]);
}
