import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import type { CloseSummary, OpenClaim } from '../activities/contract.ts';
import { reimbursementWorkflowId } from '../domain/ids.ts';
import type { ObligationRef } from '../domain/stay.ts';
import { atBank } from './at-bank.ts';
import type { ReimbursementInput } from './reimbursement.messages.ts';
import { reimbursement } from './reimbursement.ts';
import { claimAttributes } from './search-attributes.ts';
import { settled } from './settling.ts';
import { moveTo, type StayState } from './stay-state.ts';
import { dayMs, pause, untilStored } from './waiting.ts';

/** A claim to be followed, and what its payer said already. */
type Followed = Pick<ObligationRef, 'payer' | 'claimSequence'> & Pick<ReimbursementInput, 'begun'>;

/** A claim to be followed further from what the stay's own sweep of it found. */
export function begunOf({ payer, claimSequence, swept }: OpenClaim): Followed {
  return { payer, claimSequence, begun: swept ?? 'unanswered' };
}

/** One child per payer and claim (docs/CHANGE-WITH-CARE.md, 1), abandoned when this run ends: a payer's months outlive any run of the stay. */
export async function follow(state: StayState, { payer, claimSequence, begun }: Followed): Promise<void> {
  const { caseRef, clockSpeed } = state.input;
  const stage = begun === 'unanswered' ? undefined : begun?.stage;
  try {
    const child = await startChild(reimbursement, {
      workflowId: reimbursementWorkflowId(caseRef, payer, claimSequence),
      args: [{ caseRef, payer, claimSequence, clockSpeed, ...(begun === undefined ? {} : { begun }) }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowTaskTimeout: '5 seconds',
      staticSummary: payer,
      typedSearchAttributes: claimAttributes(state.input, payer, stage),
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
export async function collect(state: StayState): Promise<void> {
  const { children, input, parking } = state;
  let left = false;
  for (let looked = 0; ; ) {
    while (!left && children.ours && children.open > 0 && !acted(state, looked))
      await pause(parking, state.notices);
    looked = state.resolved;
    const { closed, attention, heard, again, bank } = await ending(state);
    if (closed) break;
    if (again === true) {
      // Further claims are started by the relay, and heard of by their notices.
      await settled(state, null);
      continue;
    }
    // News while the bank was silent: all is asked again, the bank too.
    left = false;
    if (bank === true) {
      left = !(await atBank(state, () => false));
      continue;
    }
    parking.sign.show(attention);
    await pause(parking, heard, children.ours ? undefined : dayMs / input.clockSpeed);
  }
  parking.sign.lower();
  moveTo(state, 'Closed');
}

/** While payers are followed only this may change the bill: people or a payer acted. Runs of before waited for every payer first. */
function acted({ resolved }: StayState, looked: number): boolean {
  return resolved > looked && patched('2026-11-resolved-while-open');
}

/** What the settlement found when it tried to close counts once; then the store is asked. */
async function ending(state: StayState): Promise<CloseSummary & { readonly heard: number }> {
  const { end, notices: heard, parking } = state;
  state.end = null;
  if (end !== null) return end;
  const { caseRef } = state.input;
  return { ...(await untilStored(parking, 'close', (steps) => steps.closeStay({ caseRef }))), heard };
}
