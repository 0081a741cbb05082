import type { Answer } from '../../adapters/answer.ts';
import type { AttentionDetail } from '../../domain/attention-detail.ts';

/** A party's explicit no. */
export type Refusal = Extract<Answer<never>, { kind: 'refused' }>;

/** What operators read of it: codes, never the party's own words. */
export function refusalDetail({ code, partyCode }: Refusal): AttentionDetail {
  return { kind: 'refusal', refusal: code, partyCode: partyCode ?? null };
}
