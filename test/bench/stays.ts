import { setTimeout as wait } from 'node:timers/promises';
import { type StayView, simulatedHospital } from '../../county/hospital.ts';
import type { News } from '../../county/hub-client.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { loadLists } from '../../county/seed/load-lists.ts';
import { routes, walkStay } from '../../county/walk.ts';
import { type CountyUnderTest, startCountyUnderTest } from '../county/county-under-test.ts';
import { admissionBody, bill } from '../county/hospitalizations.ts';
import { type ProcessorTimes, perCase, processorTimes } from './processor-times.ts';
import { historyOf, type StayHistory } from './stay-histories.ts';

/** What whole stays cost on a county of their own; times in milliseconds. */
export interface StayFigures {
  readonly casesPerSecond: number;
  readonly processorMsPerCase: ProcessorTimes;
  readonly decision: {
    readonly perSecond: number;
    readonly p50: number;
    readonly p99: number;
    readonly later: number;
  };
  readonly histories: readonly StayHistory[];
  readonly afterKill: Recovery;
  /** From the call that starts everything on an existing state folder to the first closed stay. */
  readonly startToFirstStayMs: number;
}

/** What a killed worker costs under load. */
export interface Recovery {
  /** Until the rate of steps over two seconds is 90 % of what it was; null when it was not within half a minute. */
  readonly msTo90Percent: number | null;
  readonly repeatedCalls: number;
  readonly calls: number;
}

export interface StayLoad {
  readonly stays: number;
  readonly atOnce: number;
  readonly admissionsPerSecond: number;
  readonly seconds: number;
}

/** Runs the whole measurement on a county of its own and takes it down again. */
export async function stayFigures(load: StayLoad, say: (text: string) => void): Promise<StayFigures> {
  const county = await startCountyUnderTest({ workers: 2, environment: { HUB_RATE_PER_MINUTE: '0' } });
  try {
    say('warming up');
    await closedLoop(county, load.atOnce * 2, load.atOnce);
    say(`${load.stays} stays, ${load.atOnce} at once`);
    const before = processorTimes(county);
    const began = performance.now();
    await closedLoop(county, load.stays, load.atOnce);
    const seconds = (performance.now() - began) / 1000;
    const processorMsPerCase = perCase(before, processorTimes(county), load.stays);
    say(`${load.admissionsPerSecond} admissions a second`);
    const decision = await decisionTimes(county, load);
    say('a worker is killed under load');
    const afterKill = await recovery(county, load);
    say('stays of schemes with more payers');
    const histories = await walkedHistories(county);
    return {
      casesPerSecond: load.stays / seconds,
      ...{ processorMsPerCase, decision, afterKill, histories },
      startToFirstStayMs: await warmStart(county),
    };
  } finally {
    await county.end();
  }
}

async function closedLoop(county: CountyUnderTest, stays: number, atOnce: number): Promise<void> {
  let left = stays;
  const bed = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await oneStay(county);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bed));
}

/** A stay as a quick hospital runs it: it is told what is new. */
async function oneStay(county: CountyUnderTest): Promise<StayView> {
  const { hospital, today } = county;
  const body = admissionBody(county, await county.person());
  const { caseRef } = (await hospital.post<StayView>('/v1/stays', body)).body;
  const at = `/v1/stays/${caseRef}`;
  const news = async (done: (view: StayView) => boolean): Promise<StayView> => {
    for (let tag: string | null = null; ; ) {
      const told: News<StayView> | null = await hospital.news<StayView>(at, { tag }).catch(() => null);
      if (told !== null && done(told.body)) return told.body;
      // Without an answer it does not ask again at once.
      if (told === null) await wait(200);
      tag = told?.tag ?? tag;
    }
  };
  await news(({ stage }) => stage === 'Admitted');
  await hospital.post(`${at}/discharge`, { dischargedOn: today(), way: 'cured', bill });
  const { settlement } = await news((view) => view.settlement !== null);
  const fen = settlement?.patientFen ?? 0;
  const payment = { paymentId: `${caseRef}-1`, fen, paidOn: today(), method: 'mobile' };
  if (fen > 0) await hospital.post(`${at}/patient-payments`, payment);
  return news(({ stage }) => stage === 'Closed');
}

