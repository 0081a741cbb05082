import { allHandlersFinished, condition } from '@temporalio/workflow';
import type {
  AdmissionOutcome,
  CoverSummary,
  DecisionSummary,
  InsurerAnswer,
} from '../activities/contract.ts';
import { keeperLooksADay } from '../domain/retry-pace.ts';
import type { Attention, Stage } from '../domain/stay.ts';
import { askedWhetherCancelled, undo } from './cancelling.ts';
import { begunOf, collect, follow } from './collecting.ts';
import { outcomeOf, settled } from './settling.ts';
import type { StayInput } from './stay.messages.ts';
import { listen, moveTo, type StayState, stayStateOf } from './stay-state.ts';
import { partySteps } from './steps.ts';
import { requireSealed } from './unsealed.ts';
import { type Attempted, type Tried, untilRight } from './until-right.ts';
import {
  answeredOrLater,
  dayMs,
  pause,
  StayCancelled,
  uncancelled,
  untilAnswered,
  untilStored,
} from './waiting.ts';

/** One hospitalization, from arrival to the last fen. A one-way street: each stage asks each party once. */
export async function stay(input: StayInput): Promise<Stage> {
  requireSealed(input);
  const state = stayStateOf(input);
  listen(state);
  return uncancelled(state.parking, () => run(state));
}

async function run(state: StayState): Promise<Stage> {
  try {
    await carry(state);
  } catch (failure) {
    if (!(failure instanceof StayCancelled)) throw failure;
    await undo(state);
  }
  state.parking.shape.rest();
  await condition(allHandlersFinished);
  return state.stage;
}

async function carry(state: StayState): Promise<void> {
  if (state.stage === 'Arrived') await admit(state);
  if (state.stage === 'Admitted') await inCare(state);
  if (state.stage === 'Discharged') await settle(state);
  if (state.stage === 'Settled') await collect(state);
}

async function admit(state: StayState): Promise<void> {
  const { caseRef } = state.input;
  const { parking, notices: heard } = state;
  const tried = await parking.shape.atOnce((steps, withinMs) => steps.arriveAtOnce({ caseRef, withinMs }));
  if (tried === null) await identified(state);
  // Whoever was put right meanwhile is asked for anew.
  const known = tried?.decision.identifyAnew === true ? null : tried;
  const decision = known && { heard, tried: verdict(state, known.decision) };
  if ((await decided(state, decision)) === 'refuse') return moveTo(state, 'Refused');
  const told = tried?.told && { heard, tried: taken(tried.told.value, tried.told.attention) };
  await registered(state, told ?? null);
  moveTo(state, 'Admitted');
}

function identified({ input: { caseRef }, parking }: StayState): Promise<CoverSummary> {
  return untilAnswered(parking, 'identify', () => partySteps.sweepCover({ caseRef }));
}

/** A review is answered at once as such, and stays open until a person has decided with evidence, or has corrected who it is about. */
function decided(state: StayState, first: Attempted<Verdict> | null): Promise<Verdict> {
  return untilRight(state, async () => verdict(state, await decision(state)), first);
}

type Verdict = Exclude<AdmissionOutcome, 'review'>;

function verdict(state: StayState, summary: DecisionSummary): Tried<Verdict> {
  const { outcome, attention, cancelled, keepersSilent } = summary;
  // Runs of before were never told so: nothing else is to be told apart.
  state.keepersSilent = keepersSilent === true;
  if (cancelled === true) throw new StayCancelled();
  state.outcome = outcome;
  return outcome === 'review' ? { stuck: attention } : { right: outcome, waits: attention };
}

async function decision(state: StayState): Promise<DecisionSummary> {
  for (;;) {
    const summary = await untilStored(state.parking, 'decide', (steps) =>
      steps.decideAdmission({ caseRef: state.input.caseRef }),
    );
    if (summary.identifyAnew !== true) return summary;
    await identified(state);
  }
}

/** The insurer is told, whatever it first refuses. */
function registered(state: StayState, first: Attempted<null> | null): Promise<null> {
  const { caseRef } = state.input;
  const attempt = async (): Promise<Tried<null>> => {
    state.looked = state.notices;
    const answer = await untilAnswered(state.parking, 'admit', () => partySteps.sweepAdmission({ caseRef }));
    // What the sweep said is shown already.
    return taken(answer, state.parking.sign.shown());
  };
  return untilRight(state, attempt, first);
}

function taken(answer: InsurerAnswer, waits: Attention | null | undefined): Tried<null> {
  return answer.kind === 'refused' ? { stuck: answer.attention } : { right: null, waits };
}

/** Charges, checks and papers land in the store meanwhile; the workflow hears of bills in mid-stay and of the discharge only. */
async function inCare(state: StayState): Promise<void> {
  while (!state.dischargeAsked) if (!(await askedWhetherCancelled(state))) await waitInCare(state);
  moveTo(state, 'Discharged');
}

/** Keepers of records who were silent at the decision are asked again four times a county day, and whenever somebody knocks. */
async function waitInCare(state: StayState): Promise<void> {
  const { parking, input } = state;
  if (!state.keepersSilent) return pause(parking, state.notices);
  await pause(parking, state.notices, dayMs / keeperLooksADay / input.clockSpeed);
  if (state.dischargeAsked) return;
  const { caseRef } = input;
  const asked = await answeredOrLater(parking, { step: 'records', attempts: 0 }, () =>
    partySteps.sweepRecords({ caseRef }),
  );
  if (asked?.value.silent === 0) state.keepersSilent = false;
}

async function settle(state: StayState): Promise<void> {
  const { caseRef } = state.input;
  const { parking, notices: heard } = state;
  const tried = await parking.shape.atOnce((steps, withinMs) => steps.settleAtOnce({ caseRef, withinMs }));
  const obligations = await settled(state, tried && { heard, tried: outcomeOf(tried) });
  // A payer's first sweep was made with the settlement; only what is not final is followed.
  const open = tried?.settlement?.kind === 'settled' ? tried.open.map(begunOf) : obligations;
  await Promise.all(open.map((claim) => follow(state, claim)));
  if (tried?.end !== undefined) state.end = { ...tried.end, heard };
  const payers = obligations.map(({ payer }) => payer);
  moveTo(state, 'Settled', payers);
}
