import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import type { CaseRef } from '../../domain/ids.ts';

const channel = 'hub_stays';

/** What a window waits for: the first decision of an admission, the settlement of a bill. */
export type StayNewsKind = 'decided' | 'settled';

/** Hears, in one process, what every process of the hub commits. */
export interface StayNews {
  /**
   * Resolves once the next such news of a stay is committed; never when `over` is aborted first. While PostgreSQL cannot be
   * heard nothing resolves, so whoever waits has another way to the answer.
   */
  next(kind: StayNewsKind, caseRef: CaseRef, over: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** To be selected or returned by the statement that writes the news: PostgreSQL tells it when the transaction commits. */
export function told(kind: StayNewsKind, caseRef: CaseRef) {
  return sql<string>`pg_notify(${channel}, ${`${kind} ${caseRef}`})`.as('told');
}

/** Between two tries to be connected (real ms). */
const againMs = 1_000;
const goodbyeMs = 1_000;

/** One connection of its own, made on first use; it cannot go through a pooler that shares connections between transactions. */
export function stayNews(url: string): StayNews {
  const waiting = new Map<string, Set<() => void>>();
  const closing = new AbortController();
  let hearing: Promise<void> | undefined;

  const hear = (payload = ''): void => {
    for (const resolve of waiting.get(payload) ?? []) resolve();
    waiting.delete(payload);
  };
  const hearOn = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await listened(url, hear, closing.signal).catch(() => undefined);
      await wait(againMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };
  return {
    next(kind, caseRef, over) {
      hearing ??= hearOn();
      const news = `${kind} ${caseRef}`;
      return new Promise((resolve) => {
        const those = waiting.get(news) ?? new Set();
        waiting.set(news, those.add(resolve));
        const forget = (): void => {
          those.delete(resolve);
          if (those.size === 0 && waiting.get(news) === those) waiting.delete(news);
        };
        over.addEventListener('abort', forget, { once: true });
      });
    },
    async close() {
      closing.abort();
      // A server that was stopped, not ended, never says goodbye.
      await Promise.race([hearing, wait(goodbyeMs, undefined, { ref: false })]);
    },
  };
}

/** Listens until the connection ends or `over` is aborted. Throws what PostgreSQL or the network says. */
async function listened(url: string, hear: (payload?: string) => void, over: AbortSignal): Promise<void> {
  const client = new pg.Client({
    ...{ connectionString: url, application_name: 'hub-news', keepAlive: true },
    connectionTimeoutMillis: 1_000,
  });
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => resolve());
    over.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await client.connect();
    client.on('notification', ({ payload }) => hear(payload));
    await client.query(`LISTEN ${channel}`);
    await ended;
  } finally {
    await client.end().catch(() => undefined);
  }
}
