import type { Say } from './servers/downloads.ts';
import type { RunningProcess } from './servers/process.ts';

/** A server that is started again on the same files and port when it ends unasked. */
export interface KeptServer<Server> {
  /** The present run. */
  readonly current: () => Server;
  readonly stop: () => Promise<void>;
  /** SIGKILL, as an accident would; it comes back. */
  readonly kill9: () => Promise<void>;
  /** Resolves when the server answers again after a kill. */
  readonly back: () => Promise<void>;
}

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
  const watch = (): void => {
    void server.exited.then(() => {
      if (stopping) return;
      say(`${name} 意外退出,重新启动 / ended unasked, starting again`);
      starting = restart();
    });
  };
  const restart = async (): Promise<void> => {
    for (let tries = 1; !stopping; tries += 1) {
      try {
        server = await start();
        watch();
        return;
      } catch (error) {
        if (tries === 5) throw error;
      }
    }
  };
  watch();
  return {
    current: () => server,
    stop: async () => {
      stopping = true;
      await starting.catch(() => undefined);
      await server.stop();
    },
    kill9: async () => {
      await server.kill9();
      // The watcher sees the end in the next turns of the loop.
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
    back: () => starting,
  };
}
