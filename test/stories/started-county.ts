import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readJson, stateDirectory } from '../../county/state.ts';

/** As long as one start may take on a slow machine, and how often it is tried: what is there by then is not started anew. */
const patienceMs = 10 * 60_000;
const starts = 3;

/** `npm start` in a folder of its own; there once its opening stays are walked and it lives. */
export async function startedCounty(
  root: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<{ readonly stop: () => Promise<void> }> {
  for (let start = 1; start <= starts && !signal.aborted; start += 1) {
    say(`县域启动中 / the county starts: ${root}`);
    const child = started(root);
    if (await lives(child, root, signal)) return { stop: () => stopped(child) };
    await stopped(child);
  }
  throw new Error('县域未能启动 / the county did not start');
}

function started(root: string): ChildProcess {
  const program = fileURLToPath(new URL('../../county/main.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', program];
  const env = { ...process.env, HUB_COUNTY_DIR: root };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Whether it came to its opening stays' end before it ended itself. */
async function lives(child: ChildProcess, root: string, signal: AbortSignal): Promise<boolean> {
  const { endpointFile, openingFile } = stateDirectory(root);
  const deadline = performance.now() + patienceMs;
  while (child.exitCode === null && !signal.aborted && performance.now() < deadline) {
    const { walkedAt } = readJson<{ readonly walkedAt?: string }>(openingFile) ?? {};
    if (existsSync(endpointFile) && walkedAt !== undefined) return true;
    await wait(500, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
