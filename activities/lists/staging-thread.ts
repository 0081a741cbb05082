/** Runs in a worker thread of its own, until it is ended: reads a list's file and checks every row. The index key comes with the job, never by message. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { LocalDate } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { CopyWriter } from './copy-format.ts';
import { errorReport, type RejectedRow } from './error-report.ts';
import { KnownLines } from './known-lines.ts';
import { knownMembers } from './known-members.ts';
import { lineMemory } from './line-memory.ts';
import { PieceQueue } from './piece-queue.ts';
import { defaultLimits } from './readers/list-reader.ts';
import { listedRows } from './readers/listed-rows.ts';
import { type ListFormat, readers } from './readers/reader-for.ts';
import { Roster } from './roster.ts';
import type { StagingFor } from './row-judge.ts';
import { rowStager, type StagingProgress } from './row-stager.ts';
import { stagedLines } from './staged-lines.ts';
import { type Conversation, conversation } from './thread-conversation.ts';

/** What one thread does. */
export interface StagingJob extends StagingFor {
  readonly agency: string;
  readonly format: ListFormat;
  /** SHA-256 that the file must have, hexadecimal; null when somebody else vouches for it. */
  readonly digest: string | null;
  readonly today: LocalDate;
  readonly asOf: LocalDate;
  readonly indexKey: Uint8Array;
}

const rejectedAhead = 500;
const reportPieceBytes = 262_144;

const port = parentPort;
if (port !== null) await main(workerData as StagingJob);

async function main(job: StagingJob): Promise<void> {
  invariant(port !== null, 'not in a thread');
  const talk = conversation(port);
  try {
    const progress = await stage(job, talk);
    talk.send({ kind: 'done', progress });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    talk.send({ kind: 'unreadable', code: error.code, at: error.message });
  }
}

async function stage(job: StagingJob, { want, send, room }: Conversation): Promise<StagingProgress> {
  const { agency, today, asOf, indexKey, listId } = job;
  const { roster, known } = await whoIsKnown(want);
  const writer = new CopyWriter();
  const rejected = new PieceQueue<RejectedRow>();
  const sendPiece = async (of: 'rows' | 'report', bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    await room();
    send({ kind: 'piece', of, bytes, progress: stager.progress() }, [bytes.buffer]);
  };
  const stager = rowStager({
    ...{ target: job, indexKey, roster, known, onRejected: (row) => rejected.push(row) },
    lines: stagedLines({ writer, indexKey, listId }),
    askVault: (indexes) => refsFrom(want, indexes),
    flush: async () => {
      for (const piece of writer.full()) await sendPiece('rows', piece);
      if (rejected.length > rejectedAhead) await rejected.room(0);
    },
  });
  const reporting = report(errorReport(job.format, rejected), (bytes) => sendPiece('report', bytes));
  reporting.catch(() => undefined);
  const lines = lineMemory(known, { target: job, agency, indexKey });
  const batches = readers[job.format](proven(fileOf(want), job.digest), defaultLimits);
  const settings = { agency, today, defaultFrom: asOf, ...(lines === undefined ? {} : { lines }) };
  for await (const rows of emptyWhenPulled(listedRows(batches, settings), job)) await stager.take(rows);
  await stager.remainders();
  rejected.end();
  for (const piece of writer.end()) await sendPiece('rows', piece);
  if (stager.progress().rejected > 0) await reporting;
  return stager.progress();
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
async function* emptyWhenPulled<Rows>(rows: AsyncIterable<Rows>, job: StagingJob): AsyncGenerator<Rows> {
  try {
    yield* rows;
  } catch (error) {
    const empty = error instanceof UnreadableFile && error.code === 'empty-file';
    if (!empty || job.digest !== null) throw error;
  }
}

type Want = Conversation['want'];

async function whoIsKnown(want: Want): Promise<{ readonly roster: Roster; readonly known: KnownLines }> {
  const [roster, known] = [new Roster(), new KnownLines()];
  const take = knownMembers(roster, known);
  for (let piece = await want('known'); piece !== null; piece = await want('known')) take(piece);
  return { roster, known };
}

async function refsFrom(want: Want, indexes: readonly Buffer[]): Promise<readonly (PersonRef | null)[]> {
  const answer = await want('refs', Buffer.concat(indexes));
  invariant(answer !== null, 'the vault gave no answer');
  return JSON.parse(Buffer.from(answer).toString()) as readonly (PersonRef | null)[];
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
