import { invariant } from '../../domain/invariant.ts';
import type { PopulationList } from '../../store/register/parties.ts';
import { lists as keptLists } from '../people/counties.ts';

/** What each kind of agency may name (design of the programmes: the four of civil affairs, the five of rural revitalization). */
const categories = {
  'civil-affairs': [
    'extreme-poverty',
    'subsistence-allowance',
    'subsistence-marginal',
    'child-in-difficulty',
  ],
  'rural-revitalization': [
    'registered-poor',
    'relapse-prone',
    'unstable-exit',
    'marginal-prone',
    'sudden-hardship',
  ],
} as const;

/** The lists of the county in a box, `<county>-<agency>`; each agency of each county sends its own. */
export const lists: readonly PopulationList[] = keptLists.map(({ id, agency, divisions }) => {
  const [division] = divisions;
  invariant(division !== undefined, `the list ${id} has no division`);
  return {
    listId: id,
    party: id,
    agency,
    division,
    categories: categories[agency],
    shrinkLimitPermille: 100,
    ageLimitDays: 35,
  };
});
