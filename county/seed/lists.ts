import { invariant } from '../../domain/invariant.ts';
import { type PersonCategory, personCategories } from '../../domain/person-categories.ts';
import { categories } from '../../policies/codes/codes.ts';
import type { PopulationList } from '../../store/register/parties.ts';
import { lists as keptLists } from '../people/counties.ts';

/** What an agency may name: the categories that it keeps. */
const keptBy = (agency: PopulationList['agency']): readonly PersonCategory[] =>
  personCategories.filter((category) => categories[category].keptBy === agency);

/** The lists of the county in a box, `<county>-<agency>`; each agency of each county sends its own. */
export const lists: readonly PopulationList[] = keptLists.map(({ id, agency, divisions }) => {
  const [division] = divisions;
  invariant(division !== undefined, `the list ${id} has no division`);
  return {
    listId: id,
    party: id,
    agency,
    division,
    categories: keptBy(agency),
    shrinkLimitPermille: 100,
    ageLimitDays: 35,
  };
});
