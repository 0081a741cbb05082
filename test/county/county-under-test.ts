import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import axios from 'axios';
import pg from 'pg';
import type { CountyPerson, Effect } from '../../adapters/simulation.ts';
import { countyConfig } from '../../config.ts';
import { type County, startCounty } from '../../county/county.ts';
import { type HubClient, hubClient } from '../../county/hub-client.ts';
import type { Fault } from '../../county/parties/faults.ts';
import { clearFaults, setFault } from '../../county/party-processes.ts';
import { counties } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import { countyFlow } from '../../county/seed/county-flow.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { type CountyCredentials, enterRegister } from '../../county/seed/register.ts';
import { type StateDirectory, stateDirectory } from '../../county/state.ts';
import { countyClock } from '../../domain/clock.ts';
import type { LocalDate } from '../../domain/dates.ts';
import { type CaseRef, type InstitutionId, type PartyId, stayWorkflowId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { loadSchemes, type Schemes } from '../../policies/schemes.ts';

/** The scheme that needs nobody's list: everybody insured is covered. */
export const scheme = 'zaoqiang-2021';
/** Its payers pay each claim at once. */
export const institution = walkInstitutions[scheme] as InstitutionId;

/** A throw-away county for one test file, with everybody's credentials. */
export interface CountyUnderTest extends County {
  readonly state: StateDirectory;
  readonly credentials: CountyCredentials;
  readonly schemes: Schemes;
  readonly hospital: HubClient;
  readonly operator: HubClient;
  readonly temporal: Client;
  readonly today: () => LocalDate;
  /** Somebody insured whom every party knows, never the same twice. */
  readonly person: () => Promise<CountyPerson>;
  readonly fault: (party: PartyId, fault: Fault | null) => Promise<void>;
  /** What a party really did, from its own book. */
  readonly effects: (party: PartyId) => Promise<readonly Effect[]>;
  readonly sql: <Row>(query: string, values?: readonly unknown[]) => Promise<readonly Row[]>;
  /** Everything that the county printed while it ran. */
  readonly said: () => string;
  /** Stops everything and keeps the folder, for a county that goes on from it. */
  readonly leave: () => Promise<void>;
  /** Stops everything and removes the folder. */
  readonly end: () => Promise<void>;
}

/** What starts a county: of this version unless a proof brings another one's. */
export interface CountyCode {
  readonly countyConfig: typeof countyConfig;
  readonly startCounty: typeof startCounty;
  readonly enterRegister: typeof enterRegister;
}

export interface CountyOptions {
  readonly code?: CountyCode;
  readonly workers?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Fewer milliseconds than in production, for tests of many faults; the parties behave as always. */
  readonly hasty?: boolean;
  /** PostgreSQL flushes its log as in production, for tests that count it. */
  readonly durable?: boolean;
  /** County seconds in a real one; 1 unless given. */
  readonly clockSpeed?: number;
  /** What a county left when it was stopped; a new folder unless given. */
  readonly state?: StateDirectory;
}

/** Starts a county of its own on free ports in a folder of its own. */
export async function startCountyUnderTest(options: CountyOptions = {}): Promise<CountyUnderTest> {
  const state = options.state ?? stateDirectory(mkdtempSync(join(tmpdir(), 'hub-county-')));
  const code = options.code ?? { countyConfig, startCounty, enterRegister };
  const lines: string[] = [];
  const county = await code.startCounty({
    config: { ...code.countyConfig({}), directory: state.root },
    state,
    clockSpeed: options.clockSpeed ?? 1,
    throwAway: true,
    durable: options.durable === true,
    workers: options.workers ?? 1,
    moreEnvironment: { ...(options.hasty === true ? hasteOf() : {}), ...options.environment },
    say: (line) => lines.push(line),
  });
  const credentials = await code.enterRegister({ ...county, state });
  const { addresses } = county;
  const flow = countyFlow(county, 'default');
  const pool = new pg.Pool({ connectionString: county.databaseUrl, max: 2 });
  // A killed PostgreSQL ends idle connections; the pool opens new ones.
  pool.on('error', () => undefined);
  const token = credentials.hospitals[institution]?.token;
  invariant(token !== undefined, 'the hospital has a credential');
  const leave = async (): Promise<void> => {
    if (pool.ended) return;
    await pool.end();
    await flow.close();
    await county.stop();
  };
  return {
    ...county,
    ...{ state, credentials, schemes: loadSchemes() },
    hospital: hubClient(addresses.api, token),
    operator: hubClient(addresses.api, credentials.operator.token),
    temporal: flow.client,
    today: () => countyClock(county.clock).today(),
    person: () => newPerson(county),
    fault: async (party, fault) => {
      const url = addresses.parties[party];
      await (fault === null ? clearFaults(url) : setFault(url, fault));
    },
    effects: async (party) => {
      const { data } = await axios.get<{ rows: readonly Effect[] }>(
        `${addresses.parties[party]}/control/book`,
      );
      return data.rows;
    },
    sql: async <Row>(query: string, values: readonly unknown[] = []) =>
      (await pool.query(query, [...values])).rows as readonly Row[],
    said: () => lines.join('\n'),
    leave,
    end: async () => {
      await leave();
      rmSync(state.root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Parties are given up on sooner, and people told sooner, than in production. */
function hasteOf(): Readonly<Record<string, string>> {
  const names = ['MEDICAL_INSURANCE', 'CIVIL_AFFAIRS', 'COMMERCIAL_INSURER', 'RED_CROSS', 'BANK'];
  return Object.fromEntries(
    names.flatMap((name) => [
      [`HUB_PARTY_${name}_PROMPT_MS`, '500'],
      [`HUB_PARTY_${name}_PROMISE_MS`, '2000'],
      [`HUB_PARTY_${name}_TIMEOUT_MS`, '2000'],
    ]),
  );
}

let people = 0;

async function newPerson({ addresses }: County): Promise<CountyPerson> {
  const place = counties.find(({ slug }) => slug === 'zaoqiang');
  invariant(place !== undefined, 'zaoqiang is a county of the box');
  people += 1;
  const person: CountyPerson = {
    ...personOf(place, 4_711, people),
    insurance: { type: '310', status: 'active', division: place.division },
    memberships: [],
  };
  await Promise.all(
    Object.values(addresses.parties).map((url) => axios.post(`${url}/control/people`, [person])),
  );
  return person;
}

export const workflowIdOf = (caseRef: CaseRef): string => stayWorkflowId(institution, caseRef);

/** Repeats until it gives something; throws with the last reason when it does not within `withinMs`. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined | false>,
  withinMs = 60_000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  let reason = 'not so';
  while (performance.now() < deadline) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      reason = 'not so';
    } catch (error) {
      reason = String(error);
    }
    await wait(100);
  }
  throw new Error(`${what}: not within ${withinMs} ms (${reason})`);
}
