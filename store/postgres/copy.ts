import { once } from 'node:events';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Database, type DatabaseOptions, databaseOver, openPool } from './database.ts';

/** PostgreSQL for work that takes as long as a list is long: no statement limit of two seconds, and COPY. */
export interface CopyPool {
  readonly db: Database;
  /** Feeds one COPY … FROM STDIN; all of it counts or nothing. Resolves when PostgreSQL has it. */
  copyIn(statement: string, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes of one COPY … TO STDOUT. */
  copyOut(statement: string): AsyncGenerator<Buffer>;
}

const pieceBytes = 1_048_576;
/** Longest one statement of a bulk load may take (real ms). */
const statementMs = 3_600_000;

/** Opens a pool of its own for lists; close it with `db.destroy()`. */
export function openCopyPool(options: Omit<DatabaseOptions, 'statementMs'>): CopyPool {
  const pool = openPool({ ...options, statementMs });
  return {
    // One statement over a million rows is worth a plan of its own.
    db: databaseOver(pool, 'marked'),
    async copyIn(statement, pieces) {
      const client = await pool.connect();
      let failure: Error | undefined;
      const lost = (error: Error): void => {
        failure ??= error;
      };
      client.on('error', lost);
      const copy = client.query(copyFrom(statement));
      copy.on('error', lost);
      try {
        const ended = once(copy, 'finish');
        ended.catch(lost);
        for await (const piece of pieces) {
          if (failure !== undefined) throw failure;
          if (!copy.write(piece)) await Promise.race([once(copy, 'drain'), ended]);
        }
        copy.end();
        await ended;
        if (failure !== undefined) throw failure;
      } catch (error) {
        copy.destroy();
        failure ??= error instanceof Error ? error : new Error('a bulk load failed');
        throw failure;
      } finally {
        client.off('error', lost);
        // A connection in the middle of a broken COPY is of no use to anybody.
        client.release(failure);
      }
    },
    async *copyOut(statement) {
      const client = await pool.connect();
      let done = false;
      const lost = (): void => undefined;
      client.on('error', lost);
      const copy = client.query(copyTo(statement));
      try {
        // PostgreSQL sends a message for every row: handed on one by one, a million of them cost more than the copy.
        let held: Buffer[] = [];
        let size = 0;
        for await (const piece of copy as AsyncIterable<Buffer>) {
          held.push(piece);
          size += piece.length;
          if (size < pieceBytes) continue;
          yield Buffer.concat(held);
          [held, size] = [[], 0];
        }
        if (size > 0) yield Buffer.concat(held);
        done = true;
      } finally {
        disarm(copy);
        client.off('error', lost);
        client.release(!done);
      }
    },
  };
}

/**
 * pg sets a timer for `query_timeout` and takes it away in the query's callback, which COPY … TO never calls: left alone it
 * would keep the process from ending, and an hour later fail a copy that went well.
 */
function disarm(copy: object): void {
  if ('callback' in copy && typeof copy.callback === 'function') copy.callback();
}
