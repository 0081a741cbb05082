import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, PartyId } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { messagePlace } from './message-row.ts';

/** One message of a stay to a party, opened: what was asked, and what last came back. */
export interface LoggedCall {
  readonly operation: string;
  readonly messageId: string;
  readonly at: Instant;
  readonly sends: number;
  readonly body: string;
  /** As the log keeps it; null where nothing came back. */
  readonly reply: unknown;
}

/** The messages of a stay, for whoever looks for a fault. */
export function loggedCalls({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Oldest first. */
    async calls(caseRef: CaseRef, party: PartyId): Promise<readonly LoggedCall[]> {
      const rows = await db
        .selectFrom('messages')
        .select(['messageKey', 'operation', 'messageId', 'writtenAt', 'sends', 'bodySealed', 'replySealed'])
        .where('caseRef', '=', caseRef)
        .where('party', '=', party)
        // What people entered before it was sent asked nobody.
        .where('sends', '>', 0)
        .orderBy('messageId')
        .execute();
      return rows.map(
        ({ messageKey, operation, messageId, writtenAt: at, sends, bodySealed, replySealed }) => ({
          ...{ operation, messageId, at, sends },
          body: sealer.open(bodySealed, messagePlace('body', messageKey)) as string,
          reply: replySealed && sealer.open(replySealed, messagePlace('reply', messageKey)),
        }),
      );
    },
  };
}
