import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { StayEventDetail, StayEventKind } from './event-kinds.ts';

/** One thing that happened; `detail` holds codes and amounts only, so every reader of the stay may see it. */
export interface StayEvent {
  readonly eventId: number;
  readonly kind: StayEventKind;
  readonly detail: StayEventDetail;
  readonly at: Instant;
}

/** Everything that happened to a stay, in order. */
export function stayEvents(db: Database) {
  return {
    async events(caseRef: CaseRef): Promise<readonly StayEvent[]> {
      const rows = await db
        .selectFrom('stayEvents')
        .select(['eventId', 'kind', 'detail', 'at'])
        .where('caseRef', '=', caseRef)
        .orderBy('eventId')
        .execute();
      return rows;
    },
  };
}

/** Writes an event in the transaction of what it tells. */
export async function recordEvent(
  tx: Connection,
  event: Omit<StayEvent, 'eventId'> & { readonly caseRef: CaseRef },
): Promise<void> {
  await tx
    .insertInto('stayEvents')
    .values({ ...event, detail: JSON.stringify(event.detail) })
    .execute();
}
