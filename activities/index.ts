import { admissionActivities } from './admission.ts';
import { closingActivity } from './closing.ts';
import type { Activities } from './contract.ts';
import { coverActivity } from './cover.ts';
import { listActivities } from './lists/index.ts';
import type { ActivityParts } from './parts.ts';
import { reimbursementActivity } from './reimbursement.ts';
import { settlementActivities } from './settlement.ts';

/** The single registration of everything that workflows may ask for. */
export function createActivities(parts: ActivityParts) {
  return {
    ...coverActivity(parts),
    ...admissionActivities(parts),
    ...settlementActivities(parts),
    ...reimbursementActivity(parts),
    ...closingActivity(parts),
    ...listActivities(parts.lists),
  } satisfies Activities;
}
