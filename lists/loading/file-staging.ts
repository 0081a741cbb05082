import { createHash } from 'node:crypto';
import { setImmediate as breath } from 'node:timers/promises';
import { invariant } from '../../domain/invariant.ts';
import { personCategories } from '../../domain/person-categories.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { openedPieces } from '../../store/lists/file-pieces.ts';
import { type ListFiles, listFiles } from '../../store/lists/files.ts';
import { type ListStaging, listStaging } from '../../store/lists/staging.ts';
import { openCopyPool } from '../../store/postgres/copy.ts';
import { type Sealer, sealer } from '../../store/secrets/sealing.ts';
import { errorReport } from '../judging/error-report.ts';
import { lineDigests } from '../judging/line-digests.ts';
import { ListedLines } from '../judging/listed-lines.ts';
import { ListedPeople } from '../judging/listed-people.ts';
import { defaultLimits } from '../readers/list-reader.ts';
import { listedRows } from '../readers/listed-rows.ts';
import { readers } from '../readers/reader-for.ts';
import { CopyWriter } from './copy-format.ts';
import { listedMembers } from './listed-members.ts';
import { outgoing } from './outgoing.ts';
import type { StagedRows } from './process-conversation.ts';
import { rowStager, type StagingProgress } from './row-stager.ts';
import { sealedPieces } from './sealed-pieces.ts';
import { stagedLines } from './staged-lines.ts';
import type { StagingJob } from './staging-job.ts';

const tellEveryMs = 250;
/** The COPY that goes in, the file, the vault, the report. */
const connections = 4;
/** A process that gives way to all others is not quick to take a connection. */
const connectMs = 30_000;

interface Stores {
  readonly staging: ListStaging;
  readonly files: ListFiles;
  readonly sealer: Sealer;
}

/** Reads a stored file into its staging table. Throws UnreadableFile, SealError, and what PostgreSQL throws; nothing is staged then. */
export async function stageFile(
  job: StagingJob,
  onProgress: (progress: StagingProgress) => void,
): Promise<StagedRows> {
  const { databaseUrl: url, keys } = job;
  const copyPool = openCopyPool({
    url,
    poolSize: connections,
    connectMs,
    applicationName: 'hub-list-reader',
  });
  const seals = sealer(keys);
  const stores = {
    staging: listStaging(copyPool),
    files: listFiles({ db: copyPool.db, sealer: seals }),
    sealer: seals,
  };
  return stage(job, { stores, onProgress });
}

async function stage(
  { agency, today, asOf, indexKey, keys, attempt, ...target }: StagingJob,
  parts: { readonly stores: Stores; readonly onProgress: (progress: StagingProgress) => void },
): Promise<StagedRows> {
  const { staging, files } = parts.stores;
  const { people, known } = await whoIsKnown(staging, target.listId);
  const writer = new CopyWriter();
  const out = outgoing();
  const stager = rowStager({
    ...{ target, indexKey, people, known, onRejected: (row) => out.rejected.push(row) },
    lines: stagedLines({ writer, indexKey, listId: target.listId }),
    askVault: staging.refsOf,
    flush: () => out.take(writer.full()),
  });
  const copying = staging.copyRows(attempt, sealedPieces(out.written, keys)).catch(out.fail);
  const report = errorReport(target.format, out.rejected);
  const reporting = storedReport(files, target.listId, report).catch(out.fail);
  const lines = lineDigests(known, { target, agency, indexKey });
  const settings = { agency, today, defaultFrom: asOf, ...(lines === undefined ? {} : { lines }) };
  let told = 0;
  try {
    for await (const rows of emptyWhenPulled(
      listedRows(batchesOf(target, parts.stores), settings),
      target.digest,
    )) {
      await stager.take(rows);
      // Pieces leave and the next of the file comes while rows are read, not only when there are none left.
      await breath();
      if (performance.now() - told < tellEveryMs) continue;
      told = performance.now();
      parts.onProgress(stager.progress());
    }
    await stager.remainders();
    await out.end(writer.end());
  } catch (error) {
    out.fail(error);
  }
  await copying;
  const reportId = await reporting;
  out.throwFailure();
  return { progress: stager.progress(), reportId: reportId ?? null };
}

function batchesOf(
  { format, digest, uploadId }: Pick<StagingJob, 'format' | 'digest' | 'uploadId'>,
  { files, sealer: seals }: Stores,
) {
  const file = openedPieces(seals, nextAhead(files.sealedPieces(uploadId)), uploadId);
  return readers[format](proven(file, digest), defaultLimits);
}

/** Stores what was rejected as a file for the officer; no file when nothing was. */
async function storedReport(
  files: ListFiles,
  listId: StagingJob['listId'],
  pieces: AsyncGenerator<Uint8Array>,
): Promise<string | null> {
  const first = await pieces.next();
  if (first.done === true) return null;
  return files.storeFile(
    listId,
    (async function* () {
      yield first.value;
      yield* pieces;
    })(),
  );
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

async function whoIsKnown(staging: ListStaging, listId: StagingJob['listId']) {
  const [people, known] = [new ListedPeople(), new ListedLines()];
  const take = listedMembers(people, known);
  for await (const piece of staging.knownMembers(listId, personCategories)) take(piece);
  return { people, known };
}

/** Pieces in their order; the next one is on its way while the last is read. */
async function* nextAhead<Piece>(pieces: AsyncGenerator<Piece>): AsyncGenerator<Piece> {
  for (let coming = pieces.next(); ; ) {
    const piece = await coming;
    if (piece.done === true) return;
    coming = pieces.next();
    // Whoever stops reading does not wait for it.
    coming.catch(() => undefined);
    yield piece.value;
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
