import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Typed keys of the search attributes in domain/search-attributes.ts: codes only, they are never encrypted. */
export const hubStage = defineSearchAttributeKey('HubStage', SearchAttributeType.KEYWORD);
export const hubAttention = defineSearchAttributeKey('HubAttention', SearchAttributeType.KEYWORD);
export const hubBlockedOn = defineSearchAttributeKey('HubBlockedOn', SearchAttributeType.KEYWORD);
export const hubAttentionSince = defineSearchAttributeKey('HubAttentionSince', SearchAttributeType.DATETIME);
export const hubPayers = defineSearchAttributeKey('HubPayers', SearchAttributeType.KEYWORD_LIST);
export const hubNextDeadline = defineSearchAttributeKey('HubNextDeadline', SearchAttributeType.DATETIME);
export const hubCaseRef = defineSearchAttributeKey('HubCaseRef', SearchAttributeType.KEYWORD);
export const hubInstitution = defineSearchAttributeKey('HubInstitution', SearchAttributeType.KEYWORD);
