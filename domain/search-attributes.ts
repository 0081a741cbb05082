/** The search attributes every server must know: codes and dates only, never personal data (Temporal's type names). */
export const searchAttributes = {
  HubStage: 'Keyword',
  HubAttention: 'Keyword',
  HubInstitution: 'Keyword',
  HubRegion: 'Keyword',
  HubScheme: 'Keyword',
  HubBlockedOn: 'Keyword',
  HubCaseRef: 'Keyword',
  HubAttentionSince: 'Datetime',
  HubNextDeadline: 'Datetime',
  HubPayers: 'KeywordList',
} as const;
