import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemEnvironment } from '../../config.ts';
import type { StateDirectory } from '../../county/state.ts';
import { until } from './county-under-test.ts';

const program = fileURLToPath(new URL('../../county/main.ts', import.meta.url));
const command = fileURLToPath(new URL('../../cli/hub.mjs', import.meta.url));
const longMs = 240_000;

/** `npm start` of one county as its process. */
export interface StartedCounty {
  readonly process: ChildProcess;
  /** Progress, from standard error. */
  readonly said: () => string;
  /** Results, from standard output. */
  readonly printed: () => string;
  readonly says: (text: string) => Promise<unknown>;
}

/** What `hub … --json` printed of a list version, and how it ended. */
export interface HubRun {
  readonly code: number | null;
  readonly out: {
    readonly state: string;
    readonly reasons: readonly { readonly code: string; readonly zh: string }[];
  };
}

/** The county in this folder, started and spoken to as its owner does. */
export function countyProcesses(state: StateDirectory) {
  const starts: ChildProcess[] = [];
  const env = { ...systemEnvironment(), HUB_COUNTY_DIR: state.root };
  return {
    /** `npm start -- --quiet …`. */
    start: (...more: readonly string[]): StartedCounty => {
      const args = ['--disable-warning=ExperimentalWarning', program, '--quiet', ...more];
      const child = spawn(process.execPath, args, {
        ...{ env, detached: true },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      starts.push(child);
      const [printed, said] = [textOf(child.stdout), textOf(child.stderr)];
      const says = (text: string) =>
        until(
          `the county says ${text}`,
          async () => {
            if (child.exitCode !== null) throw new Error(said());
            return said().includes(text);
          },
          longMs,
        );
      return { process: child, said, printed, says };
    },
    hub: async (...args: readonly string[]): Promise<HubRun> => {
      const child = spawn(process.execPath, [command, ...args, '--json'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const out = textOf(child.stdout);
      const code = await ended(child);
      return { code, out: JSON.parse(out()) as HubRun['out'] };
    },
    endStarts: async (): Promise<void> => {
      for (const start of starts) start.kill('SIGINT');
      await Promise.all(starts.map((start) => ended(start)));
    },
  };
}

/** Its exit code, null when a signal ended it; once all that it wrote was read. */
export async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once('close', resolve));
  return child.exitCode;
}

function textOf(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  return () => text;
}
