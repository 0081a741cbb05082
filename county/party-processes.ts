import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axios from 'axios';
import { systemEnvironment } from '../config.ts';
import type { ClockSetting } from '../domain/clock.ts';
import type { PartyId } from '../domain/ids.ts';
import type { Fault } from './parties/faults.ts';
import { counties } from './people/counties.ts';
import { withoutResidentNumber } from './people/other-certificates.ts';
import { writePeople } from './people/people-file.ts';
import { population } from './people/population.ts';
import type { SupervisedPlan } from './servers/supervisor.ts';
import type { StateDirectory } from './state.ts';

/** The seed of everybody who lives in the county in a box. */
export const populationSeed = 20_240_128;
const populationSize = 2_500;

/** People of the counties as a file for the simulated parties, made once. */
export async function peopleFile(state: StateDirectory): Promise<string> {
  const folder = join(state.root, 'parties');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `people-${populationSeed}-${populationSize}-and-others.ndjson`);
  if (!existsSync(file))
    await writePeople(file, [
      ...population({ seed: populationSeed, size: populationSize, counties }),
      ...counties.flatMap((county) => withoutResidentNumber(county, populationSeed)),
    ]);
  return file;
}

/** How to run one simulated party: real HTTP, a book of its own that outlives the process. */
export function partyProcess(parts: {
  readonly party: PartyId;
  readonly port: number;
  readonly people: string;
  readonly state: StateDirectory;
  readonly clock: ClockSetting;
}): SupervisedPlan {
  const { party, port, people, state, clock } = parts;
  const program = fileURLToPath(new URL('parties/main.ts', import.meta.url));
  return {
    name: party,
    command: process.execPath,
    args: [
      ...['--disable-warning=ExperimentalWarning', program, party, '--port', String(port)],
      ...['--book', join(state.root, 'parties', `${party}.db`), '--people', people],
      ...['--clock', JSON.stringify(clock)],
    ],
    env: systemEnvironment(),
    logFile: state.logFile(party),
    pidFile: state.pidFile(party),
    ready: { kind: 'url', url: `http://127.0.0.1:${port}/control/health` },
    restart: 'on-end',
  };
}

/** When payers pay after the opening walk: some weeks later where a day passes in half a minute, at once on a real clock. */
export function calendarAt({ speed }: ClockSetting): 'immediate' | { readonly days: number } {
  return speed > 1 ? { days: 20 } : 'immediate';
}

type PartyUrls = Readonly<Record<PartyId, string>>;

/** When the payers pay: at once, or so many county days after a claim. */
export async function setCalendars(
  urls: PartyUrls,
  calendar: 'immediate' | { readonly days: number },
): Promise<void> {
  const body = JSON.stringify(calendar);
  await Promise.all(
    Object.values(urls).map((url) =>
      axios.put(`${url}/control/calendar`, body, { headers: { 'content-type': 'application/json' } }),
    ),
  );
}

/** Switches a fault of one party on, beside those that are on. */
export async function setFault(url: string, fault: Fault): Promise<void> {
  await axios.post(`${url}/control/faults`, fault);
}

/** Switches off the faults of one party that are about this stay or person only; all of them when nothing is named. */
export async function clearFaults(url: string, about?: string): Promise<void> {
  await axios.delete(`${url}/control/faults`, about === undefined ? {} : { params: { about } });
}
