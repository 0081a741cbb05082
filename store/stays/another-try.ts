import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection } from '../postgres/database.ts';
import { recordEvent } from './events.ts';
import type { StoreParts } from './records.ts';

/** Whether what a party has answered may be asked anew. */
export function anotherTries({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** True once a person has asked for another try after this message was answered. */
    async askedAgain(messageKey: string): Promise<boolean> {
      const row = await db
        .selectFrom('messages')
        .select('askedAgain')
        .where('messageKey', '=', messageKey)
        .executeTakeFirst();
      return row?.askedAgain === true;
    },
  };
}

/** A person asks for another try of whatever was answered to the stay so far: the next message of it may go out. */
export async function allowAnotherTry(
  tx: Connection,
  { caseRef, at }: { readonly caseRef: CaseRef; readonly at: Instant },
): Promise<void> {
  await recordEvent(tx, { caseRef, kind: 'retry-now', detail: {}, at });
  await tx
    .updateTable('messages')
    .set({ askedAgain: true })
    .where('caseRef', '=', caseRef)
    .where('answeredAt', 'is not', null)
    .execute();
}
