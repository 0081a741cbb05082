import type { CountyPerson } from '../../adapters/simulation.ts';
import { populationSeed } from '../party-processes.ts';
import type { County } from './counties.ts';
import { personOf } from './population.ts';

/** The first person from this one on whom the scheme of the place covers for certain; person 0 where there is none of so many. */
export function surelyCovered(place: County, from: number, people: number): number {
  for (let at = 0; at < people; at += 1) {
    const index = (from + at) % people;
    if (isCovered(place, personOf(place, populationSeed, index))) return index;
  }
  return 0;
}

/** An adult in good standing, on the county's first list where it keeps one, with a credit line where its bank grants them. */
function isCovered({ categories: [first], creditLine }: County, person: CountyPerson): boolean {
  const { insurance, birthDate, memberships } = person;
  return (
    insurance.type === '390' &&
    insurance.status === 'active' &&
    birthDate > '1960' &&
    birthDate < '2000' &&
    (first === undefined ||
      memberships.some(({ category, until }) => category === first.category && until === null)) &&
    (creditLine === 0 || person.creditLine !== null)
  );
}
