import { heartbeat } from '@temporalio/activity';
import { invariant } from '../../domain/invariant.ts';
import { agencyOf } from '../../domain/list.ts';
import type { ListVersion } from '../../store/list-records.ts';
import type { ListActivities, StagedSummary } from './contract.ts';
import { beating } from './heartbeat.ts';
import type { ListParts } from './parts.ts';
import { type Reading, readRows, UnreadableList } from './row-reading.ts';
import type { StagingProgress } from './row-stager.ts';

const progressEveryMs = 500;

/** Brings a stored file's rows in: read, checked and sealed in a thread, taken by one COPY. */
export function stagingActivity(parts: ListParts): Pick<ListActivities, 'stageList'> {
  const { versions, staging, clock } = parts;
  return {
    stageList: (name) =>
      beating(async (signal): Promise<StagedSummary> => {
        await versions.recordBegun(name, clock.now());
        const version = await versions.version(name);
        invariant(version !== undefined, 'a list version does not exist');
        if (!['received', 'staging', 'staged', 'held'].includes(version.state)) return { kind: 'past' };
        const attempt = await staging.beginStaging(name);
        const reading = await readInto(parts, version, { attempt, signal });
        if (reading.kind === 'unreadable') return { kind: 'unreadable', code: reading.code };
        const { received, accepted, rejected, lines, members, local } = reading.progress;
        const counts = { rows: { received, accepted, rejected }, lines, members };
        const ours = await staging.finishStaging(attempt, counts);
        return ours ? { kind: 'staged', accepted, local } : { kind: 'past' };
      }),
  };
}

async function readInto(
  parts: ListParts,
  version: ListVersion,
  run: {
    readonly attempt: Awaited<ReturnType<ListParts['staging']['beginStaging']>>;
    readonly signal: AbortSignal;
  },
): Promise<Reading> {
  const { staging, files } = parts;
  const { attempt, signal } = run;
  const { uploadId, listId } = version;
  invariant(uploadId !== null, 'the file of a list version is gone');
  let told = 0;
  const onProgress = ({ received, accepted, rejected }: StagingProgress): void => {
    if (Date.now() - told < progressEveryMs) return;
    told = Date.now();
    heartbeat({ received, accepted, rejected });
    staging.recordProgress(attempt, { received, accepted, rejected }).catch(() => undefined);
  };
  const { pieces, reading } = readRows({
    job: await jobOf(parts, version),
    known: staging.knownMembers(listId),
    file: files.fileBytes(uploadId),
    onProgress,
    signal,
  });
  try {
    await staging.copyRows(attempt, pieces);
    return await reading;
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    return reading;
  }
}

async function jobOf({ register, clock, secrets }: ListParts, version: ListVersion) {
  const { listId, kind, format, asOf, digest, source } = version;
  const list = await register.list(listId);
  invariant(list !== undefined, 'a version of a list that is not registered');
  return {
    ...{ listId, kind, format, asOf, division: list.division, categories: list.categories },
    ...{ agency: agencyOf(listId) ?? '', today: clock.today(), digest: source === 'push' ? digest : null },
    ...secrets,
  };
}
