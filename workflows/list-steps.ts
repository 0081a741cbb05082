import { condition, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/contract.ts';
import type { ListActivities } from '../activities/lists/contract.ts';
import { instantFromMillis } from '../domain/dates.ts';
import { partyQueue } from '../domain/task-queues.ts';
import { retryAfterSeconds } from '../domain/waiting.ts';
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

/** Who waits for a step: what it shows meanwhile, and the count of signals that wake it. */
interface Waits {
  readonly sign: AttentionSign;
  readonly heard: () => number;
}

/** From so many tries on, some two hours, once an hour: a list does not continue as new, and its history has an end. */
const slowFrom = 48;
const slowSeconds = 3_600;

/** The steps of a list; a fault of the hub, or a step that somebody failed by hand, is shown and tried again. */
export function listSteps(waits: Waits): ListActivities {
  return {
    stageList: (input) => untilDone(waits, 'stage', () => bulk.stageList(input)),
    checkList: (input) => untilDone(waits, 'check', () => bulk.checkList(input)),
    releaseList: (input) => untilDone(waits, 'release', () => bulk.releaseList(input)),
    readListDecision: (input) => untilDone(waits, 'decide', () => quick.readListDecision(input)),
    endList: (input) => untilDone(waits, 'end', () => quick.endList(input)),
    countListHeads: (input) => untilDone(waits, 'count', () => quick.countListHeads(input)),
    pullList: (input) => untilDone(waits, 'pull', () => pullList(input)),
  };
}

async function untilDone<Value>(
  { sign, heard }: Waits,
  step: string,
  run: () => Promise<Value>,
): Promise<Value> {
  for (let attempts = 0; ; attempts += 1) {
    const before = heard();
    try {
      const value = await run();
      if (attempts > 0) sign.lower();
      return value;
    } catch (failure) {
      const trouble = isCancellation(failure) ? null : troubleOf(failure);
      if (trouble === null || !outlivesTrouble()) throw failure;
      sign.raise({ ...trouble, blockedOn: 'hub', since: instantFromMillis(Date.now()), step });
      const seconds = attempts < slowFrom ? retryAfterSeconds(attempts) : slowSeconds;
      await condition(() => heard() > before, seconds * 1_000);
    }
  }
}
