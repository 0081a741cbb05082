import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** What is told of: who takes part and what the county entered; a stay, by its case ref; a list, by its id. */
export type Topic = 'register' | 'stay' | 'list';

/** Hears what is about to be told; null when something may have been missed, so that anything may have changed. */
export type Told = (about: string | null) => void;

/** What other processes change, heard over one connection of this process. */
export interface Changes {
  /** True when all that was told until half a second ago has been heard; false while nothing is heard: then nothing that is kept in memory counts. */
  readonly heard: () => Promise<boolean>;
  /** Calls `told` with every change of the topic until the function it gives is called. */
  readonly on: (topic: Topic, told: Told) => () => void;
  /** A change of this process's own, heard here at once. */
  readonly tell: (topic: Topic, about: string | null) => void;
  readonly close: () => Promise<void>;
}

export interface ChangesOptions {
  /** PostgreSQL itself: a pooler that hands a connection on after each transaction passes on nothing that is told. */
  readonly url: string;
  readonly applicationName: string;
}

/** The channel on which PostgreSQL tells of them. */
export const channel = 'hub_changes';

/** How long a sign of life of the connection counts, and how long the next may take (real ms): together below the second within which a revoked credential is refused. */
const freshMs = 600;
const answerMs = 350;
const firstPauseMs = 200;
const longestPauseMs = 1_000;
/** The tables that tell of their changes: a migration that adds one adds it here. */
export const tellingTables = [
  ...['actors', 'county_parameters', 'credentials', 'institutions', 'list_versions', 'lists', 'parties'],
  ...['party_holds', 'region_values'],
] as const;

interface Line {
  readonly client: pg.Client;
  provenAt: number;
  proof: Promise<boolean> | null;
}

/** Listens from the first question on, and again after every loss; nothing is connected before. */
export function heardChanges(options: ChangesOptions): Changes {
  const hearers = new Map<Topic, Set<Told>>();
  const stopped = new AbortController();
  let line: Line | null = null;
  let running: Promise<void> | null = null;

  const tell = (topic: Topic, about: string | null): void => {
    for (const told of hearers.get(topic) ?? []) told(about);
  };
  const missed = (): void => {
    for (const topic of hearers.keys()) tell(topic, null);
  };
  const lose = (lost: Line): void => {
    if (line === lost) line = null;
    cut(lost.client);
    missed();
  };

  async function listen(): Promise<void> {
    for (let pause = firstPauseMs; !stopped.signal.aborted; pause = Math.min(pause * 2, longestPauseMs)) {
      const client = newClient(options);
      const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
      client.on('error', () => undefined);
      client.on('notification', ({ payload = '' }) => {
        const [topic = '', about = ''] = payload.split(' ');
        tell(topic as Topic, about);
      });
      try {
        const opened = await open(client);
        // Closed meanwhile: nobody else knows of this connection, and it would listen for ever.
        if (stopped.signal.aborted) return cut(client);
        missed();
        line = opened;
        pause = firstPauseMs;
        await ended;
        lose(opened);
      } catch {
        cut(client);
      }
      await wait(pause, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  async function prove(on: Line): Promise<boolean> {
    const asked = performance.now();
    try {
      await on.client.query('SELECT 1');
      on.provenAt = asked;
      return line === on;
    } catch {
      lose(on);
      return false;
    }
  }

  return {
    tell,
    async heard() {
      running ??= listen();
      const on = line;
      if (on === null) return false;
      if (performance.now() - on.provenAt < freshMs) return true;
      on.proof ??= prove(on).finally(() => {
        on.proof = null;
      });
      return on.proof;
    },
    on(topic, told) {
      const all = hearers.get(topic) ?? new Set();
      hearers.set(topic, all.add(told));
      return () => void all.delete(told);
    },
    async close() {
      stopped.abort();
      if (line !== null) lose(line);
      await running;
    },
  };
}

function newClient({ url, applicationName }: ChangesOptions): pg.Client {
  return new pg.Client({
    ...{ connectionString: url, application_name: applicationName, keepAlive: true },
    ...{ connectionTimeoutMillis: 1_000, query_timeout: answerMs },
  });
}

/** Throws where nothing would be heard: behind a pooler, whose connections are not ours, and before the tables tell. */
async function open(client: pg.Client): Promise<Line> {
  await client.connect();
  await client.query(`LISTEN ${channel}`);
  const provenAt = performance.now();
  const { rows } = await client.query<{ pid: number; telling: number }>(
    `SELECT pg_backend_pid() AS pid, (SELECT count(*)::int FROM pg_trigger
       WHERE tgname = 'hub_told' AND tgrelid::regclass::text = ANY ($1)) AS telling`,
    [tellingTables],
  );
  const [found] = rows;
  if (found === undefined || found.pid !== Reflect.get(client, 'processID'))
    throw new Error('a pooler is in between');
  if (found.telling < tellingTables.length) throw new Error('the tables do not tell yet');
  return { client, provenAt, proof: null };
}

/** A connection that fell silent never ends by itself. */
function cut(client: pg.Client): void {
  void client.end().catch(() => undefined);
  const connection = Reflect.get(client, 'connection') as { readonly stream?: { destroy?: () => void } };
  connection.stream?.destroy?.();
}
