import { expect, test } from 'vitest';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { leaks } from '../county/oracle.ts';
import { storm } from './storm.ts';

const seed = 12;

// The same at length: `npm run storm -- --seed N --stays N`.
test(`SEED ${seed}: whatever goes wrong, nothing is lost, done twice, without an owner or stuck, and nobody is named in clear`, async () => {
  const said: string[] = [];
  const report = await storm({ seed, stays: 40, say: (line) => said.push(line), afterwards: nobodyNamed });
  const { lost, doubled, unowned, stuck } = report;
  expect({ lost, doubled, unowned, stuck }, said.join('\n')).toEqual({
    ...{ lost: 0, doubled: 0, unowned: 0, stuck: 0 },
  });
  // A storm in which nothing went wrong would prove nothing.
  expect(report.faults).toBeGreaterThan(report.stays / 2);
  expect(report.resolutions).toBeGreaterThan(5);
}, 600_000);

/** No file and no table of the hub has a name or a number in clear; the search would find one. */
async function nobodyNamed(county: CountyUnderTest, people: readonly CountyPerson[]): Promise<void> {
  expect(await leaks(county, people)).toEqual([]);
  const [stay] = await county.sql<{ name: string }>('SELECT case_ref AS name FROM stays LIMIT 1');
  const [person] = people;
  if (stay === undefined || person === undefined) throw new Error('nobody was treated');
  // What must stand in clear somewhere is found there: the case ref in logs, Temporal and tables.
  const found = await leaks(county, [{ ...person, name: stay.name }]);
  expect(found.some((place) => place.endsWith('.db') || place.endsWith('-wal'))).toBe(true);
  expect(found).toContain('table stays');
}
