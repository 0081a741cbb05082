import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { DecisionOutcome } from '../domain/decision.ts';
import type { PayerId } from '../domain/ids.ts';
import type { Stage } from '../domain/stay.ts';
import { attentionSign } from './attention-sign.ts';
import { hubPayers, hubStage } from './search-attributes.ts';
import { admission, discharge, notice, type StayInput } from './stay.messages.ts';
import type { Patience } from './waiting.ts';

/** State of one run of a stay: message handlers only record in it, the story reads it. */
export interface Course {
  readonly input: StayInput;
  readonly patience: Patience;
  stage: Stage;
  outcome: DecisionOutcome | null;
  dischargeAsked: boolean;
  notices: number;
  /** `ours`: every open child was started by this run, so its result will be heard. */
  readonly children: { open: number; ours: boolean };
  renewing: boolean;
}

export function courseOf(input: StayInput): Course {
  const stage = input.carried?.stage ?? 'Arrived';
  const sign = attentionSign(input.carried?.attention ?? null);
  const course: Course = {
    input,
    patience: { sign, wakeUps: () => course.notices, renew: () => renew(course) },
    stage,
    outcome: stage === 'Arrived' ? null : stage === 'Refused' ? 'refuse' : 'admit',
    dischargeAsked: input.carried?.dischargeAsked ?? false,
    notices: 0,
    children: { open: 0, ours: stage !== 'Settled' },
    renewing: false,
  };
  return course;
}

/** Handlers record and may wait; they do no work. */
export function listen(course: Course): void {
  setHandler(admission, async () => {
    await condition(() => course.outcome !== null || course.renewing);
    if (course.outcome === null) throw askAgain();
    return { outcome: course.outcome };
  });
  setHandler(discharge, async () => {
    course.dischargeAsked = true;
    course.notices += 1;
    await condition(() => afterSettlement(course.stage) || course.renewing);
    if (!afterSettlement(course.stage)) throw askAgain();
    return { stage: course.stage };
  });
  setHandler(notice, () => {
    course.notices += 1;
  });
}

export function moveTo(course: Course, stage: Stage, payers: readonly PayerId[] = []): void {
  course.stage = stage;
  upsertSearchAttributes([
    { key: hubStage, value: stage },
    ...(payers.length > 0 ? [{ key: hubPayers, value: [...payers] }] : []),
  ]);
}

/** The next run starts from the same stage; what the run knew beyond that is in the store. */
async function renew(course: Course): Promise<never> {
  course.renewing = true;
  await condition(allHandlersFinished);
  const { stage, dischargeAsked, patience } = course;
  return continueAsNew<(input: StayInput) => Promise<Stage>>({
    ...course.input,
    carried: { stage, dischargeAsked, attention: patience.sign.shown() },
  });
}

/** Fails the Update alone; its sender (the relay) repeats it and reaches the next run. */
function askAgain(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'ask-again',
    message: 'the run was continued as new',
    nonRetryable: true,
  });
}

function afterSettlement(stage: Stage): boolean {
  return stage === 'Settled' || stage === 'Closed' || stage === 'Refused';
}
