import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios from 'axios';
import type { Fault } from '../../county/parties/faults.ts';
import { loadLists } from '../../county/seed/load-lists.ts';
import { stateDirectory, writeJson } from '../../county/state.ts';
import type { PartyId } from '../../domain/ids.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from '../county/county-under-test.ts';
import type { StormPlan } from './plan.ts';

const begins = '2024-06-03T09:00:00+08:00';
/** A county day passes in two minutes: what is asked once a day is asked again within a storm. */
const speed = 720;

/** How the county of a storm runs. */
export const countyOptions = {
  ...{ clockSpeed: speed, hasty: true, workers: 2 },
  environment: { HUB_RATE_PER_MINUTE: '0' },
} as const;

/** A county with everybody of the plan living in it before its lists are read. */
export async function stormCounty(plan: StormPlan): Promise<CountyUnderTest> {
  const state = stateDirectory(mkdtempSync(join(tmpdir(), 'hub-storm-')));
  const then = Date.parse(begins);
  writeJson(state.clockFile, { realMs: then, countyMs: then, speed });
  const county = await startCountyUnderTest({ state, ...countyOptions });
  const people = plan.stays.flatMap(({ person, relative }) => [person, relative]);
  const urls = Object.values(county.addresses.parties);
  await Promise.all(urls.map((url) => axios.post(`${url}/control/people`, people)));
  const { credentials } = county;
  await loadLists(county, { credentials, namespace: 'default', say: () => undefined });
  return county;
}

/** Switches faults on for one stay, also while the party is being started again. */
export async function plant(
  { addresses }: CountyUnderTest,
  party: PartyId,
  faults: readonly Fault[],
  about: string,
): Promise<void> {
  for (const fault of faults)
    await until(`${party} takes a fault`, async () => {
      await axios.post(`${addresses.parties[party]}/control/faults`, { ...fault, about }, { timeout: 5_000 });
      return true;
    });
}
