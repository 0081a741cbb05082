import {
  type Client,
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import {
  type CaseRef,
  type InstitutionId,
  reimbursementWorkflowId,
  repaymentWorkflowId,
  type SchemeId,
  stayWorkflowId,
} from '../../domain/ids.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import type { ObligationRef, Stage } from '../../domain/stay.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import { lazyClient } from '../../temporal/client.ts';
import type { TemporalAddress } from '../../temporal/connection.ts';
import {
  type AdmissionReply,
  admission,
  type DischargeReply,
  discharge,
  type Notice,
  notice,
  type StayInput,
} from '../../workflows/stay.messages.ts';
import { orElse } from '../http/window-wait.ts';
import { stayAttributes } from './search-attributes.ts';

/** What the workflow of a stay needs to be found or started; codes only, they become search attributes. */
export interface StayAddress {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly scheme: SchemeId;
  /** Division (6 digits) of the institution. */
  readonly region: string;
  /** Its workflow ran to its end and the stay was taken up again; tells one time from another. */
  readonly again?: string | undefined;
}

/** One claim of a stay, which has a workflow of its own. */
export type ClaimName = Pick<ObligationRef, 'payer' | 'claimSequence'>;

/** Which of a stay's workflows is meant: a claim's, a plan's, or else its own. */
export interface Told {
  readonly claim?: ClaimName | undefined;
  readonly plan?: number | undefined;
}

/** What became of a message to a workflow; `follows` says why it is not known yet, and is tried again by the relay. */
export type Taken<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'follows'; readonly code: FollowCode };

export type FollowCode =
  | 'temporal-unavailable'
  | 'deadline'
  /** The workflow has ended or was never started. */
  | 'workflow-absent'
  | 'update-failed';

/** The api's side of the stays: every call ends within `waitMs` (real milliseconds) and never throws for trouble. */
export interface StayFlow {
  /** Starts the stay when it does not run yet, and waits for its decision. */
  admit(stay: StayAddress, waitMs: number): Promise<Taken<AdmissionReply>>;
  /** Tells the stay that its bill is in the store, and waits for the settlement. */
  discharge(stay: StayAddress, waitMs: number): Promise<Taken<DischargeReply>>;
  /** The same, and waits only until it stands in the workflow's history. */
  tellDischarge(stay: StayAddress, waitMs: number): Promise<Taken<null>>;
  /** Tells the stay, one of its claims, or one of its plans of instalments. */
  notify(to: StayAddress & Told, what: Notice, waitMs: number): Promise<Taken<null>>;
  /** True when Temporal answers. */
  reachable(waitMs: number): Promise<boolean>;
  close(): Promise<void>;
}

/** Speaks to Temporal over a connection that is made on first use; `clockSpeed` reaches the stay as input. */
export function stayFlow(at: TemporalAddress, keys: KeyRing, clockSpeed: number): StayFlow {
  const client = lazyClient(at, keys);
  const inFlight = new Set<Promise<unknown>>();
  const within = <Value>(waitMs: number, call: () => Promise<Value>) => {
    const outcome = outcomeOf(client.withDeadline(Date.now() + waitMs, call));
    inFlight.add(outcome);
    void outcome.then(() => inFlight.delete(outcome));
    // gRPC looks at its deadline between its tries, and late on a busy machine: the caller's own clock counts too.
    return orElse(outcome, waitMs, { kind: 'follows', code: 'deadline' });
  };
  return {
    admit: (stay, waitMs) =>
      within(waitMs, () =>
        client.workflow.executeUpdateWithStart(admission, {
          // The run before would answer its own.
          updateId: stay.again === undefined ? stay.caseRef : `${stay.caseRef}/${stay.again}`,
          startWorkflowOperation: startOf(stay, clockSpeed),
        }),
      ),
    discharge: (stay, waitMs) =>
      within(waitMs, () =>
        handleOf(client, stay).executeUpdate(discharge, { updateId: `${stay.caseRef}/discharge` }),
      ),
    tellDischarge: (stay, waitMs) =>
      within(waitMs, async () => {
        const updateId = `${stay.caseRef}/discharge`;
        await handleOf(client, stay).startUpdate(discharge, { updateId, waitForStage: 'ACCEPTED' });
        return null;
      }),
    notify: (to, what, waitMs) =>
      within(waitMs, async () => {
        await handleOf(client, to).signal(notice, what);
        return null;
      }),
    reachable: async (waitMs) =>
      (await within(waitMs, () => client.workflowService.getSystemInfo({}))).kind === 'done',
    close: async () => {
      // A try that is still to come on a closed channel would be an uncaught error.
      await Promise.all(inFlight);
      await client.connection.close();
    },
  };
}

function startOf(stay: StayAddress, clockSpeed: number) {
  const input: StayInput = { caseRef: stay.caseRef, institution: stay.institution, clockSpeed };
  return new WithStartWorkflowOperation<(input: StayInput) => Promise<Stage>>('stay', {
    workflowId: stayWorkflowId(stay.institution, stay.caseRef),
    taskQueue: flowQueue,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    // A stay that ran to its end is run again only when it was taken up again; one that an operator terminated before it began is.
    workflowIdReusePolicy: stay.again === undefined ? 'ALLOW_DUPLICATE_FAILED_ONLY' : 'ALLOW_DUPLICATE',
    workflowTaskTimeout: '5 seconds',
    staticSummary: stay.caseRef,
    typedSearchAttributes: stayAttributes(stay, 'Arrived'),
  });
}

function handleOf(client: Client, { institution, caseRef, claim, plan }: StayAddress & Told) {
  if (plan !== undefined) return client.workflow.getHandle(repaymentWorkflowId(caseRef, plan));
  const id =
    claim === undefined
      ? stayWorkflowId(institution, caseRef)
      : reimbursementWorkflowId(caseRef, claim.payer, claim.claimSequence);
  return client.workflow.getHandle(id);
}

function outcomeOf<Value>(call: Promise<Value>): Promise<Taken<Value>> {
  return call.then(
    (value) => ({ kind: 'done', value }),
    (error: unknown) => ({ kind: 'follows', code: followCode(error) }),
  );
}

const deadlineExceeded = 4;

function followCode(error: unknown): FollowCode {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'deadline';
  if (error instanceof WorkflowUpdateFailedError) return 'update-failed';
  if (error instanceof WorkflowNotFoundError || error instanceof WorkflowExecutionAlreadyStartedError)
    return 'workflow-absent';
  const grpc = isGrpcServiceError(error) ? error : error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(grpc) && grpc.code === deadlineExceeded ? 'deadline' : 'temporal-unavailable';
}
