import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { patientClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import { type CountyUnderTest, startCountyUnderTest } from '../county/county-under-test.ts';
import { admissionBody } from '../county/hospitalizations.ts';
import { atMost, type Figure, figure } from './figures.ts';
import { processorTimes } from './processor-times.ts';
import { patientOf } from './subjects.ts';

const atOnce = 12;
const patienceMs = 60_000;
const settleMs = 10_000;
const idleMs = 30_000;
const mebibyteKb = 1024;

/** What a county costs while so many people lie in hospital and nothing happens. */
interface Parked {
  readonly open: number;
  /** Of api and worker together, cores. */
  readonly idleCores: number;
  /** Resident now, and at the most since it was started (MiB). */
  readonly worker: { readonly now: number; readonly most: number };
  readonly api: { readonly now: number };
}

/** P8, in a county of its own with one worker: nobody, some of them, all of them in hospital. */
export async function parkedFigures(stays: number, say: (text: string) => void): Promise<readonly Figure[]> {
  const county = await startCountyUnderTest({ environment: { HUB_RATE_PER_MINUTE: '0' } });
  try {
    const measured: Parked[] = [];
    let open = 0;
    for (const upTo of new Set([0, Math.round(stays / 10), Math.round(stays / 3), stays])) {
      await park(county, upTo - open, (done) => say(`${open + done} parked`));
      open = upTo;
      await wait(settleMs);
      const now = await measure(county, open);
      measured.push(now);
      say(
        `${open} open: ${now.idleCores.toFixed(4)} cores, worker ${now.worker.most.toFixed(0)} MiB at the most`,
      );
    }
    const before = measured[0]?.idleCores ?? Number.NaN;
    return measured.flatMap((one) => linesOf(one, before, one.open === stays));
  } finally {
    await county.end();
  }
}

function linesOf({ open, idleCores, worker, api }: Parked, before: number, all: boolean): readonly Figure[] {
  const aims = all ? { idle: atMost('P8', 0.02), memory: atMost('P8', 300) } : { idle: {}, memory: {} };
  return [
    figure(`${open} open stays: api and worker idle`, idleCores, 'cores', aims.idle),
    ...(all ? [figure('  beyond what they take with none', Math.max(0, idleCores - before), 'cores')] : []),
    figure('  memory of the worker, at the most so far', worker.most, 'MiB', aims.memory),
    figure('  memory of the worker now', worker.now, 'MiB'),
    figure('  memory of the api now', api.now, 'MiB'),
  ];
}

async function park(county: CountyUnderTest, stays: number, say: (done: number) => void): Promise<void> {
  const hospital = patientClient(county.hospital, patienceMs);
  let [left, done] = [stays, 0];
  const bed = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const body = admissionBody(county, await patientOf(county));
      let view = (await hospital.post<StayView>('/v1/stays', body)).body;
      while (view.stage !== 'Admitted') {
        await wait(500);
        view = await hospital.get<StayView>(`/v1/stays/${view.caseRef}`);
      }
      done += 1;
      if (done % 500 === 0) say(done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, bed));
}

async function measure(county: CountyUnderTest, open: number): Promise<Parked> {
  const began = performance.now();
  const before = processorTimes(county);
  await wait(idleMs);
  const after = processorTimes(county);
  const busyMs = after.api + after.worker - before.api - before.worker;
  const worker = memoryOf(county.processes.workers[0]?.pid());
  return {
    ...{ open, idleCores: busyMs / (performance.now() - began), worker },
    api: memoryOf(county.processes.api.pid()),
  };
}

function memoryOf(pid: number | undefined): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / mebibyteKb;
  return { now: field('VmRSS'), most: field('VmHWM') };
}
