import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as written to a file: numbers are used again after a while, so the start counts as well. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in whatever unit the system keeps; compared, never read. */
  readonly started: string;
}

/** The identity of a living process; undefined when it is gone or only waits to be reaped. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
}

/** True while exactly this process lives, not another one that got its number. */
export function isAlive(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.started;
}

function startOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    // The name in field 2 may hold spaces and brackets, so count from its end; see proc(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return undefined;
    return `${bootId()}:${rest[18]}`;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
