import type { ListAttention } from '../../store/lists/attention.ts';
import type { ListActivities, ListSteps } from './contract.ts';
import type { ListParts } from './parts.ts';

type Step = (input: never) => Promise<unknown>;

/** What the hub itself is to blame for, beside the list under the activity that it stops. */
export function listTroubleActivity({
  attention,
  clock,
}: Pick<ListParts, 'attention' | 'clock'>): Pick<ListActivities, 'recordListTrouble'> {
  return {
    async recordListTrouble({ listId, version, activity, trouble }) {
      const sign = { ...trouble, blockedOn: 'hub', since: clock.now(), step: activity } as const;
      await attention.raise({ listId, version: version ?? 0 }, sign);
      return null;
    },
  };
}

/** The same steps; one that comes to its end takes back what was said of it, in whatever run. */
export function endingTrouble(steps: ListSteps, attention: Pick<ListAttention, 'clear'>): ListSteps {
  const ending = ([step, run]: [string, Step]): [string, Step] => [
    step,
    async (input: never) => {
      const result = await run(input);
      const { listId, version = 0 } = input as Parameters<ListActivities['recordListTrouble']>[0];
      await attention.clear({ listId, version, step });
      return result;
    },
  ];
  return Object.fromEntries(Object.entries(steps).map(ending)) as unknown as ListSteps;
}
