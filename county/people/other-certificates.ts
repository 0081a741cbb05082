import type { CountyPerson } from '../../adapters/simulation.ts';
import { otherCertificateCodes } from '../../domain/certificate.ts';
import { localDate } from '../../domain/dates.ts';
import type { County } from './counties.ts';
import { personOf } from './population.ts';

/** Where they stand in the county: far behind everybody whom its hospitals and lists meet by number. */
const firstIndex = 900_000;

const names = ['新生儿甲', '陈大文', '何婉芬', '林志明', 'MARIA SCHMIDT', 'PIERRE DUBOIS'];
const births = ['2024-02-20', '1971-05-03', '1984-11-12', '1966-08-30', '1979-01-17', '1990-06-24'];

/**
 * People of a county who have no resident number, one of each certificate: insured as anybody, and on no list, for lists name people
 * by resident numbers. Half of them show a social-security card at the window.
 */
export function withoutResidentNumber(county: County, seed: number): readonly CountyPerson[] {
  return otherCertificateCodes.map((kind, at) => {
    const like = personOf(county, seed, firstIndex + at);
    return {
      ...like,
      idNumber: numberOf(kind, county.division),
      certificate: { kind, ...(kind === 'passport' ? { issuer: 'FRA' } : {}) },
      ...(at % 2 === 1 ? { shows: 'social-security-card' as const } : {}),
      ...{ name: names[at] ?? like.name, birthDate: localDate(births[at] ?? '1980-01-01') },
      insurance: { type: '390', status: 'active', division: county.division },
      ...{ accounts: undefined, memberships: [], creditLine: null },
    };
  });
}

/** A made-up number that bears the county's division, so that no two counties share one. */
function numberOf(kind: (typeof otherCertificateCodes)[number], division: string): string {
  switch (kind) {
    case 'birth-certificate':
      return `T000${division}`;
    case 'hong-kong-permit':
      return `H00${division}`;
    case 'macao-permit':
      return `M00${division}`;
    case 'taiwan-permit':
      return `00${division}`;
    case 'foreigner-card':
      return `DEU000000${division}`;
    case 'passport':
      return `00XX${division}`;
  }
}
