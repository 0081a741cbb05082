import type { CountyPerson } from '../../adapters/simulation.ts';
import { populationSeed } from '../party-processes.ts';
import type { County } from './counties.ts';
import { personOf } from './population.ts';

/** As many people of a place are known to every party. */
export const peopleOfPlace = 400;
const known = new Map<string, readonly number[]>();

/** Somebody whom the scheme of the place covers for certain; one turn after the other somebody else. */
export function surelyCovered(place: County, turn: number): number {
  const covered = known.get(place.slug) ?? allCovered(place);
  known.set(place.slug, covered);
  return covered[turn % covered.length] ?? 0;
}

function allCovered(place: County): readonly number[] {
  // Person 0 is covered, and the others like that one.
  const like = personOf(place, populationSeed, 0);
  return Array.from({ length: peopleOfPlace }, (_, index) => index).filter((index) =>
    isCovered(place, personOf(place, populationSeed, index), like),
  );
}

/** An adult insured alike and in good standing, on the county's first list where it keeps one, with a credit line where its bank grants them. */
function isCovered(
  { categories: [first], creditLine }: County,
  person: CountyPerson,
  { insurance: { type } }: CountyPerson,
): boolean {
  const { insurance, birthDate, memberships } = person;
  return (
    insurance.type === type &&
    insurance.status === 'active' &&
    birthDate > '1950' &&
    birthDate < '2005' &&
    (first === undefined ||
      memberships.some(({ category, until }) => category === first.category && until === null)) &&
    (creditLine === 0 || person.creditLine !== null)
  );
}
