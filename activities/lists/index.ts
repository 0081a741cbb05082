import type { ListActivities } from './contract.ts';
import type { ListParts } from './parts.ts';
import { pullActivity } from './pull.ts';
import { releaseActivities } from './release.ts';
import { stagingActivity } from './staging.ts';
import { endingTrouble, listTroubleActivity } from './trouble.ts';

/** Everything that workflows may ask for about lists. */
export function listActivities(parts: ListParts): ListActivities {
  const steps = { ...stagingActivity(parts), ...releaseActivities(parts), ...pullActivity(parts) };
  return { ...endingTrouble(steps, parts.attention), ...listTroubleActivity(parts) };
}
