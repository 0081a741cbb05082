import axios from 'axios';
import type { CountyPerson } from '../../adapters/simulation.ts';
import { type HubClient, hubClient } from '../../county/hub-client.ts';
import { countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { CountyUnderTest } from './county-under-test.ts';

/** Where whoever is treated first stands on a list: its lists, its people, and the rows of their files. */
export const [civil, rural] = ['kaizhou-civil-affairs', 'kaizhou-rural-revitalization'] as const;
const place = countyOf('kaizhou');

export const heading = '身份证号码,姓名,人员类别,认定日期,户编号\n';

/** A line of a file of a list. */
export function row({ idNumber, name }: CountyPerson, category: string, household: string): string {
  return `${idNumber},${name},${category},2024-01-01,${household}\n`;
}

/** Lines of people who are never treated, so that one who leaves is no suspicious loss. */
export function others(category: string): readonly string[] {
  return Array.from({ length: 30 }, (_, at) => row(personOf(place, 11, at), category, `户${at}`));
}

/** Somebody insured of whom the insurer has no label, known to every party; another one for each number. */
export async function someone({ addresses }: CountyUnderTest, serial: number): Promise<CountyPerson> {
  const person: CountyPerson = {
    ...personOf(place, 4_712, serial),
    insurance: { type: '390', status: 'active', division: place.division },
    memberships: [],
  };
  const parties = Object.values(addresses.parties);
  await Promise.all(parties.map((url) => axios.post(`${url}/control/people`, [person])));
  return person;
}

/** The hub as the system of this hospital sees it. */
export function hospitalOf(
  { credentials, addresses }: CountyUnderTest,
  institution: InstitutionId,
): HubClient {
  const { token } = credentials.hospitals[institution] ?? {};
  invariant(token !== undefined, 'the hospital has a credential');
  return hubClient(addresses.api, token);
}
