import { millisOf, startOfDay } from '../../domain/dates.ts';
import type { Activities } from '../contract.ts';
import type { ActivityParts } from '../parts.ts';

/** What time brings to a plan of instalments: reminders that are owed, instalments that were missed. */
export function repaymentActivity({
  stays,
  clock,
}: Pick<ActivityParts, 'stays' | 'clock'>): Pick<Activities, 'followPlan'> {
  return {
    async followPlan(plan) {
      const followed = await stays.followPlan(plan, clock.now());
      if (followed.kind === 'over') return followed;
      const { waits: attention, nextOn } = followed;
      const againInMs =
        nextOn === null ? null : Math.max(0, millisOf(startOfDay(nextOn)) - clock.nowMillis());
      return { kind: 'running', attention, nextOn, againInMs };
    },
  };
}
