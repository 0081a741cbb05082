import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { searchAttributes } from '../domain/search-attributes.ts';

const types = {
  Keyword: SearchAttributeType.KEYWORD,
  KeywordList: SearchAttributeType.KEYWORD_LIST,
  Datetime: SearchAttributeType.DATETIME,
} as const;

type TypeOf<Name extends SearchAttributeName> = (typeof types)[(typeof searchAttributes)[Name]];

export type SearchAttributeName = keyof typeof searchAttributes;

/** The typed key of a search attribute in domain/search-attributes.ts. */
export function searchAttribute<const Name extends SearchAttributeName>(name: Name) {
  return defineSearchAttributeKey(name, types[searchAttributes[name]] as TypeOf<Name>);
}
