import type { RejectedRow } from '../judging/error-report.ts';
import { PieceQueue } from './piece-queue.ts';

const writtenAhead = 2;
const rejectedAhead = 500;

/** What leaves the process: lines for the staging table, and rows for the report. The first failure ends both. */
export function outgoing() {
  const written = new PieceQueue<Uint8Array>();
  const rejected = new PieceQueue<RejectedRow>();
  let failure: Error | undefined;
  const throwFailure = (): void => {
    if (failure !== undefined) throw failure;
  };
  const end = (): void => {
    for (const queue of [written, rejected]) queue.end(failure);
  };
  return {
    written,
    rejected,
    throwFailure,
    fail(error: unknown): void {
      failure ??= error instanceof Error ? error : new Error('reading a list failed');
      end();
    },
    async take(pieces: readonly Uint8Array[]): Promise<void> {
      for (const piece of pieces) written.push(piece);
      await written.room(writtenAhead);
      if (rejected.length > rejectedAhead) await rejected.room(0);
      throwFailure();
    },
    async end(pieces: readonly Uint8Array[]): Promise<void> {
      await this.take(pieces);
      end();
    },
  };
}
