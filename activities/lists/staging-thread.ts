/** Runs in a worker thread of its own, until it is ended: reads a list's file, checks every row, seals who is new. Keys come with the job, never by message. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { LocalDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { type KeyRing, sealer } from '../../store/sealing.ts';
import { CopyReader, CopyWriter } from './copy-format.ts';
import { errorReport, type RejectedRow } from './error-report.ts';
import { PieceQueue } from './piece-queue.ts';
import { defaultLimits } from './readers/list-reader.ts';
import { type ListedRow, listedRows } from './readers/listed-rows.ts';
import { type ListFormat, readers } from './readers/reader-for.ts';
import { Roster } from './roster.ts';
import { rowStager, type StagingFor, type StagingProgress } from './row-stager.ts';

/** What one thread does. */
export interface StagingJob extends StagingFor {
  readonly agency: string;
  readonly format: ListFormat;
  /** SHA-256 that the file must have, hexadecimal; null when somebody else vouches for it. */
  readonly digest: string | null;
  readonly today: LocalDate;
  readonly asOf: LocalDate;
  readonly keys: KeyRing;
  readonly indexKey: Uint8Array;
}

/** From the thread. */
export type FromThread =
  /** Asks for the next piece of who is known, or of the file. */
  | { readonly kind: 'want'; readonly what: 'known' | 'file' }
  | {
      readonly kind: 'piece';
      readonly of: 'rows' | 'report';
      readonly bytes: Uint8Array;
      readonly progress: StagingProgress;
    }
  | { readonly kind: 'done'; readonly progress: StagingProgress }
  | { readonly kind: 'unreadable'; readonly code: string; readonly at: string };

/** To the thread: the piece it asked for, null after the last; or word that a piece of its own was taken. */
export type ToThread =
  | { readonly kind: 'given'; readonly bytes: Uint8Array | null }
  | { readonly kind: 'taken' };

const piecesAhead = 4;
const rejectedAhead = 500;
const reportPieceBytes = 262_144;

const port = parentPort;
if (port !== null) await main(workerData as StagingJob);

async function main(job: StagingJob): Promise<void> {
  invariant(port !== null, 'not in a thread');
  const { want, send, room } = conversation(port);
  try {
    const roster = await rosterOf(want);
    const writer = new CopyWriter();
    const rejected = new PieceQueue<RejectedRow>();
    const onRejected = (row: RejectedRow): void => rejected.push(row);
    const parts = {
      target: job,
      sealer: sealer(job.keys),
      indexKey: job.indexKey,
      roster,
      writer,
      onRejected,
    };
    const stager = rowStager(parts);
    const sendPiece = async (of: 'rows' | 'report', bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      await room();
      send({ kind: 'piece', of, bytes, progress: stager.progress() }, [bytes.buffer]);
    };
    const reporting = report(errorReport(job.format, rejected), (bytes) => sendPiece('report', bytes));
    reporting.catch(() => undefined);
    const { agency, today, asOf } = job;
    const rows = readers[job.format](proven(fileOf(want), job.digest), defaultLimits);
    for await (const row of emptyWhenPulled(listedRows(rows, { agency, today, defaultFrom: asOf }), job)) {
      stager.take(row);
      const piece = writer.full();
      if (piece !== undefined) await sendPiece('rows', piece);
      if (rejected.length > rejectedAhead) await rejected.room(0);
    }
    rejected.end();
    await sendPiece('rows', writer.end());
    if (stager.progress().rejected > 0) await reporting;
    send({ kind: 'done', progress: stager.progress() });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    send({ kind: 'unreadable', code: error.code, at: error.message });
  }
}

/** Sends a report in pieces of some size; a row of its own would cost a message. */
async function report(
  pieces: AsyncIterable<Uint8Array>,
  sendPiece: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  let held: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const bytes = new Uint8Array(Buffer.concat(held));
    [held, size] = [[], 0];
    await sendPiece(bytes);
  };
  for await (const piece of pieces) {
    held.push(piece);
    size += piece.byteLength;
    if (size > reportPieceBytes) await flush();
  }
  if (size > 0) await flush();
}

/** An agency that answers with a list of nobody has sent a list, which a person must look at; an empty file is none. */
async function* emptyWhenPulled(rows: AsyncIterable<ListedRow>, job: StagingJob): AsyncGenerator<ListedRow> {
  try {
    yield* rows;
  } catch (error) {
    const empty = error instanceof UnreadableFile && error.code === 'empty-file';
    if (!empty || job.digest !== null) throw error;
  }
}

type Want = (what: 'known' | 'file') => Promise<Uint8Array | null>;

async function rosterOf(want: Want): Promise<Roster> {
  const roster = new Roster();
  const reader = new CopyReader();
  for (let piece = await want('known'); piece !== null; piece = await want('known')) {
    reader.read(piece, ([index, ref, said]) => {
      invariant(index && ref && said, 'a known member without blind index');
      roster.add(index, { ref: ref.toString('latin1'), said: said.readBigInt64BE() });
    });
  }
  return roster;
}

async function* fileOf(want: Want): AsyncGenerator<Uint8Array> {
  for (let piece = await want('file'); piece !== null; piece = await want('file')) yield piece;
}

/** The bytes, with the proof at their end that they are the file that was sent. */
async function* proven(bytes: AsyncIterable<Uint8Array>, digest: string | null): AsyncGenerator<Uint8Array> {
  const sum = createHash('sha256');
  for await (const piece of bytes) {
    sum.update(piece);
    yield piece;
  }
  invariant(
    digest === null || sum.digest('hex') === digest,
    'a stored list file is not the one that was sent',
  );
}

function conversation(channel: NonNullable<typeof parentPort>): {
  readonly want: Want;
  readonly send: (message: FromThread, moved?: ArrayBuffer[]) => void;
  readonly room: () => Promise<void>;
} {
  let given: ((bytes: Uint8Array | null) => void) | undefined;
  let waiting: (() => void)[] = [];
  let ahead = 0;
  channel.on('message', (message: ToThread) => {
    if (message.kind === 'given') given?.(message.bytes);
    else {
      ahead -= 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    }
  });
  const send = (message: FromThread, moved: ArrayBuffer[] = []): void => {
    if (message.kind === 'piece') ahead += 1;
    channel.postMessage(message, moved);
  };
  return {
    send,
    want: (what) =>
      new Promise((resolve) => {
        given = resolve;
        send({ kind: 'want', what });
      }),
    room: async () => {
      while (ahead >= piecesAhead)
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
    },
  };
}
