import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { allHandlersFinished, condition, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { CoverSummary, DecisionSummary } from '../activities/contract.ts';
import type { DecisionOutcome } from '../domain/decision.ts';
import { reimbursementWorkflowId } from '../domain/ids.ts';
import type { Attention, ObligationRef, Stage } from '../domain/stay.ts';
import { reimbursement } from './reimbursement.ts';
import { claimAttributes } from './search-attributes.ts';
import type { StayInput } from './stay.messages.ts';
import { listen, moveTo, type StayState, stayStateOf } from './stay-state.ts';
import { partySteps } from './steps.ts';
import { requireSealed } from './unsealed.ts';
import { dayMs, pause, uncancelled, untilAnswered, untilStored } from './waiting.ts';

/** One hospitalization, from arrival to the last fen. A one-way street: each stage asks each party once. */
export async function stay(input: StayInput): Promise<Stage> {
  requireSealed(input);
  const state = stayStateOf(input);
  listen(state);
  return uncancelled(state.parking, () => run(state));
}

async function run(state: StayState): Promise<Stage> {
  if (state.stage === 'Arrived') await admit(state);
  if (state.stage === 'Admitted') await inCare(state);
  if (state.stage === 'Discharged') await settle(state);
  if (state.stage === 'Settled') await collect(state);
  await condition(allHandlersFinished);
  return state.stage;
}

async function admit(state: StayState): Promise<void> {
  await identified(state);
  if ((await decided(state)) === 'refuse') return moveTo(state, 'Refused');
  await registered(state);
  moveTo(state, 'Admitted');
}

function identified({ input: { caseRef }, parking }: StayState): Promise<CoverSummary> {
  return untilAnswered(parking, 'identify', () => partySteps.sweepCover({ caseRef }));
}

/** A review is answered at once as such, and stays open until a person has decided with evidence, or has corrected who it is about. */
function decided(state: StayState): Promise<Exclude<DecisionOutcome, 'review'>> {
  return untilRight(state, async () => {
    const { outcome, attention } = await decision(state);
    state.outcome = outcome;
    return outcome === 'review' ? { stuck: attention } : { right: outcome, waits: attention };
  });
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
function registered(state: StayState): Promise<null> {
  const { caseRef } = state.input;
  return untilRight(state, async () => {
    const answer = await untilAnswered(state.parking, 'admit', () => partySteps.sweepAdmission({ caseRef }));
    // What the sweep said is shown already.
    return answer.kind === 'refused'
      ? { stuck: answer.attention }
      : { right: null, waits: state.parking.sign.shown() };
  });
}

/** Charges, checks and papers land in the store meanwhile; the workflow hears of the discharge only. */
async function inCare(state: StayState): Promise<void> {
  while (!state.dischargeAsked) await pause(state.parking, state.notices);
  moveTo(state, 'Discharged');
}

async function settle(state: StayState): Promise<void> {
  const obligations = await settled(state);
  await Promise.all(obligations.map((obligation) => follow(state, obligation)));
  moveTo(
    state,
    'Settled',
    obligations.map(({ payer }) => payer),
  );
}

/** Asks the core and works the bill out. */
function settled(state: StayState): Promise<readonly ObligationRef[]> {
  const { caseRef } = state.input;
  return untilRight(state, async () => {
    const answer = await untilAnswered(state.parking, 'settle', () =>
      partySteps.sweepSettlement({ caseRef }),
    );
    if (answer.kind === 'refused') return { stuck: answer.attention };
    const result = await untilStored(state.parking, 'settle', (steps) => steps.settleStay({ caseRef }));
    return result.kind === 'blocked'
      ? { stuck: result.attention }
      : { right: result.obligations, waits: result.attention };
  });
}

/** What a person must put right first is tried again once a county day, or when told to. */
async function untilRight<Right>(
  state: StayState,
  attempt: () => Promise<
    | { readonly right: Right; readonly waits: Attention | null | undefined }
    | { readonly stuck: Attention | null }
  >,
): Promise<Right> {
  const { parking, input } = state;
  for (;;) {
    const heard = state.notices;
    const tried = await attempt();
    if ('right' in tried) {
      parking.sign.show(tried.waits);
      return tried.right;
    }
    if (tried.stuck !== null) parking.sign.raise(tried.stuck);
    await pause(parking, heard, dayMs / input.clockSpeed);
  }
}

/** One child per payer and claim (docs/CHANGE-WITH-CARE.md, 1), abandoned when this run ends: a payer's months outlive any run of the stay. */
async function follow(state: StayState, { payer, claimSequence }: ObligationRef): Promise<void> {
  const { caseRef, clockSpeed } = state.input;
  try {
    const child = await startChild(reimbursement, {
      workflowId: reimbursementWorkflowId(caseRef, payer, claimSequence),
      args: [{ caseRef, payer, claimSequence, clockSpeed }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: payer,
      typedSearchAttributes: claimAttributes(state.input, payer),
    });
    state.children.open += 1;
    child.result().then(
      () => heardFrom(state),
      // Only an operator can cut a child off; its claim then stays open in the store and a person follows it.
      () => heardFrom(state, { lost: true }),
    );
  } catch (failure) {
    if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
    state.children.ours = false;
  }
}

function heardFrom(state: StayState, { lost }: { readonly lost: boolean } = { lost: false }): void {
  state.children.open -= 1;
  state.notices += 1;
  if (lost) state.children.ours = false;
}

/**
 * Waits for the payers and the patient. A run never hears of children that an earlier run started, so it asks the store
 * once a county day instead.
 */
async function collect(state: StayState): Promise<void> {
  const { children, input, parking } = state;
  for (;;) {
    while (children.ours && children.open > 0) await pause(parking, state.notices);
    const heard = state.notices;
    const { closed, attention } = await untilStored(parking, 'close', (steps) =>
      steps.closeStay({ caseRef: input.caseRef }),
    );
    if (closed) break;
    parking.sign.show(attention);
    await pause(parking, heard, children.ours ? undefined : dayMs / input.clockSpeed);
  }
  parking.sign.lower();
  moveTo(state, 'Closed');
}
