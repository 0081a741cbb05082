import { randomUUID } from 'node:crypto';
import type { OwedNotification } from '../../store/registry/changes.ts';
import type { RegistryMessage } from '../../store/registry/deliveries.ts';
import type { ApiDeps } from '../deps.ts';
import { callbackOf } from './answers.ts';
import { kindOf, memberRecord } from './records.ts';

/** Tells a subscriber of changes, one event for each line of the list. */
export async function notificationOf(
  deps: Pick<ApiDeps, 'clock' | 'registry'>,
  { code, party, listId, version, asOf, changes }: OwedNotification,
): Promise<RegistryMessage> {
  const events = [];
  for (const { changeId, event, personRef, category, validFrom, validUntil } of changes) {
    const { idNumber } = await deps.registry.people.open(personRef);
    const line = { category, listId, validFrom, validUntil, listAsOf: asOf, event };
    events.push({
      // The same change has the same reference, should anybody hear of it twice.
      reference_id: `${code}/${listId}/${version}/${changeId}`,
      timestamp: deps.clock.now(),
      data: {
        ...kindOf('Member'),
        // Its list of events has neither updates nor deregistrations; the line names every event.
        ...(event === 'REGISTER' ? { reg_event_type: event } : {}),
        reg_records: memberRecord(idNumber, [line]),
      },
    });
  }
  const counts = { total: events.length, completed: events.length };
  return callbackOf(
    deps,
    { party, action: 'notify' },
    { transaction_id: randomUUID(), notify_event: events },
    counts,
  );
}
