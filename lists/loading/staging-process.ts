/** Runs in a process of its own for each list, so that a worker stays as small as it is: reads the file, checks every row, seals who is new. Keys come by message. */
import { createHash } from 'node:crypto';
import { setImmediate as breath } from 'node:timers/promises';
import type { PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { openedPieces } from '../../store/lists/file-pieces.ts';
import { SealError, sealer } from '../../store/secrets/sealing.ts';
import { errorReport, type RejectedRow } from '../judging/error-report.ts';
import { lineDigests } from '../judging/line-digests.ts';
import { ListedLines } from '../judging/listed-lines.ts';
import { ListedPeople } from '../judging/listed-people.ts';
import { defaultLimits } from '../readers/list-reader.ts';
import { listedRows } from '../readers/listed-rows.ts';
import { readers } from '../readers/reader-for.ts';
import { CopyWriter } from './copy-format.ts';
import { listedMembers } from './listed-members.ts';
import { PieceQueue } from './piece-queue.ts';
import { type Conversation, conversation } from './process-conversation.ts';
import { rowStager, type StagingProgress } from './row-stager.ts';
import { sealedPieces } from './sealed-pieces.ts';
import { stagedLines } from './staged-lines.ts';
import type { StagingJob } from './staging-job.ts';

const writtenAhead = 2;
const rejectedAhead = 500;
const tellEveryMs = 250;
const reportPieceBytes = 262_144;

const talk = conversation();
// The worker is gone: what it asked for nobody wants any more.
process.once('disconnect', () => process.exit());
const job = await talk.job;
try {
  const progress = await stage(job, talk);
  talk.send({ kind: 'done', progress });
} catch (error) {
  if (error instanceof SealError) talk.send({ kind: 'sealed', code: error.code });
  else if (error instanceof UnreadableFile) talk.send({ kind: 'unreadable', reason: error.message });
  else throw error;
}

async function stage(
  { agency, today, asOf, indexKey, keys, uploadId, ...target }: StagingJob,
  { want, send, room }: Conversation,
): Promise<StagingProgress> {
  const { people, known } = await whoIsKnown(want);
  const writer = new CopyWriter();
  const rejected = new PieceQueue<RejectedRow>();
  const written = new PieceQueue<Uint8Array>();
  const sendPiece = async (of: 'rows' | 'report', bytes: Uint8Array): Promise<void> => {
    await room();
    send({ kind: 'piece', of, bytes, progress: stager.progress() });
  };
  const stager = rowStager({
    ...{ target, indexKey, people, known, onRejected: (row) => rejected.push(row) },
    lines: stagedLines({ writer, indexKey, listId: target.listId }),
    askVault: (indexes) => refsFrom(want, indexes),
    flush: async () => {
      for (const piece of writer.full()) written.push(piece);
      await written.room(writtenAhead);
      if (rejected.length > rejectedAhead) await rejected.room(0);
    },
  });
  const sending = sendAll(sealedPieces(written, keys), (bytes) => sendPiece('rows', bytes));
  sending.catch(() => undefined);
  const reporting = report(errorReport(target.format, rejected), (bytes) => sendPiece('report', bytes));
  reporting.catch(() => undefined);
  const lines = lineDigests(known, { target, agency, indexKey });
  const file = openedPieces(sealer(keys), piecesOf(want, 'file'), uploadId);
  const batches = readers[target.format](proven(file, target.digest), defaultLimits);
  const settings = { agency, today, defaultFrom: asOf, ...(lines === undefined ? {} : { lines }) };
  let told = 0;
  for await (const rows of emptyWhenPulled(listedRows(batches, settings), target.digest)) {
    await stager.take(rows);
    // Sealed pieces leave and the next of the file comes while rows are read, not only when there are none left.
    await breath();
    if (performance.now() - told < tellEveryMs) continue;
    told = performance.now();
    // Rows that are known leave no piece behind that would tell how far it is.
    send({ kind: 'progress', progress: stager.progress() });
  }
  await stager.remainders();
  rejected.end();
  for (const piece of writer.end()) written.push(piece);
  written.end();
  await sending;
  if (stager.progress().rejected > 0) await reporting;
  return stager.progress();
}

/** A failure ends the process at once, and the worker hears of that. */
async function sendAll(
  pieces: AsyncIterable<Uint8Array>,
  sendPiece: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  try {
    for await (const piece of pieces) await sendPiece(piece);
  } catch (failure) {
    // Nobody may be waiting for this promise yet, but for room in the queue.
    setImmediate(() => {
      throw failure;
    });
    throw failure;
  }
}

/** Sends a report in pieces of some size; a row of its own would cost a message. */
async function report(
  pieces: AsyncIterable<Uint8Array>,
  sendPiece: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  let held: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(held);
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
async function* emptyWhenPulled<Rows>(
  rows: AsyncIterable<Rows>,
  digest: string | null,
): AsyncGenerator<Rows> {
  try {
    yield* rows;
  } catch (error) {
    const empty = error instanceof UnreadableFile && error.code === 'empty-file';
    if (!empty || digest !== null) throw error;
  }
}

type Want = Conversation['want'];

async function whoIsKnown(
  want: Want,
): Promise<{ readonly people: ListedPeople; readonly known: ListedLines }> {
  const [people, known] = [new ListedPeople(), new ListedLines()];
  const take = listedMembers(people, known);
  for await (const piece of piecesOf(want, 'known')) take(piece);
  return { people, known };
}

async function refsFrom(want: Want, indexes: readonly Buffer[]): Promise<readonly (PersonRef | null)[]> {
  const answer = await want('refs', Buffer.concat(indexes));
  invariant(answer !== null, 'the vault gave no answer');
  return JSON.parse(Buffer.from(answer).toString()) as readonly (PersonRef | null)[];
}

/** Pieces in their order; the next one is on its way while the last is read. */
async function* piecesOf(want: Want, what: 'known' | 'file'): AsyncGenerator<Uint8Array> {
  for (let coming = want(what); ; ) {
    const piece = await coming;
    if (piece === null) return;
    coming = want(what);
    yield piece;
  }
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
