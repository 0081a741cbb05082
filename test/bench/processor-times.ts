import { readdirSync, readFileSync } from 'node:fs';
import type { County } from '../../county/county.ts';

/** Processor milliseconds that each part of a county has used so far, from /proc (Linux). */
export type ProcessorTimes = Readonly<Record<'api' | 'worker' | 'temporal' | 'postgres' | 'parties', number>>;

export function processorTimes({
  processes,
  servers,
}: Pick<County, 'processes' | 'servers'>): ProcessorTimes {
  const parties = Object.values(processes.parties).map((party) => party.pid());
  const postgres = servers.postgres?.current().pid;
  return {
    api: processorMs([processes.api.pid()]),
    worker: processorMs(processes.workers.map((worker) => worker.pid())),
    temporal: processorMs([servers.temporal?.current().pid]),
    postgres: processorMs([postgres, ...childrenOf(postgres)]),
    parties: processorMs(parties),
  };
}

/** Milliseconds between two readings, divided by `cases` (1,000 for seconds in all). */
export function perCase(before: ProcessorTimes, after: ProcessorTimes, cases: number): ProcessorTimes {
  const parts = Object.entries(after) as [keyof ProcessorTimes, number][];
  return Object.fromEntries(
    parts.map(([part, ms]) => [part, (ms - before[part]) / cases]),
  ) as unknown as ProcessorTimes;
}

// USER_HZ is 100 on every Linux that Node runs on.
const msPerTick = 10;

/** Processor milliseconds of these processes so far, with those of their children that have ended. */
export function processorMs(pids: readonly (number | undefined)[]): number {
  return pids.reduce<number>((total, pid) => total + ticksOf(pid) * msPerTick, 0);
}

/** User and system time of a process, and of those of its children that have ended. */
function ticksOf(pid: number | undefined): number {
  const fields = statOf(pid);
  return [11, 12, 13, 14].reduce((total, at) => total + Number(fields[at] ?? 0), 0);
}

function childrenOf(parent: number | undefined): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)[1]) === parent);
}

/** The fields of /proc/<pid>/stat behind the command's name: state, parent, … */
function statOf(pid: number | undefined): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
