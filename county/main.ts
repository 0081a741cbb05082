import { parseArgs } from 'node:util';
import { countyConfig } from '../config.ts';
import { type ClockSetting, countyClock } from '../domain/clock.ts';
import { entryOf } from '../domain/entry.ts';
import { loadSchemes } from '../policies/schemes.ts';
import type { CountyAddresses } from './addresses.ts';
import { livingSpeed, readClock } from './clock-file.ts';
import { type County, startCounty } from './county.ts';
import { simulatedHospital } from './hospital.ts';
import { liveOn } from './living.ts';
import { calendarAt, setCalendars } from './party-processes.ts';
import { walkInstitutions } from './seed/institutions.ts';
import { loadLists } from './seed/load-lists.ts';
import { schedulePulls } from './seed/pull-schedules.ts';
import { type CountyCredentials, enterRegister } from './seed/register.ts';
import { readJson, type StateDirectory, stateDirectory, takeCounty } from './state.ts';
import { story } from './story.ts';
import { routes, type WalkedStay, walkStay } from './walk.ts';

const { values: options } = parseArgs({
  options: { once: { type: 'boolean' }, json: { type: 'boolean' }, quiet: { type: 'boolean' } },
});
const began = performance.now();
process.exitCode = await main().catch((failure: Error) => {
  say(`失败 / failed: ${failure.message}`);
  return 1;
});

async function main(): Promise<number> {
  const config = countyConfig();
  const state = stateDirectory(config.directory);
  const possession = takeCounty(state);
  if (possession.kind === 'taken') return useRunning(state, possession.by?.pid);
  const stopped = stopRequested();
  let county: County | undefined;
  try {
    county = await startCounty({
      ...{ config, state, say },
      clockSpeed: options.quiet === true ? 1 : livingSpeed,
    });
    const credentials = await enterRegister({ ...county, state });
    await loadLists(county, config.temporal.namespace, say);
    await schedulePulls(county, credentials);
    await walk(county.addresses, credentials, county.clock);
    if (options.once === true) return 0;
    tellAddresses(county.addresses);
    const living = options.quiet === true ? null : liveOn(county, credentials, say);
    await stopped;
    say('正在停止 / stopping …');
    await living?.stop();
    return 0;
  } finally {
    await county?.stop();
    possession.release();
  }
}

/** A second start finds the first: it says where it is, or walks there and ends. */
async function useRunning(state: StateDirectory, pid: number | undefined): Promise<number> {
  const addresses = readJson<CountyAddresses>(state.addressesFile);
  const credentials = readJson<CountyCredentials>(state.credentialsFile);
  say(`县域已在运行 / a county is already running here (pid ${pid ?? '?'})`);
  if (addresses === undefined || credentials === undefined) return 1;
  if (options.once !== true) {
    tellAddresses(addresses);
    return 0;
  }
  await walk(addresses, credentials, readClock(state));
  return 0;
}

/** Walks one stay of each scheme side by side and prints their stories, or the stays as JSON on standard output. */
async function walk(
  addresses: CountyAddresses,
  credentials: CountyCredentials,
  clock: ClockSetting,
): Promise<void> {
  const today = countyClock(clock).today();
  const schemes = loadSchemes();
  const walkOne = async (route: (typeof routes)[number]): Promise<WalkedStay> => {
    const institution = entryOf(walkInstitutions, route.scheme);
    const token = institution && entryOf(credentials.hospitals, institution)?.token;
    if (institution === undefined || token === undefined) throw new Error(`no hospital for ${route.scheme}`);
    const hospital = simulatedHospital({ api: addresses.api, institution, token, schemes });
    return walkStay(hospital, route, { today, withinMs: 120_000 });
  };
  // The opening walk uses payers that pay at once; afterwards they keep their calendars.
  await setCalendars(addresses.parties, 'immediate');
  const results = await Promise.allSettled(routes.map(walkOne));
  await setCalendars(addresses.parties, calendarAt(clock));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  if (failed.length > 0) throw new Error(failed.join('\n'));
  const walked = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  say('首批病例办结 / the opening stays are closed');
  if (options.json === true)
    process.stdout.write(`${JSON.stringify({ stays: walked.map(inShort) }, null, 2)}\n`);
  else for (const stay of walked) process.stdout.write(`${story(stay)}\n`);
}

function inShort({ view }: WalkedStay) {
  const { caseRef, scheme, stage, settlement } = view;
  const { totalFen, patientFen, shares } = settlement;
  return {
    ...{ caseRef, scheme, stage },
    settlement: { totalFen, patientFen, shares: shares.map(({ payer, fen }) => ({ payer, fen })) },
  };
}

function tellAddresses({ docs, temporalUi, api, parties }: CountyAddresses): void {
  say(`接口文档 / API documentation  ${docs}`);
  say(`运行界面 / Temporal UI        ${temporalUi}`);
  say(`接口 / API                    ${api}`);
  for (const [party, url] of Object.entries(parties)) say(`${party.padEnd(30)}${url}`);
  say('按 Ctrl-C 停止 / Ctrl-C stops everything');
}

function stopRequested(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  return promise;
}

/** Progress goes to standard error, so that standard output holds results only. */
function say(text: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds}s] ${text}\n`);
}
