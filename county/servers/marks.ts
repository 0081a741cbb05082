import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Environment, wholeEnvironment } from '../../config.ts';
import { identityOf, type ProcessIdentity } from './identity.ts';

const mark = 'HUB_NOTED_IN';

/** A process that bears the mark of a county. */
export interface MarkedProcess extends ProcessIdentity {
  readonly name: string;
}

/**
 * The environment of a process that is noted in `pidFile`, with the file's path in it: whoever starts a process may be
 * killed before the note is written, and the mark is there from the first moment.
 */
export function marked(pidFile: string | undefined, env: Environment | undefined): NodeJS.ProcessEnv {
  return { ...(env ?? wholeEnvironment()), ...(pidFile === undefined ? {} : { [mark]: resolve(pidFile) }) };
}

/** Living processes whose mark lies in this folder; empty where the system shows no environments. */
export function markedIn(runDirectory: string): readonly MarkedProcess[] {
  return environments().flatMap(({ pid, text }) => {
    const pidFile = new RegExp(`(?:^|[\\0 ])${mark}=([^\\0]*?\\.pid)(?:[\\0 ]|$)`).exec(text)?.[1];
    if (pidFile === undefined || dirname(pidFile) !== resolve(runDirectory)) return [];
    const identity = identityOf(pid);
    return identity === undefined ? [] : [{ ...identity, name: basename(pidFile, '.pid') }];
  });
}

interface SeenEnvironment {
  readonly pid: number;
  readonly text: string;
}

function environments(): readonly SeenEnvironment[] {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => ({ pid: Number(name), text: environmentOf(name) }));
  try {
    const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n');
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), text: line }));
  } catch {
    return [];
  }
}

/** Empty for a process that has gone or is somebody else's. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
