import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { allHandlersFinished, condition, ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { DecisionOutcome } from '../domain/decision.ts';
import { reimbursementWorkflowId } from '../domain/ids.ts';
import type { Attention, ObligationRef, Stage } from '../domain/stay.ts';
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

/** A review is answered at once as such, and stays open until a person has decided with evidence. */
function decided(course: Course): Promise<Exclude<DecisionOutcome, 'review'>> {
  return untilRight(course, async () => {
    const { outcome, attention } = await storeStep((steps) =>
      steps.decideAdmission({ caseRef: course.input.caseRef }),
    );
    course.outcome = outcome;
    return outcome === 'review' ? { stuck: attention } : { right: outcome };
  });
}

/** The insurer is told, whatever it first refuses. */
function registered(course: Course): Promise<null> {
  const { caseRef } = course.input;
  return untilRight(course, async () => {
    const answer = await untilAnswered(course.patience, 'admit', () =>
      partySteps.sweepAdmission({ caseRef }),
    );
    return answer.kind === 'refused' ? { stuck: answer.attention } : { right: null };
  });
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

/** Asks the core and works the bill out. */
function settled(course: Course): Promise<readonly ObligationRef[]> {
  const { caseRef } = course.input;
  return untilRight(course, async () => {
    const answer = await untilAnswered(course.patience, 'settle', () =>
      partySteps.sweepSettlement({ caseRef }),
    );
    if (answer.kind === 'refused') return { stuck: answer.attention };
    const result = await storeStep((steps) => steps.settleStay({ caseRef }));
    return result.kind === 'blocked' ? { stuck: result.attention } : { right: result.obligations };
  });
}

/** What a person must put right first is tried again once a county day, or when told to. */
async function untilRight<Right>(
  course: Course,
  attempt: () => Promise<{ readonly right: Right } | { readonly stuck: Attention | null }>,
): Promise<Right> {
  const { patience, input } = course;
  for (;;) {
    const heard = course.notices;
    const tried = await attempt();
    if ('right' in tried) {
      patience.sign.lower();
      return tried.right;
    }
    if (tried.stuck !== null) patience.sign.raise(tried.stuck);
    await pause(patience, heard, dayMs / input.clockSpeed);
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
