import { listConflictRoutes } from './conflicts.ts';
import { listDecisionRoutes } from './decisions.ts';
import { listDeliveryRoutes } from './deliveries.ts';
import { deliveryKeyRoutes } from './delivery-keys.ts';
import { deliveryPreviewRoutes } from './delivery-preview.ts';
import { householdRoutes } from './households.ts';
import { listedCategoryRoutes } from './listed-categories.ts';
import { misspeltNameRoutes } from './misspelt-names.ts';
import { listPullRoutes } from './pulls.ts';
import { listRestartRoutes } from './restart.ts';
import { listUpkeepRoutes } from './upkeep.ts';
import { listRoutes } from './versions.ts';

/** What the door shows and takes of lists. */
export const listResources = [
  listRoutes,
  listDecisionRoutes,
  listRestartRoutes,
  listPullRoutes,
  listUpkeepRoutes,
  listedCategoryRoutes,
  householdRoutes,
  listConflictRoutes,
  misspeltNameRoutes,
  deliveryKeyRoutes,
  deliveryPreviewRoutes,
  listDeliveryRoutes,
] as const;
