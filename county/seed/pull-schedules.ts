import type { County } from '../county.ts';
import { lists } from './lists.ts';
import type { CountyCredentials } from './register.ts';

/** Has the hub fetch every list from its agency each night; a second start changes nothing. Throws when the hub refuses. */
export async function schedulePulls(
  { addresses }: Pick<County, 'addresses'>,
  { operator }: Pick<CountyCredentials, 'operator'>,
): Promise<void> {
  for (const { listId } of lists) {
    const reply = await fetch(`${addresses.api}/v1/lists/${listId}/pull-schedule`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${operator.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ nightly: true }),
      signal: AbortSignal.timeout(15_000),
    });
    if (!reply.ok) throw new Error(`the pull of ${listId} was not scheduled: ${reply.status}`);
  }
}
