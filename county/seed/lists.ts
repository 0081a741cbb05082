import type { ListId } from '../../domain/ids.ts';
import type { PopulationList } from '../../store/parties.ts';

const civilAffairs = [
  'extreme-poverty',
  'subsistence-allowance',
  'subsistence-marginal',
  'child-in-difficulty',
];
const ruralRevitalization = [
  'registered-poor',
  'relapse-prone',
  'unstable-exit',
  'marginal-prone',
  'sudden-hardship',
];

/** The lists of the county in a box, `<county>-<agency>`; each agency of each county sends its own. */
export const lists: readonly PopulationList[] = [
  list('kaizhou-civil-affairs', '500154', civilAffairs),
  list('kaizhou-rural-revitalization', '500154', ruralRevitalization),
  list('linhe-civil-affairs', '150802', civilAffairs),
  list('linhe-rural-revitalization', '150802', ruralRevitalization),
  list('shanzhou-civil-affairs', '411203', civilAffairs),
  list('shanzhou-rural-revitalization', '411203', ruralRevitalization),
];

function list(listId: string, division: string, categories: readonly string[]): PopulationList {
  return {
    listId: listId as ListId,
    party: listId,
    division,
    categories,
    shrinkLimitPermille: 100,
    ageLimitDays: 35,
  };
}
