import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { allHandlersFinished, condition, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { DecisionOutcome } from '../domain/decision.ts';
import { reimbursementWorkflowId } from '../domain/ids.ts';
import type { ObligationRef, Stage } from '../domain/stay.ts';
import { type Course, courseOf, listen, moveTo } from './course.ts';
import { reimbursement } from './reimbursement.ts';
import type { StayInput } from './stay.messages.ts';
import { partySteps, storeStep } from './steps.ts';
import { dayMs, pause, untilAnswered } from './waiting.ts';

/** One hospitalization, from arrival to the last fen. A one-way street: each stage asks each party once. */
export async function stay(input: StayInput): Promise<Stage> {
  const course = courseOf(input);
  listen(course);
  if (course.stage === 'Arrived') await admit(course);
  if (course.stage === 'Admitted') await inCare(course);
  if (course.stage === 'Discharged') await settle(course);
  if (course.stage === 'Settled') await collect(course);
  await condition(allHandlersFinished);
  return course.stage;
}

async function admit(course: Course): Promise<void> {
  const { caseRef } = course.input;
  await untilAnswered(course.patience, 'identify', () => partySteps.sweepCover({ caseRef }));
  if ((await decided(course)) === 'refuse') return moveTo(course, 'Refused');
  await registered(course);
  moveTo(course, 'Admitted');
}

/** The insurer is told; what it refuses a person must put right first, and is tried again when told to. */
async function registered(course: Course): Promise<void> {
  const { caseRef, clockSpeed } = course.input;
  for (;;) {
    const heard = course.notices;
    const answer = await untilAnswered(course.patience, 'admit', () =>
      partySteps.sweepAdmission({ caseRef }),
    );
    if (answer.kind === 'answered') return;
    course.patience.sign.raise(answer.attention);
    await pause(course.patience, heard, dayMs / clockSpeed);
  }
}

/** A review is answered at once as such, and stays open until a person has decided with evidence. */
async function decided(course: Course): Promise<DecisionOutcome> {
  for (;;) {
    const heard = course.notices;
    const { outcome, attention } = await storeStep((steps) =>
      steps.decideAdmission({ caseRef: course.input.caseRef }),
    );
    course.outcome = outcome;
    if (outcome !== 'review') {
      course.patience.sign.lower();
      return outcome;
    }
    if (attention !== null) course.patience.sign.raise(attention);
    await pause(course.patience, heard, dayMs / course.input.clockSpeed);
  }
}

/** Charges, checks and papers land in the store meanwhile; the workflow hears of the discharge only. */
async function inCare(course: Course): Promise<void> {
  while (!course.dischargeAsked) await pause(course.patience, course.notices);
  moveTo(course, 'Discharged');
}

async function settle(course: Course): Promise<void> {
  const obligations = await settled(course);
  await Promise.all(obligations.map((obligation) => follow(course, obligation)));
  moveTo(
    course,
    'Settled',
    obligations.map(({ payer }) => payer),
  );
}

/** Asks the core and works the bill out; what a person must put right first is tried again once a day, or when told to. */
async function settled(course: Course): Promise<readonly ObligationRef[]> {
  const { caseRef, clockSpeed } = course.input;
  for (;;) {
    const heard = course.notices;
    const answer = await untilAnswered(course.patience, 'settle', () =>
      partySteps.sweepSettlement({ caseRef }),
    );
    const result =
      answer.kind === 'refused' ? answer : await storeStep((steps) => steps.settleStay({ caseRef }));
    if (result.kind === 'settled') {
      course.patience.sign.lower();
      return result.obligations;
    }
    course.patience.sign.raise(result.attention);
    await pause(course.patience, heard, dayMs / clockSpeed);
  }
}

/** One child per payer and claim, abandoned when this run ends: a payer's months outlive any run of the stay. */
async function follow(course: Course, { payer, claimSequence }: ObligationRef): Promise<void> {
  const { caseRef, clockSpeed } = course.input;
  try {
    const child = await startChild(reimbursement, {
      workflowId: reimbursementWorkflowId(caseRef, payer, claimSequence),
      args: [{ caseRef, payer, claimSequence, clockSpeed }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: payer,
    });
    course.children.open += 1;
    child.result().then(
      () => heardFrom(course),
      // Only an operator can cut a child off; its claim then stays open in the store and a person follows it.
      () => heardFrom(course, { lost: true }),
    );
  } catch (failure) {
    if (!(failure instanceof WorkflowExecutionAlreadyStartedError)) throw failure;
    course.children.ours = false;
  }
}

function heardFrom(course: Course, { lost }: { readonly lost: boolean } = { lost: false }): void {
  course.children.open -= 1;
  course.notices += 1;
  if (lost) course.children.ours = false;
}

/**
 * Waits for the payers and the patient. A run never hears of children that an earlier run started, so it asks the store
 * once a county day instead.
 */
async function collect(course: Course): Promise<void> {
  const { children, input, patience } = course;
  for (;;) {
    while (children.ours && children.open > 0) await pause(patience, course.notices);
    const heard = course.notices;
    const { closed } = await storeStep((steps) => steps.closeStay({ caseRef: input.caseRef }));
    if (closed) break;
    await pause(patience, heard, children.ours ? undefined : dayMs / input.clockSpeed);
  }
  moveTo(course, 'Closed');
}
