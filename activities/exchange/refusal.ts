import type { Answer } from '../../adapters/answer.ts';
import { CertificateUnlisted, FieldsMissing } from '../../adapters/call.ts';
import type { AttentionDetail } from '../../domain/attention-detail.ts';
import type { AttentionCode } from '../../domain/stay.ts';

/** A party's explicit no. */
export type Refusal = Extract<Answer<never>, { kind: 'refused' }>;

/** Why a stay waits for somebody to put right what the insurer said no to, or would say no to. */
export function refusalAttention<Code extends AttentionCode>(
  refused: Code,
  refusal: Refusal,
): {
  readonly code: Code | 'facts-missing';
  readonly blockedOn: 'hospital';
  readonly detail: AttentionDetail;
} {
  const code = refusal.fields === undefined ? refused : 'facts-missing';
  return { code, blockedOn: 'hospital', detail: refusalDetail(refusal) };
}

/** What a form lacks, it lacks before the message is written: the log knows nothing of it, nor does the party. Throws every other failure on. */
export function foreseenRefusal(failure: unknown): Refusal {
  if (failure instanceof CertificateUnlisted)
    return { kind: 'refused', code: 'certificate-unlisted', partyCode: failure.kind };
  if (!(failure instanceof FieldsMissing)) throw failure;
  return { kind: 'refused', code: 'field-missing', fields: failure.fields };
}

/** What operators read of it: codes, never the party's own words. */
export function refusalDetail({ code, partyCode, fields }: Refusal): AttentionDetail {
  if (fields !== undefined) return { kind: 'fields', fields };
  return { kind: 'refusal', refusal: code, partyCode: partyCode ?? null };
}
