import { pullScheduleId } from '../../domain/list.ts';
import type { County } from '../county.ts';
import { hubClient } from '../hub-client.ts';
import type { Say } from '../servers/downloads.ts';
import { countyFlow } from './county-flow.ts';
import { lists } from './lists.ts';
import type { CountyCredentials } from './register.ts';

/** What pulls are scheduled with. */
export interface SchedulingPulls {
  readonly credentials: Pick<CountyCredentials, 'operator'>;
  readonly namespace: string;
  readonly say: Say;
  /** They were scheduled before: times are brought up to date, and a list that is no longer pulled stays so. */
  readonly again: boolean;
}

/** Has the hub fetch every list from its agency each night; a second start changes nothing. A refused one is told. */
export async function schedulePulls(
  county: Pick<County, 'addresses' | 'secrets'>,
  { credentials, namespace, say, again }: SchedulingPulls,
): Promise<void> {
  const hub = hubClient(county.addresses.api, credentials.operator.token);
  const { client, close } = countyFlow(county, namespace);
  const isPulled = (listId: string): Promise<boolean> =>
    client.schedule
      .getHandle(pullScheduleId(listId))
      .describe()
      .then(
        () => true,
        () => false,
      );
  try {
    for (const { listId } of lists) {
      if (again && !(await isPulled(listId))) continue;
      await hub
        .put(`/v1/lists/${listId}/pull-schedule`, { nightly: true })
        .catch((failure: Error) => say(`名单 / list ${listId}: ${failure.message}`));
    }
  } finally {
    await close();
  }
}
