import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { County } from '../../county/county.ts';
import { localDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { openDatabase } from '../../store/postgres/database.ts';

const lookupsPerSecond = 100;

/** 99th percentile of look-ups of one person at a fixed rate, milliseconds. */
export async function lookups(url: string, forMs: number, signal?: AbortSignal): Promise<number> {
  const db = openDatabase({ url, poolSize: 4, applicationName: 'bench-lookups', statementMs: 60_000 });
  const memberships = membershipStore(db);
  const taken: number[] = [];
  const until = performance.now() + forMs;
  const open = new Set<Promise<void>>();
  for (let asked = 0; performance.now() < until && signal?.aborted !== true; asked += 1) {
    const begun = performance.now();
    const personRef = `psn_${String(asked).padStart(20, '0')}` as PersonRef;
    const one = memberships.categoriesOn({ personRef, on: localDate('2026-01-01') }).then(() => {
      taken.push(performance.now() - begun);
      open.delete(one);
    });
    // A look-up that ends with the county is none.
    one.catch(() => open.delete(one));
    open.add(one);
    await sleep(1000 / lookupsPerSecond);
  }
  await Promise.allSettled(open);
  await db.destroy();
  return taken.sort((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? 0;
}

/** Most resident memory of each process while it lasts, mebibytes; shared buffers of PostgreSQL are left out. */
export async function memoryPeaks(
  of: County,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const peaks: Record<string, number> = {};
  const note = (name: string, pid: number | undefined): void => {
    const status = pid === undefined ? '' : readStatus(pid);
    const field = (key: string): number =>
      Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const mebibytes = (field('RssAnon') + field('RssFile')) / 1024;
    peaks[name] = Math.max(peaks[name] ?? 0, Math.round(mebibytes));
  };
  while (!signal.aborted) {
    note('api', of.processes.api.pid());
    const worker = of.processes.workers[0]?.pid();
    note('worker', worker);
    for (const pid of childrenOf(worker)) note('reading process', pid);
    for (const pid of childrenOf(of.servers.postgres?.current().pid)) note('postgres backend', pid);
    await sleep(100);
  }
  return peaks;
}

function childrenOf(pid: number | undefined): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  } catch {
    return [];
  }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
