import { readFileSync, writeFileSync } from 'node:fs';

/** Memory of processes from now on, mebibytes: the most that each needed, and how much more that is than it has now. */
export function memoryOf(pids: readonly (number | undefined)[]) {
  const before = pids.map((pid) => {
    forgetPeak(pid);
    return field(pid, 'VmRSS');
  });
  return {
    peaks: (): readonly number[] => pids.map((pid) => field(pid, 'VmHWM')),
    growth: (): number => Math.max(...pids.map((pid, at) => field(pid, 'VmHWM') - (before[at] ?? 0))),
  };
}

/** Makes Linux note the highest memory anew; other systems tell nothing, and every number is 0 there. */
function forgetPeak(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Another system, or the process has ended.
  }
}

function field(pid: number | undefined, name: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
