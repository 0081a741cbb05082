import {
  condition,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  TemporalFailure,
} from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import type { ListSteps, ListTroubleInput } from '../activities/lists/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import { nextTrySeconds } from '../domain/retry-pace.ts';
import { partyQueue } from '../domain/task-queues.ts';
import type { AttentionSign } from './attention-sign.ts';
import { outlivesTrouble, troubleOf } from './trouble.ts';
import { sealedOnly } from './unsealed.ts';

type BulkSteps = Pick<Activities, 'stageList' | 'checkList' | 'releaseList'>;
type QuickSteps = Pick<Activities, 'endList' | 'readListDecision' | 'countListHeads'>;
type PullStep = Pick<Activities, 'pullList'>;

const soonAgain = {
  initialInterval: '500 milliseconds',
  backoffCoefficient: 2,
  maximumInterval: '30 seconds',
} as const;

/** Long steps beat; a worker that was killed is missed within seconds, and the step starts anew elsewhere. */
const bulk = sealedOnly(
  proxyActivities<BulkSteps>({
    startToCloseTimeout: '6 hours',
    heartbeatTimeout: '10 seconds',
    retry: soonAgain,
  }),
);
const quick = sealedOnly(
  proxyActivities<QuickSteps>({
    startToCloseTimeout: '30 seconds',
    retry: soonAgain,
  }),
);
const { pullList } = sealedOnly(
  proxyActivities<PullStep>({
    taskQueue: partyQueue,
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '10 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  }),
);

/** As a stay writes its own down; a store that is itself what fails is not waited for. */
const { recordListTrouble } = proxyLocalActivities<Pick<Activities, 'recordListTrouble'>>({
  startToCloseTimeout: '2 seconds',
  scheduleToCloseTimeout: '4 seconds',
  retry: { initialInterval: '100 milliseconds', maximumAttempts: 3 },
});

/** Who waits for a step: what it shows meanwhile, and the count of signals that wake it. */
interface Waits {
  readonly sign: AttentionSign;
  readonly heard: () => number;
}

/** From so many tries on, some two hours, once an hour: a list does not continue as new, and its history has an end. */
const slowFrom = 48;
const slowSeconds = 3_600;

/** The steps of a list; a fault of the hub, or a step that somebody failed by hand, is shown and tried again. */
export function listSteps(waits: Waits): ListSteps {
  const { stageList, checkList, releaseList } = bulk;
  const { readListDecision, endList, countListHeads } = quick;
  return {
    stageList: (input) => untilDone(waits, { step: 'stage', activity: 'stageList', input }, stageList),
    checkList: (input) => untilDone(waits, { step: 'check', activity: 'checkList', input }, checkList),
    releaseList: (input) =>
      untilDone(waits, { step: 'release', activity: 'releaseList', input }, releaseList),
    readListDecision: (input) =>
      untilDone(waits, { step: 'decide', activity: 'readListDecision', input }, readListDecision),
    endList: (input) => untilDone(waits, { step: 'end', activity: 'endList', input }, endList),
    countListHeads: (input) =>
      untilDone(waits, { step: 'count', activity: 'countListHeads', input }, countListHeads),
    pullList: (input) => untilDone(waits, { step: 'pull', activity: 'pullList', input }, pullList),
  };
}

/** What is asked for: `step` as the workflow shows it, `activity` as the store names it. */
interface Asked<Input> {
  readonly step: string;
  readonly activity: keyof ListSteps;
  readonly input: Input;
}

async function untilDone<Input extends Pick<ListTroubleInput, 'listId' | 'version'>, Value>(
  { sign, heard }: Waits,
  { step, activity, input }: Asked<Input>,
  run: (input: Input) => Promise<Value>,
): Promise<Value> {
  for (let attempts = 0; ; attempts += 1) {
    const before = heard();
    try {
      const value = await run(input);
      if (attempts > 0) sign.lower();
      return value;
    } catch (failure) {
      const trouble = isCancellation(failure) ? null : troubleOf(failure);
      if (trouble === null || !outlivesTrouble()) throw failure;
      sign.raise({ ...trouble, blockedOn: 'hub', since: instantFromMillis(Date.now()), step });
      const { listId, version } = input;
      if (tellsTrouble()) await recorded({ listId, activity, trouble, ...(version && { version }) });
      const seconds = attempts < slowFrom ? nextTrySeconds(attempts) : slowSeconds;
      await condition(() => heard() > before, seconds * 1_000);
    }
  }
}

/** Runs of before showed it in the workflow alone. */
function tellsTrouble(): boolean {
  return patched('2026-11-list-trouble');
}

/** When the store is itself what fails, the workflow's own sign says it alone. */
async function recorded(input: ListTroubleInput): Promise<void> {
  try {
    await recordListTrouble(input);
  } catch (failure) {
    if (!(failure instanceof TemporalFailure) || isCancellation(failure)) throw failure;
  }
}
