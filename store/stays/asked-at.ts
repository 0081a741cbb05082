import { entryOf } from '../../domain/entry.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type PartyId, parties } from '../../domain/ids.ts';
import { answersOf, type PartyAnswer } from '../../domain/party-answers.ts';
import { type OpenMessage, openMessageOf } from '../messages/entered.ts';
import { unfit } from '../money/claim-rows.ts';
import type { Connection } from '../postgres/database.ts';
import type { Carried } from './carried.ts';

/** The message that a step waits for, if one was written, and the party whose word is wanted. */
export interface AskedAt extends Carried {
  readonly party: PartyId;
  readonly message: OpenMessage | undefined;
}

/** The party that the step waits for confirms, and nobody else. */
export async function askedAt(
  tx: Connection,
  carried: Carried,
): Promise<AskedAt & { readonly code: string }> {
  const { caseRef, step, office } = carried;
  const waits = await tx
    .selectFrom('attention')
    .select(['code', 'blockedOn'])
    .where((eb) => eb.and({ caseRef, step }))
    .executeTakeFirst();
  const party = parties.find((one) => one === waits?.blockedOn);
  if (waits === undefined || party === undefined) throw unfit(`no party is waited for at ${step}`);
  if (office !== party) throw unfit(`the party itself confirms: ${party}`);
  const message = await openMessageOf(tx, { caseRef, step, party });
  return { ...carried, party, message, code: waits.code };
}

/** Throws HubProblem `resolution-unfit` where the message has no such answer. */
export function expectFits({ of }: PartyAnswer, operation: string): void {
  const fits: readonly PartyAnswer['of'][] = entryOf(answersOf, operation) ?? [];
  if (!fits.includes(of))
    throw unfit(
      `${operation} has no answer ${of}; what fits: ${fits.join(', ') || 'none is entered by hand'}`,
    );
}

/** Throws HubProblem `message-in-flight`. */
export function expectAtRest({ inFlight }: OpenMessage): void {
  if (inFlight) throw new HubProblem('message-in-flight');
}
