import type { ListActivities } from './contract.ts';
import type { ListParts } from './parts.ts';
import { pullActivity } from './pull.ts';
import { releaseActivities } from './release.ts';
import { stagingActivity } from './staging.ts';

/** Everything that workflows may ask for about lists. */
export function listActivities(parts: ListParts): ListActivities {
  return { ...stagingActivity(parts), ...releaseActivities(parts), ...pullActivity(parts) };
}
