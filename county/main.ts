import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countyConfig } from '../config.ts';
import type { CountyAddresses } from './addresses.ts';
import { livingSpeed, readClock } from './clock-file.ts';
import { type County, startCounty } from './county.ts';
import { type HospitalEndpoint, heardText, startHospitalEndpoint } from './hospital-endpoint.ts';
import { type ListMarks, startListMarks } from './list-marks.ts';
import { liveOn } from './living.ts';
import { openingMemory, rememberOpening, type WalkPlan, walkOnce } from './opening.ts';
import { calendarAt, setCalendars } from './party-processes.ts';
import { loadLists } from './seed/load-lists.ts';
import { schedulePulls } from './seed/pull-schedules.ts';
import { type CountyCredentials, enterRegister } from './seed/register.ts';
import { readJson, type StateDirectory, stateDirectory, takeCounty, writeJson } from './state.ts';
import { inShort, story, unwalkedStory } from './story.ts';
import type { WalkedStay } from './walk.ts';

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    walk: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const began = performance.now();
// `npm start | tee` ends with its reader at Ctrl-C: what nobody reads any more must not stop the stopping.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const stopping = stopRequested();
process.exitCode = await main().catch((failure: Error) => {
  if (stopping.aborted) return options.once ? 1 : 0;
  say(`失败 / failed: ${failure.message}`);
  return 1;
});

async function main(): Promise<number> {
  const config = countyConfig();
  const state = stateDirectory(config.directory);
  const possession = takeCounty(state);
  if (possession.kind === 'taken') return useRunning(state, possession.by?.pid);
  let county: County | undefined;
  let endpoint: HospitalEndpoint | undefined;
  try {
    const clockSpeed = options.quiet ? 1 : livingSpeed;
    county = await startCounty({ config, state, say, clockSpeed, signal: stopping });
    const credentials = await enterRegister({ ...county, state });
    stopping.throwIfAborted();
    const marks = await startListMarks(county.addresses, credentials, state);
    endpoint = await startHospitalEndpoint(county.addresses, credentials, (institution) => {
      if (institution === marks.institution) marks.take().catch((failure: Error) => say(failure.message));
    });
    writeJson(state.endpointFile, { url: endpoint.url });
    const walked = await open(county, { state, credentials, marks, namespace: config.temporal.namespace });
    await tellHeard(endpoint);
    if (options.once) return walked ? 0 : 1;
    tellAddresses(county.addresses);
    say(`医院端点 / hospitals’ endpoint   ${endpoint.url}`);
    const living = options.quiet ? null : liveOn(county, credentials, say);
    await aborted(stopping);
    await living?.stop();
    return 0;
  } finally {
    await endpoint?.stop();
    await county?.stop();
    possession.release();
  }
}

/** Brings the lists in and walks the opening stays, as far as this county has not seen it yet; true when all came to their end. */
async function open(
  county: County,
  parts: {
    readonly state: StateDirectory;
    readonly credentials: CountyCredentials;
    readonly marks: ListMarks;
    readonly namespace: string;
  },
): Promise<boolean> {
  const { state, credentials, marks, namespace } = parts;
  await loadLists(county, { credentials, namespace, say, signal: stopping });
  const { walkedAt, pullsScheduledAt } = openingMemory(state);
  await schedulePulls(county, { credentials, namespace, say, again: pullsScheduledAt !== undefined });
  rememberOpening(state, 'pullsScheduledAt');
  stopping.throwIfAborted();
  const marked = await marks.take();
  say(
    `名单已加密下发到医院系统,可识别 ${marked} 人 / the lists were delivered, sealed, to a hospital’s own system: it recognises ${marked} people`,
  );
  const plan = { ...county, credentials, marks, signal: stopping };
  if (options.once || options.walk || walkedAt === undefined) {
    const walked = await walk(plan, state);
    rememberOpening(state, 'walkedAt');
    return walked;
  }
  // Payers of a county that was killed in its walk still pay at once.
  await setCalendars(county.addresses.parties, calendarAt(county.clock));
  say(
    `首批病例已于 ${walkedAt} 走过,-- --walk 再走一次 / the opening stays were walked then, -- --walk walks again`,
  );
  return true;
}

/** What the hospitals were told of the walk. */
async function tellHeard(endpoint: HospitalEndpoint): Promise<void> {
  await endpoint.quiet();
  say(heardText(endpoint.heard()));
}

/** A second start finds the first: it says where it is, or walks there and ends. */
async function useRunning(state: StateDirectory, pid: number | undefined): Promise<number> {
  const addresses = readJson<CountyAddresses>(state.addressesFile);
  const credentials = readJson<CountyCredentials>(state.credentialsFile);
  say(`县域已在运行 / a county is already running here (pid ${pid ?? '?'})`);
  if (addresses === undefined || credentials === undefined) return 1;
  if (!options.once && !options.walk) {
    tellAddresses(addresses);
    return 0;
  }
  const walked = await walk({ addresses, credentials, clock: readClock(state), signal: stopping }, state);
  return walked || !options.once ? 0 : 1;
}

/** Walks and prints the stories, or the stays as JSON on standard output; true when every stay came to its end. */
async function walk(plan: WalkPlan, state: StateDirectory): Promise<boolean> {
  say('首批病例开始 / the opening stays begin');
  const { walked, unwalked } = await walkOnce(plan);
  const all = unwalked.length === 0;
  if (all) say('首批病例办结 / the opening stays are closed');
  else
    say(`首批病例办结 ${walked.length} 例,未办结 ${unwalked.length} 例 / ${unwalked.length} are not closed`);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ stays: walked.map(inShort), unwalked }, null, 2)}\n`);
  else for (const text of [...walked.map(story), ...unwalked.map(unwalkedStory)]) print(text);
  keepPapers(state, walked);
  return all;
}

/** What was printed for each patient lies in the county's folder, to be looked at. */
function keepPapers({ papersDirectory }: StateDirectory, walked: readonly WalkedStay[]): void {
  mkdirSync(papersDirectory, { recursive: true });
  for (const { view, papers } of walked)
    for (const { kind, file } of papers)
      writeFileSync(join(papersDirectory, `${view.caseRef}-${kind}.pdf`), file);
  say(`打印件 / what was printed   ${papersDirectory}`);
}

function tellAddresses({ docs, temporalUi, api, parties }: CountyAddresses): void {
  say(`接口文档 / API documentation  ${docs}`);
  say(`运行界面 / Temporal UI        ${temporalUi}`);
  say(`接口 / API                    ${api}`);
  for (const [party, url] of Object.entries(parties)) say(`${party.padEnd(30)}${url}`);
  say('按 Ctrl-C 停止 / Ctrl-C stops everything');
}

/** Aborts at Ctrl-C or when the terminal is closed, whatever is under way: a start, the walk, or nothing. */
function stopRequested(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (!controller.signal.aborted) say('正在停止 / stopping …');
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Progress goes to standard error, so that standard output holds results only. */
function say(text: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`[${seconds}s] ${text}\n`);
}
