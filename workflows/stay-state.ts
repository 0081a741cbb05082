import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  setHandler,
} from '@temporalio/workflow';
import type { AdmissionOutcome, CloseSummary } from '../activities/contract.ts';
import { isOwnTrouble } from '../domain/hub-fault.ts';
import type { PayerId } from '../domain/ids.ts';
import type { Stage } from '../domain/stay.ts';
import { attentionAttributes, attentionSign } from './attention-sign.ts';
import { shapeOfRun } from './lean-shape.ts';
import { searchAttribute } from './search-attributes.ts';
import {
  type AdmissionReply,
  admission,
  type DischargeReply,
  discharge,
  notice,
  type StayInput,
} from './stay.messages.ts';
import { recordTrouble } from './steps.ts';
import { anyUnsealed, refuseUnsealed } from './unsealed.ts';
import type { Parking } from './waiting.ts';

/** State of one run of a stay: message handlers only record in it, the story reads it. */
export interface StayState {
  readonly input: StayInput;
  readonly parking: Parking;
  stage: Stage;
  outcome: AdmissionOutcome | null;
  dischargeAsked: boolean;
  /** Keepers of records were silent at the decision, and have not answered since. */
  keepersSilent: boolean;
  notices: number;
  /** How many notices had been heard when the store was last asked in a way that tells of a cancelled stay. */
  looked: number;
  /** How many notices said that people or a payer acted. */
  resolved: number;
  /** `ours`: every open child was started by this run, so its result will be heard. */
  readonly children: { open: number; ours: boolean };
  /** What the settlement's own attempt to close came to, and how many notices were heard before it. */
  end: (CloseSummary & { readonly heard: number }) | null;
  renewing: boolean;
}

/** What a run of a stay begins with: all that the run before carried, else a stay that has just arrived. */
export function stayStateOf(input: StayInput): StayState {
  const stage = input.carried?.stage ?? 'Arrived';
  const attention = input.carried?.attention ?? null;
  const shape = shapeOfRun(attentionAttributes(attention));
  const sign = attentionSign(attention, shape.write);
  const state: StayState = {
    input,
    parking: {
      ...{ shape, sign },
      wakeUps: () => state.notices,
      renew: () => renew(state),
      recordTrouble: (step, trouble) => recordTrouble({ caseRef: input.caseRef, step, trouble }),
    },
    stage,
    outcome: stage === 'Arrived' ? null : stage === 'Refused' ? 'refuse' : 'admit',
    dischargeAsked: input.carried?.dischargeAsked ?? false,
    keepersSilent: input.carried?.keepersSilent ?? false,
    notices: 0,
    // What the run before heard last it perhaps did not ask about.
    looked: input.carried === undefined ? 0 : -1,
    resolved: 0,
    children: { open: 0, ours: stage !== 'Settled' },
    end: null,
    renewing: false,
  };
  return state;
}

/** Handlers record and may wait; they do no work. A cancel of the workflow does not reach them. */
export function listen(state: StayState): void {
  const decided = async (): Promise<AdmissionReply> => {
    await condition(() => state.outcome !== null || state.renewing || state.stage === 'Cancelled');
    if (state.outcome === null) throw askAgain();
    return { outcome: state.outcome };
  };
  const settled = async (): Promise<DischargeReply> => {
    state.dischargeAsked = true;
    state.notices += 1;
    await condition(() => needsNoSettlement(state.stage) || state.renewing);
    if (!needsNoSettlement(state.stage)) throw askAgain();
    // What nobody owes any more may have closed in the same breath; the discharge led to the settlement.
    return { stage: state.stage === 'Closed' ? 'Settled' : state.stage };
  };
  const validator = refuseUnsealed;
  setHandler(admission, () => CancellationScope.nonCancellable(decided), { validator });
  setHandler(discharge, () => CancellationScope.nonCancellable(settled), { validator });
  setHandler(notice, (what) => {
    const { sign } = state.parking;
    if (anyUnsealed([what])) return sign.ignore('clear-text');
    state.notices += 1;
    if (what?.kind === 'resolved') state.resolved += 1;
    // The store may be what fails: what it says of other waits does not end that one.
    if (what?.shown !== undefined && !isOwnTrouble(sign.shown()?.code)) sign.show(what.shown);
  });
}

/** Takes the stay to a stage, and shows it with its payers in the Temporal UI. */
export function moveTo(state: StayState, stage: Stage, payers: readonly PayerId[] = []): void {
  state.stage = stage;
  state.parking.shape.write([
    { key: searchAttribute('HubStage'), value: stage },
    ...(payers.length > 0 ? [{ key: searchAttribute('HubPayers'), value: [...payers] }] : []),
  ]);
}

/** The next run starts from the same stage; what the run knew beyond that is in the store. */
async function renew(state: StayState): Promise<never> {
  state.renewing = true;
  await condition(allHandlersFinished);
  const { stage, dischargeAsked, keepersSilent, parking } = state;
  parking.shape.rest();
  return continueAsNew<(input: StayInput) => Promise<Stage>>({
    ...state.input,
    carried: {
      ...{ stage, dischargeAsked, attention: parking.sign.shown() },
      ...(keepersSilent ? { keepersSilent } : {}),
    },
  });
}

/** Fails the Update alone; its sender (the relay) repeats it and reaches the next run. */
function askAgain(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'ask-again',
    message: 'the run was continued as new, or the stay was cancelled',
    nonRetryable: true,
  });
}

function needsNoSettlement(stage: Stage): boolean {
  return stage === 'Settled' || stage === 'Closed' || stage === 'Refused' || stage === 'Cancelled';
}
