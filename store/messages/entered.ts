import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import { businessKey, type CaseRef, type InstitutionId, type PartyId } from '../../domain/ids.ts';
import { attemptStep, isMessageOf } from '../../domain/message-steps.ts';
import type { PeopleSay } from '../../domain/party-answers.ts';
import { flushed } from '../postgres/commits.ts';
import type { Connection } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { nextMessageId } from './message-ids.ts';
import { answeredRow, messagePlace } from './message-row.ts';

/** A message that a party has not answered for good. */
export interface OpenMessage {
  readonly key: string;
  readonly operation: string;
  readonly messageId: string;
  /** Somebody is sending it just now. */
  readonly inFlight: boolean;
}

/** The message to a party that a step of a stay waits for, held until the transaction ends; undefined: none was written. */
export async function openMessageOf(
  tx: Connection,
  about: { readonly caseRef: CaseRef; readonly step: string; readonly party: PartyId },
): Promise<OpenMessage | undefined> {
  const { caseRef, step, party } = about;
  const rows = await tx
    .selectFrom('messages')
    .select(['messageKey as key', 'operation', 'messageId'])
    .select(sql<boolean>`coalesce(leased_until > clock_timestamp(), false)`.as('inFlight'))
    .where((eb) => eb.and({ caseRef, party }))
    .where('answeredAt', 'is', null)
    // The newest: what an older question asked was asked anew.
    .orderBy('writtenAt', 'desc')
    .orderBy('messageId', 'desc')
    .forUpdate()
    .execute();
  return rows.find(({ key }) => isMessageOf(key, step));
}

/** What people say is the last word on a message. Whoever sends it at this moment has lost it: its token is another. */
export async function enterInLog(
  sealer: Sealer,
  tx: Connection,
  { key, people, at }: { readonly key: string; readonly people: PeopleSay; readonly at: Instant },
): Promise<void> {
  await tx
    .updateTable('messages')
    .set((eb) => ({
      ...{ replySealed: sealedReply(sealer, key, people), answeredAt: at },
      ...{ leasedAt: null, leasedUntil: null, token: eb('token', '+', 1) },
    }))
    .where('messageKey', '=', key)
    .where('answeredAt', 'is', null)
    .execute();
}

interface Unsent {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly party: PartyId;
  readonly operation: string;
  /** The step of its first try. */
  readonly step: string;
  readonly people: PeopleSay;
  readonly at: Instant;
}

/**
 * The same for what was never sent because the party cannot be reached: the next try of the message is answered before it goes
 * out, and so it never does. Gives its message id.
 */
export async function enterUnsent(sealer: Sealer, tx: Connection, unsent: Unsent): Promise<string> {
  const { caseRef, institution, party, operation, step, people, at } = unsent;
  for (let attempt = 1; ; attempt += 1) {
    const key = businessKey({ caseRef, step: attemptStep(step, attempt) });
    const known = await tx
      .selectFrom('messages')
      .select(['messageId', 'answeredAt'])
      .where('messageKey', '=', key)
      .executeTakeFirst();
    if (known !== undefined && known.answeredAt !== null) continue;
    if (known !== undefined) {
      await enterInLog(sealer, tx, { key, people, at });
      return known.messageId;
    }
    const messageId = await nextMessageId(tx, institution, at);
    const message = { key, party, operation, institution, caseRef, messageId, at, body: '{}' };
    await flushed(tx);
    await tx
      .insertInto('messages')
      .values(answeredRow(sealer, message, sealedReply(sealer, key, people)))
      .execute();
    return messageId;
  }
}

/** Version 0.1.0 reads it as silence, and asks nobody again. */
function sealedReply(sealer: Sealer, key: string, people: PeopleSay): Buffer {
  const reply = { kind: 'no-reply', reason: 'connection' };
  return sealer.seal({ to: 'message', reply, people }, messagePlace('reply', key));
}
