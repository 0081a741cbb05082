import type { CertificateKind, ShownKind } from '../domain/certificate.ts';
import type { AskedField } from '../domain/clinical.ts';
import type { Instant } from '../domain/dates.ts';
import type { PartyId } from '../domain/ids.ts';
import type { RefusalCode } from '../domain/refusals.ts';
import type { Answer, Found } from './answer.ts';

/** What came back over the wire, before anybody reads meaning into it; stored sealed in the message log. */
export type RawReply =
  | { readonly kind: 'reply'; readonly status: number; readonly body: string }
  | { readonly kind: 'no-reply'; readonly reason: 'timeout' | 'connection' };

/** Header of one outbound message; durable before the first send, so that a resend is byte-identical. */
export interface MessageHeader {
  /** Business key (domain/ids.ts); the same intention has the same key for ever. */
  readonly key: string;
  /** The party's own message id, from a durable counter per institution. */
  readonly messageId: string;
  readonly at: Instant;
}

/** The message that a reply is held against: the very bytes that were sent under this header. */
export interface Asked {
  readonly body: string;
  readonly header: MessageHeader;
}

/** How a party treats a repeated, lost or regretted message; one place decides on `unknown` from this. */
export interface CallTraits {
  /** The party recognises a repeated key and answers as the first time. */
  readonly idempotent: boolean;
  /** The party can be asked what became of a key. */
  readonly queryable: boolean;
}

/** A message cannot be written before somebody gives what the party's form wants. Nothing was sent. */
export class FieldsMissing extends Error {
  override readonly name = 'FieldsMissing';
  readonly fields: readonly AskedField[];
  constructor(fields: readonly AskedField[]) {
    super(fields.map(({ place }) => place).join(', '));
    this.fields = fields;
  }
}

/** The party's form has no place for the person's kind of certificate. Nothing was sent. */
export class CertificateUnlisted extends Error {
  override readonly name = 'CertificateUnlisted';
  readonly kind: CertificateKind | ShownKind;
  constructor(kind: CertificateKind | ShownKind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * One kind of message to one party. `write` makes the body once; it is sealed into the message log; `send` carries those
 * very bytes; `read` is pure, so that a stored answer is read again without asking anybody. It compares the numbers that
 * the party repeats with those that were asked with: another person's, visit's or claim's reply is `another-question`.
 */
export interface Call<Request, Value> {
  readonly party: PartyId;
  readonly operation: string;
  readonly traits: CallTraits;
  /** Throws FieldsMissing where the request lacks what the party's form wants, CertificateUnlisted where it cannot say who the person is. */
  write(request: Request, header: MessageHeader): Promise<string>;
  send(body: string, header: MessageHeader): Promise<RawReply>;
  read(reply: RawReply, asked: Asked): Answer<Value>;
  /**
   * Reads back what the party says was done before, of which the log knows nothing, as after an older store was restored. It tells the
   * same as the yes of then, and only of this very intention; anything else leaves the refusal as it is.
   */
  readonly readBack?: {
    /** The refusals after which it is asked. */
    readonly after: readonly RefusalCode[];
    send(body: string, header: MessageHeader): Promise<RawReply>;
    read(reply: RawReply, asked: Asked): Answer<Value>;
  };
  /** Asks what became of an earlier send; present when `traits.queryable`. */
  readonly enquiry?: {
    send(body: string, header: MessageHeader): Promise<RawReply>;
    read(reply: RawReply, asked: Asked): Found<Value>;
  };
}