async function decisionTimes(county: CountyUnderTest, { admissionsPerSecond, seconds }: StayLoad) {
  const asked: Promise<{ readonly ms: number; readonly status: number }>[] = [];
  const people = await Promise.all(
    Array.from({ length: admissionsPerSecond * seconds }, () => county.person()),
  );
  const began = performance.now();
  for (const [at, person] of people.entries()) {
    await wait(Math.max(0, began + (at * 1000) / admissionsPerSecond - performance.now()));
    const sent = performance.now();
    asked.push(
      county.hospital
        .post('/v1/stays', admissionBody(county, person))
        .then(({ status }) => ({ status, ms: performance.now() - sent })),
    );
  }
  const answers = await Promise.all(asked);
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const share = (part: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0;
  const later = answers.filter(({ status }) => status === 202).length;
  return { perSecond: admissionsPerSecond, p50: share(0.5), p99: share(0.99), later };
}

const settleMs = 15_000;
const afterMs = 30_000;

/** The rate is that of the steps in the stays' stories: about ten a stay, so that seconds can be told apart. */
async function recovery(county: CountyUnderTest, { atOnce }: StayLoad): Promise<Recovery> {
  let over = false;
  const beds = Array.from({ length: atOnce }, async () => {
    while (!over) await oneStay(county);
  });
  await wait(settleMs);
  const killedAt = Date.now();
  await county.processes.workers[0]?.kill9();
  await wait(afterMs);
  over = true;
  await Promise.all(beds);
  const steps = (
    await county.sql<{ ms: string }>(
      'SELECT extract(epoch FROM at) * 1000 AS ms FROM stay_events WHERE extract(epoch FROM at) * 1000 >= $1',
      [killedAt - settleMs],
    )
  ).map(({ ms }) => Number(ms) - killedAt);
  const rate = (from: number, to: number): number =>
    steps.filter((at) => at >= from && at < to).length / (to - from);
  const usual = rate(-10_000, 0);
  let back: number | null = null;
  for (let at = 0; back === null && at <= afterMs - 2_000; at += 250)
    if (rate(at, at + 2_000) >= 0.9 * usual) back = at;
  const [sent] = await county.sql<{ calls: string; repeated: string }>(
    'SELECT sum(sends) AS calls, sum(sends - 1) AS repeated FROM messages',
  );
  return { msTo90Percent: back, calls: Number(sent?.calls), repeatedCalls: Number(sent?.repeated) };
}

async function walkedHistories(county: CountyUnderTest): Promise<readonly StayHistory[]> {
  await loadLists(county, {
    credentials: county.credentials,
    namespace: 'default',
    say: () => undefined,
  });
  const histories: StayHistory[] = [];
  for (const route of routes) {
    const institution = walkInstitutions[route.scheme];
    const token = institution && county.credentials.hospitals[institution]?.token;
    if (institution === undefined || token === undefined) continue;
    const { schemes, addresses } = county;
    const hospital = simulatedHospital({ api: addresses.api, institution, token, schemes });
    const { view } = await walkStay(hospital, route, { today: county.today(), withinMs: 60_000 });
    histories.push(await historyOf(county, { ...view, institution }));
  }
  return histories.toSorted((a, b) => a.payers - b.payers);
}

/** Stops the county and starts another on what it left; until the first stay is closed. */
async function warmStart({ state, stop }: CountyUnderTest): Promise<number> {
  await stop();
  const began = performance.now();
  const again = await startCountyUnderTest({ workers: 2, state });
  try {
    await oneStay(again);
    return performance.now() - began;
  } finally {
    await again.end();
  }
}
