import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stateDirectory } from '../../county/state.ts';

/** As long as the first start may take on a slow machine. */
const patienceMs = 15 * 60_000;

/** `npm start` in a folder of its own; there once its opening stays are walked and it lives. */
export async function startedCounty(
  root: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<{ readonly stop: () => Promise<void> }> {
  const program = fileURLToPath(new URL('../../county/main.ts', import.meta.url));
  const args = ['--disable-warning=ExperimentalWarning', program];
  const env = { ...process.env, HUB_COUNTY_DIR: root };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', (text: string) => process.stderr.write(text));
  const stop = (): Promise<void> => stopped(child);
  const { endpointFile, openingFile } = stateDirectory(root);
  const deadline = performance.now() + patienceMs;
  say(`县域启动中 / the county starts: ${join(root)}`);
  while (!existsSync(endpointFile) || !existsSync(openingFile)) {
    if (child.exitCode !== null || signal.aborted || performance.now() > deadline) {
      await stop();
      throw new Error('县域未能启动 / the county did not start');
    }
    await wait(500);
  }
  return { stop };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
