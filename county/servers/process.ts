import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isAlive } from './identity.ts';
import { marked } from './marks.ts';

/** What to run, where it logs, and where its identity is noted so that a later start can find it again. */
export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** A process noted here is found by `stopLeftOvers` after its parent was killed. */
  readonly pidFile?: string;
  /** The whole environment of the process; without it, ours. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** How it is asked to stop; SIGTERM unless said. */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed (ms); 15 s unless said. */
  readonly stopWithinMs?: number;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that runs, or did. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** undefined while it runs. */
  exit(): Exit | undefined;
  /** Everything it has logged since its start, at most the last 64 KiB. */
  log(): string;
  /** Asks it to stop, waits, kills it when it does not. Safe to call twice. */
  stop(): Promise<void>;
  /** SIGKILL, then waits until it is gone. */
  kill9(): Promise<void>;
}

/** What is noted about a process in its pid file. */
export interface ProcessNote {
  readonly name: string;
  readonly pid: number;
  readonly started: string;
  readonly stopSignal: NodeJS.Signals;
}

const logLimit = 20 * 1024 * 1024;

/**
 * Starts a process of its own group (a Ctrl-C reaches us alone, and we stop it in order) whose output goes straight to
 * a file (so it outlives us unharmed). Throws when the command cannot be run.
 */
export async function startProcess(plan: ProcessPlan): Promise<RunningProcess> {
  const log = openLog(plan.logFile);
  const child = spawn(plan.command, [...plan.args], {
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
    env: marked(plan.pidFile, plan.env),
    ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
  });
  closeSync(log.fd);
  const stopSignal = plan.stopSignal ?? 'SIGTERM';
  // At once: a kill of ours in the next turn of the loop would leave it unknown.
  if (plan.pidFile !== undefined && child.pid !== undefined)
    writeNote(plan.pidFile, { name: plan.name, pid: child.pid, stopSignal });
  await spawned(child, plan);
  const pid = child.pid as number;
  let ended: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = { code, signal };
      if (plan.pidFile !== undefined) rmSync(plan.pidFile, { force: true });
      resolve(ended);
    });
  });
  const end = async (signal: NodeJS.Signals, withinMs: number): Promise<void> => {
    if (ended === undefined) child.kill(signal);
    const late = new AbortController();
    const timer = sleep(withinMs, 'late' as const, { signal: late.signal, ref: false }).catch(
      () => 'ended' as const,
    );
    if ((await Promise.race([exited, timer])) === 'late') child.kill('SIGKILL');
    late.abort();
    await exited;
  };
  return {
    name: plan.name,
    pid,
    exited,
    exit: () => ended,
    log: () => readLog(plan.logFile, log.from),
    stop: () => end(stopSignal, plan.stopWithinMs ?? 15_000),
    kill9: () => end('SIGKILL', 5_000),
  };
}

/** How long to wait for a start (60 s unless said), and what makes it be given up. */
export interface StartPatience {
  readonly readyWithinMs?: number;
  readonly signal?: AbortSignal;
}

/** Waits until `ready` says so; throws with the end of its log when the process ends first, time runs out or it is given up. */
export async function untilReady(
  running: RunningProcess,
  { readyWithinMs: withinMs = 60_000, signal }: StartPatience,
  ready: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (let pause = 20; ; pause = Math.min(pause * 1.3, 250)) {
    signal?.throwIfAborted();
    const exit = running.exit();
    if (exit !== undefined)
      throw startFailure(running, `已退出 / ended (code ${exit.code}, signal ${exit.signal})`);
    // Another server may answer on the port that ours could not have: ready counts only while ours runs.
    if ((await ready()) && running.exit() === undefined) return;
    if (performance.now() > deadline) break;
    await sleep(pause);
  }
  throw startFailure(running, `${withinMs / 1000} 秒内未就绪 / not ready within ${withinMs / 1000} s`);
}

/** Ends a process that a killed run left behind: asks, waits `withinMs`, kills. */
export async function endLeftOver(note: ProcessNote, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  signalIfAlive(note, note.stopSignal);
  while (isAlive(note) && performance.now() < deadline) await sleep(25);
  signalIfAlive(note, 'SIGKILL');
  while (isAlive(note) && performance.now() < deadline + 5_000) await sleep(25);
}

function signalIfAlive(note: ProcessNote, signal: NodeJS.Signals): void {
  try {
    if (isAlive(note)) process.kill(note.pid, signal);
  } catch {
    // It ended in between.
  }
}

async function spawned(child: ChildProcess, plan: ProcessPlan): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', (cause) =>
    reject(new Error(`${plan.name} 无法启动 / cannot run ${plan.command}: ${cause.message}`, { cause })),
  );
  return promise;
}

function writeNote(file: string, who: Omit<ProcessNote, 'started'>): void {
  const identity = identityOf(who.pid);
  if (identity === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.new`;
  writeFileSync(half, JSON.stringify({ ...who, started: identity.started } satisfies ProcessNote));
  renameSync(half, file);
}

function openLog(file: string): { readonly fd: number; readonly from: number } {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logLimit) renameSync(file, `${file}.1`);
  const fd = openSync(file, 'a', 0o600);
  return { fd, from: fstatSync(fd).size };
}

function readLog(file: string, from: number): string {
  const fd = openSync(file, 'r');
  try {
    const size = fstatSync(fd).size;
    const start = Math.max(from, size - 65_536);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, start));
  } finally {
    closeSync(fd);
  }
}

function startFailure(running: RunningProcess, why: string): Error {
  const tail = running.log().trimEnd().split('\n').slice(-20).join('\n');
  return new Error(`${running.name}: ${why}\n${tail}`);
}
