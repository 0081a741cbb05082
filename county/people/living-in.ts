import type { CountyPerson } from '../../adapters/simulation.ts';
import type { County } from './counties.ts';
import type { Dice } from './dice.ts';
import { withoutResidentNumber } from './other-certificates.ts';
import { personOf } from './population.ts';

/** Now and then it is somebody without a resident number: lists cannot name them, and where a category counts a person decides. */
export function livingIn(place: County, seed: number, roll: Dice): CountyPerson {
  const others = withoutResidentNumber(place, seed);
  const other = roll('certificate', 12) > 0 ? undefined : others[roll('other', others.length)];
  return other ?? personOf(place, seed, roll('person', 400));
}
