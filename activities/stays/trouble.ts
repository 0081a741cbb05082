import type { Activities } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';

/** What the hub itself is to blame for, on the attention list under the step that it stops. */
export function troubleActivity({
  stays,
  clock,
}: Pick<ActivityParts, 'stays' | 'clock'>): Pick<Activities, 'recordTrouble'> {
  return {
    async recordTrouble({ caseRef, step, trouble }) {
      const at = clock.now();
      if (trouble === null) return { shown: await stays.clearTrouble(caseRef, step, at) };
      const attention = { ...trouble, blockedOn: 'hub', since: at, step } as const;
      return { shown: await stays.raiseAttention(caseRef, attention, at) };
    },
  };
}
