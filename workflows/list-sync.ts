import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  isCancellation,
  ParentClosePolicy,
  setCurrentDetails,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import type { ListSteps } from '../activities/lists/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import type { ListId } from '../domain/ids.ts';
import { type ListVersionName, listVersionWorkflowId } from '../domain/list.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import { type AttentionSign, attentionSign } from './attention-sign.ts';
import { listSteps } from './list-steps.ts';
import { type ListSyncInput, type ListSyncOutcome, listDecision } from './list-sync.messages.ts';
import { anyUnsealed, requireSealed } from './unsealed.ts';

/** A pull that never becomes complete ends, and the Schedule tries again at its next time. */
const pullAttempts = 8;
/** A decision whose signal was lost is found in the store. */
const lookAgain = '10 minutes';

/** One list version on its way from its file to release; with source `pull` the file is fetched from the agency first. */
export async function listSync(input: ListSyncInput): Promise<ListSyncOutcome> {
  requireSealed(input);
  const run = listRun();
  if (input.source === 'census') {
    await run.steps.countListHeads({ listId: input.listId });
    return 'counted';
  }
  if (input.source === 'pull') return pulled(input.listId, run);
  const { listId, version } = input;
  const name = { listId, version };
  try {
    return await brought(name, run);
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    // The version that serves is not touched.
    await CancellationScope.nonCancellable(() =>
      run.steps.endList({ ...name, state: 'failed', reasons: ['list-cancelled'] }),
    );
    throw failure;
  }
}

/** What one run of the workflow works with. */
interface ListRun {
  readonly sign: AttentionSign;
  readonly steps: ListSteps;
  /** How often somebody said that a decision stands in the store. */
  readonly decisions: () => number;
}

function listRun(): ListRun {
  let heard = 0;
  // It says nothing itself: whoever sends it, what was decided stands in the store.
  setHandler(listDecision, (...said: readonly unknown[]) => {
    if (!anyUnsealed(said)) heard += 1;
  });
  const sign = attentionSign();
  const decisions = (): number => heard;
  return { sign, decisions, steps: listSteps({ sign, heard: decisions }) };
}

async function brought(name: ListVersionName, run: ListRun): Promise<ListSyncOutcome> {
  const { stageList, checkList, releaseList, endList } = run.steps;
  for (;;) {
    setCurrentDetails('读取文件 · reading the file');
    const staged = await stageList(name);
    if (staged.kind === 'past') return 'ended';
    if (staged.kind === 'unreadable') {
      await endList({ ...name, state: 'failed', reasons: [staged.code] });
      return 'failed';
    }
    setCurrentDetails('与现行名单比较 · comparing with the list that serves');
    const { accepted, local } = staged;
    let step = await checkList({ ...name, accepted, local });
    while (step.kind === 'clear' || step.kind === 'held') {
      if (step.kind === 'held' && (await decision(name, run)) === 'reject') {
        await endList({ ...name, state: 'rejected', reasons: ['list-rejected-by-hand'] });
        return 'rejected';
      }
      setCurrentDetails('发布 · releasing');
      step = await releaseList(name);
    }
    setCurrentDetails('');
    // Otherwise PostgreSQL crashed and emptied the staging table: the file is read again.
    if (step.kind === 'ended') return 'released';
  }
}

/** Waits until a person has decided about a held version. */
async function decision(
  name: ListVersionName,
  { sign, steps, decisions }: ListRun,
): Promise<'release' | 'reject'> {
  const since = instantFromMillis(Date.now());
  for (;;) {
    const before = decisions();
    const decided = await steps.readListDecision(name);
    if (decided !== null) {
      sign.lower();
      return decided;
    }
    sign.raise({ code: 'list-held', blockedOn: 'operator', since, step: 'release' });
    await condition(() => decisions() > before, lookAgain);
  }
}

/** Fetches a list and hands the version over to a workflow of its own, so that a held version stops no later pull. */
async function pulled(listId: ListId, { sign, steps }: ListRun): Promise<ListSyncOutcome> {
  for (let attempts = 0; ; attempts += 1) {
    setCurrentDetails('逐页获取名单 · fetching the list page by page');
    const pull = await steps.pullList({ listId });
    if (pull.kind !== 'broken') {
      sign.lower();
      if (pull.kind === 'version') await handOver({ listId, version: pull.version });
      return pull.kind === 'version' ? 'handed-over' : 'same';
    }
    sign.raise(pull.attention);
    if (attempts >= pullAttempts) return 'failed';
    await sleep(nextTrySeconds(attempts) * 1_000);
  }
}

async function handOver({ listId, version }: ListVersionName): Promise<void> {
  try {
    await startChild<typeof listSync>('listSync', {
      workflowId: listVersionWorkflowId({ listId, version }),
      args: [{ source: 'file', listId, version }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (failure) {
    // The relay of the api was faster.
    if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
  }
}
