import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PartyId } from '../../domain/ids.ts';

/** Header of an outbound message, as adapters/call.ts has it. */
export interface StoredHeader {
  readonly key: string;
  readonly messageId: string;
  readonly at: Instant;
}

/** One message that is to be sent, or was. */
export interface OutboundMessage {
  /** Business key; the same intention has the same key for ever. */
  readonly key: string;
  readonly party: PartyId;
  readonly operation: string;
  readonly institution: InstitutionId;
  readonly caseRef: CaseRef;
  /** Makes the body, once for ever: a resend carries the stored bytes. */
  readonly makeBody: (header: StoredHeader) => Promise<string>;
  /** County time of the first sending; goes into the header. */
  readonly at: Instant;
}
