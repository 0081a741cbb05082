import type { CountyPerson } from '../../adapters/simulation.ts';
import type { County } from './counties.ts';
import { withoutResidentNumber } from './other-certificates.ts';
import { personOf } from './population.ts';

/** Now and then it is somebody without a resident number: lists cannot name them, and where a category counts a person decides. */
export function livingIn(
  place: County,
  seed: number,
  { person, otherCertificate }: { readonly person: number; readonly otherCertificate: number | null },
): CountyPerson {
  const others = otherCertificate === null ? [] : withoutResidentNumber(place, seed);
  return others[(otherCertificate ?? 0) % Math.max(others.length, 1)] ?? personOf(place, seed, person);
}
