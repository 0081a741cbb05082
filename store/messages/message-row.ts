import type { Insertable } from 'kysely';
import type { Tables } from '../postgres/tables.ts';
import type { Sealer } from '../secrets/sealing.ts';
import type { OutboundMessage } from './outbound.ts';

type Row = Insertable<Tables['messages']>;

/** A message as it stands in the log; each writer of the table says all of it. */
interface LoggedMessage extends Omit<OutboundMessage, 'makeBody'> {
  readonly messageId: string;
  readonly body: string;
}

/** The row of a message that is to be sent. */
export function messageRow(sealer: Sealer, { key, at, body, ...said }: LoggedMessage): Row {
  return {
    ...said,
    messageKey: key,
    writtenAt: at,
    bodySealed: sealer.seal(body, messagePlace('body', key)),
  };
}

/** The row of one that the hub never sends, for its answer is known. */
export function answeredRow(sealer: Sealer, message: LoggedMessage, replySealed: Buffer): Row {
  return { ...messageRow(sealer, message), sends: 0, replySealed, answeredAt: message.at };
}

/** Where a message is sealed for. */
export function messagePlace(column: 'body' | 'reply', key: string): string {
  return `messages|${column}|${key}`;
}
