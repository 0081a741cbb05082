import { heartbeat } from '@temporalio/activity';
import { invariant } from '../../domain/invariant.ts';
import type { StagedRows } from '../../lists/loading/process-conversation.ts';
import { readRows, UnreadableList } from '../../lists/loading/row-reading.ts';
import type { StagingProgress } from '../../lists/loading/row-stager.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import type { Staging } from '../../store/lists/staging.ts';
import type { ListActivities, StagedSummary } from './contract.ts';
import { beating } from './heartbeat.ts';
import type { ListParts } from './parts.ts';

const progressEveryMs = 500;
/** Each load keeps a core and a few connections busy; others wait their turn. */
const loadsAtOnce = 2;

/** Brings a stored file's rows in: read, checked, sealed and written by one COPY in a process of its own. */
export function stagingActivity(parts: ListParts): Pick<ListActivities, 'stageList'> {
  const { versions, staging, clock } = parts;
  const turn = turns(loadsAtOnce);
  return {
    stageList: (name) =>
      beating(async (signal): Promise<StagedSummary> => {
        await versions.recordBegun(name, clock.now());
        const version = await versions.version(name);
        invariant(version !== undefined, 'a list version does not exist');
        if (!['received', 'staging', 'staged', 'held'].includes(version.state)) return { kind: 'past' };
        using _ = await turn();
        const attempt = await staging.beginStaging(name);
        try {
          const { progress, reportId } = await readInto(parts, version, { attempt, signal });
          const { received, accepted, rejected, lines, members, local } = progress;
          const counts = { rows: { received, accepted, rejected }, lines, members };
          const ours = await staging.finishStaging(attempt, { ...counts, reportId });
          return ours ? { kind: 'staged', accepted, local } : { kind: 'past' };
        } catch (error) {
          if (!(error instanceof UnreadableList)) throw error;
          return { kind: 'unreadable', code: error.reason };
        }
      }),
  };
}

async function readInto(
  parts: ListParts,
  version: ListVersion,
  { attempt, signal }: { readonly attempt: Staging; readonly signal: AbortSignal },
): Promise<StagedRows> {
  const { staging, databaseUrl } = parts;
  const { uploadId } = version;
  invariant(uploadId !== null, 'the file of a list version is gone');
  let told = 0;
  const onProgress = ({ received, accepted, rejected }: StagingProgress): void => {
    if (Date.now() - told < progressEveryMs) return;
    told = Date.now();
    heartbeat({ received, accepted, rejected });
    staging.recordProgress(attempt, { received, accepted, rejected }).catch(() => undefined);
  };
  const job = { ...(await jobOf(parts, version)), uploadId, databaseUrl, attempt };
  return readRows({ job, onProgress, signal });
}

/** At most so many at once, in the order in which they came. */
function turns(most: number): () => Promise<Disposable> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return {
      [Symbol.dispose]: () => {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      },
    };
  };
}

async function jobOf({ register, clock, secrets }: ListParts, version: ListVersion) {
  const { listId, kind, format, asOf, digest, source } = version;
  const list = await register.list(listId);
  invariant(list !== undefined, 'a version of a list that is not registered');
  return {
    ...{ listId, kind, format, asOf, division: list.division, categories: list.categories },
    ...{ agency: list.agency ?? '', today: clock.today(), digest: source === 'push' ? digest : null },
    ...secrets,
  };
}
