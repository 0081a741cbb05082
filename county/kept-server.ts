import { setTimeout as wait } from 'node:timers/promises';
import type { Say } from './servers/downloads.ts';
import type { RunningProcess } from './servers/process.ts';

/** A server that is started again on the same files and port when it ends unasked. */
export interface KeptServer<Server> {
  /** The present run. */
  readonly current: () => Server;
  readonly stop: () => Promise<void>;
  /** SIGKILL, as an accident would; it comes back. */
  readonly kill9: () => Promise<void>;
  /** SIGKILL, and it stays away until the function it gives is called, which resolves when the server answers again. */
  readonly away: () => Promise<() => Promise<void>>;
  /** Resolves when the server answers again after a kill. */
  readonly back: () => Promise<void>;
}

const firstPauseMs = 100;
const longestPauseMs = 5_000;

type Startable = Pick<RunningProcess, 'exited' | 'stop' | 'kill9'>;

/** Starts a server and keeps it running until `stop`. Throws when the first start fails. */
export async function keepServer<Server extends Startable>(
  name: string,
  start: () => Promise<Server>,
  say: Say,
): Promise<KeptServer<Server>> {
  let stopping = false;
  let server = await start();
  let starting: Promise<void> = Promise.resolve();
  let release: () => void = () => undefined;
  let held: Promise<void> = Promise.resolve();
  const watch = (): void => {
    void server.exited.then(() => {
      if (stopping) return;
      say(`${name} 意外退出,重新启动 / ended unasked, starting again`);
      starting = restart();
    });
  };
  // Never gives up: what keeps a server from its port or disk may pass, and a county without it is of no use.
  const restart = async (): Promise<void> => {
    await held;
    for (let pause = firstPauseMs; !stopping; pause = Math.min(pause * 2, longestPauseMs)) {
      try {
        server = await start();
        watch();
        return;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
        await wait(pause);
      }
    }
  };
  const kill9 = async (): Promise<void> => {
    await server.kill9();
    // The watcher sees the end in the next turns of the loop.
    await wait(20);
  };
  watch();
  return {
    current: () => server,
    stop: async () => {
      stopping = true;
      release();
      await starting;
      await server.stop();
    },
    kill9,
    away: async () => {
      const holding = Promise.withResolvers<void>();
      held = holding.promise;
      release = holding.resolve;
      await kill9();
      return async () => {
        release();
        await starting;
      };
    },
    back: () => starting,
  };
}
