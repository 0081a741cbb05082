import { type CoreTransaction, callOfTransaction } from '../../domain/core-answers.ts';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { businessKey, type CaseRef } from '../../domain/ids.ts';
import { answeredRow, messagePlace } from '../messages/message-row.ts';
import { flushed } from '../postgres/commits.ts';
import type { Connection } from '../postgres/database.ts';
import { allowAnotherTry } from './another-try.ts';
import { type StepOfTry, unexpected } from './core-answers-awaited.ts';
import type { StayRecord, StoreParts } from './records.ts';

/** A reply of the insurer as a hospital delivers it. */
export interface DeliveredAnswer {
  readonly caseRef: CaseRef;
  readonly transaction: CoreTransaction;
  /** The msgid of the hospital's own message. */
  readonly messageId: string;
  readonly visitNo: string;
  /** Word for word, and its SHA-256. */
  readonly reply: string;
  readonly digest: string;
  /** Who delivered it: organisation/actor. */
  readonly actor: string;
  readonly at: Instant;
}

/** What one is taken with, in a transaction. */
export type Taking = StoreParts & { readonly tx: Connection };

/** Word for word. Throws HubProblem `core-answer-conflict` where another stay was faster, or the id is one of the hub's own. */
export async function keep(
  { tx, sealer }: Taking,
  answer: DeliveredAnswer,
  said: 'done' | 'refused',
): Promise<void> {
  const { caseRef, transaction, messageId, visitNo: visitRef, digest, reply, actor, at } = answer;
  const replySealed = sealer.seal(reply, `core_answers|reply|${messageId}`);
  const kept = await tx
    .insertInto('coreAnswers')
    .values({
      ...{ messageId, caseRef, transaction, said, visitRef, digest, replySealed },
      ...{ recordedBy: actor, recordedAt: at },
    })
    .onConflict((oc) => oc.doNothing())
    .returning('messageId')
    .executeTakeFirst();
  const sent = await tx
    .selectFrom('messages')
    .select('messageKey')
    .where('messageId', '=', messageId)
    .execute();
  if (kept === undefined || sent.length > 0) throw new HubProblem('core-answer-conflict');
}

/** Into the message log as the answer to the next try of the question; it was sent by nobody here. */
export async function enterReply(
  { tx, sealer }: Taking,
  { caseRef, transaction, messageId, reply, at }: DeliveredAnswer,
  asked: { readonly stay: StayRecord; readonly stepOfTry: NonNullable<StepOfTry>; readonly body: string },
): Promise<void> {
  const { stay, stepOfTry, body } = asked;
  const attempt = await nextAttempt(tx, { caseRef, transaction, stepOfTry, at });
  const key = businessKey({ caseRef, step: stepOfTry(attempt) });
  const raw = { to: 'message', reply: { kind: 'reply', status: 200, body: reply } };
  const message = {
    ...{ key, party: 'medical-insurance' as const, operation: callOfTransaction[transaction] ?? '' },
    ...{ institution: stay.institution, caseRef, messageId, at, body },
  };
  await flushed(tx);
  await tx
    .insertInto('messages')
    .values(answeredRow(sealer, message, sealer.seal(raw, messagePlace('reply', key))))
    .execute();
}

/**
 * After a no the hospital tries again by itself: its next reply follows the one that was refused. After a yes that is still being
 * looked at there is none. Throws HubProblem `core-answer-unexpected`.
 */
async function nextAttempt(
  tx: Connection,
  {
    caseRef,
    transaction,
    stepOfTry,
    at,
  }: Pick<DeliveredAnswer, 'caseRef' | 'transaction' | 'at'> & {
    readonly stepOfTry: NonNullable<StepOfTry>;
  },
): Promise<number> {
  const rows = await tx
    .selectFrom('messages')
    .select(['messageKey', 'askedAgain'])
    .where((eb) => eb.and({ caseRef, operation: callOfTransaction[transaction] ?? '' }))
    .execute();
  const used = new Map(rows.map(({ messageKey, askedAgain }) => [messageKey, askedAgain]));
  const keyOf = (attempt: number): string => businessKey({ caseRef, step: stepOfTry(attempt) });
  let attempt = 1;
  while (used.has(keyOf(attempt))) attempt += 1;
  if (attempt === 1 || used.get(keyOf(attempt - 1)) === true) return attempt;
  const last = await tx
    .selectFrom('coreAnswers')
    .select('said')
    .where((eb) => eb.and({ caseRef, transaction }))
    .where('messageId', 'in', (eb) =>
      eb.selectFrom('messages').select('messageId').where('caseRef', '=', caseRef),
    )
    .orderBy('recordedAt', 'desc')
    .executeTakeFirst();
  if (last?.said === 'done')
    throw unexpected(`${transaction} was delivered, and the insurer is asked whether it took effect`);
  await allowAnotherTry(tx, { caseRef, at });
  return attempt;
}
