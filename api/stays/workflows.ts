import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { TypedSearchAttributes } from '@temporalio/common';
import {
  reimbursementWorkflowId,
  repaymentWorkflowId,
  stayWorkflowId,
  withdrawnClaimWorkflowId,
} from '../../domain/ids.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ClaimStart } from '../../store/stays/due-workflows.ts';
import type { ReimbursementInput } from '../../workflows/reimbursement.messages.ts';
import type { RepaymentInput } from '../../workflows/repayment.messages.ts';
import { claimAttributes, repaymentAttributes, searchAttribute } from '../../workflows/search-attributes.ts';
import type { CarriedStay, StayInput } from '../../workflows/stay.messages.ts';
import { orUnavailable } from '../http/workflows-unavailable.ts';
import type { StayAddress } from './flow.ts';
import { stayAttributes } from './search-attributes.ts';

/**
 * How a workflow stands. `gone`: somebody ended it, or it failed. `lost`: Temporal does not know it, or it ran to an end of which the
 * store knows nothing, as after one of both was restored.
 */
export type WorkflowState = 'running' | 'paused' | 'gone' | 'lost';

/** It goes on by itself, or once it is unpaused. */
export function lives(state: WorkflowState): boolean {
  return state === 'running' || state === 'paused';
}

/** What a running workflow shows of itself by its search attributes; null: nothing. */
export interface ShownByWorkflow {
  readonly stage: string | null;
  readonly attention: string | null;
}

/** Looks at workflows, and starts those of stays, claims and plans of instalments anew. Each throws HubProblem `workflows-unavailable` when Temporal does not answer. */
export interface StayWorkflows {
  /** All that run, of stays, claims, plans of instalments and lists, by id with what they show, as visibility has them: a moment late. */
  running(): Promise<ReadonlyMap<string, ShownByWorkflow>>;
  state(workflowId: string): Promise<WorkflowState>;
  /** What it shows just now; null: it does not run. */
  shown(workflowId: string): Promise<ShownByWorkflow | null>;
  /** Ends one that believes what the store does not know; to be followed by a start. One that has ended is left alone. */
  end(workflowId: string, why: string): Promise<void>;
  /** Ids of those whose workflow tasks fail again and again; null when this Temporal cannot be asked for them. */
  failing(): Promise<readonly string[] | null>;
  /** False: it lives. */
  startStay(stay: StayAddress, carried: CarriedStay): Promise<boolean>;
  startClaim(stay: StayAddress, claim: ClaimStart): Promise<boolean>;
  /** Of one plan of instalments. */
  startRepayment(stay: StayAddress, plan: number): Promise<boolean>;
}

/** `clockSpeed` reaches the workflows as input. */
export function stayWorkflows(client: Client, clockSpeed: number): StayWorkflows {
  const start = (workflow: string, workflowId: string, options: StartOptions): Promise<boolean> =>
    orUnavailable(client, async () => {
      try {
        await client.workflow.start(workflow, {
          ...{ workflowId, taskQueue: flowQueue, ...options },
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        });
        return true;
      } catch (failure) {
        if (failure instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw failure;
      }
    });
  return {
    running: () => orUnavailable(client, () => found(client, running)),
    failing: () =>
      orUnavailable(client, async () => {
        try {
          return [...(await found(client, `${running} AND TemporalReportedProblems IS NOT NULL`)).keys()];
        } catch (failure) {
          // A server that is older than the search attribute.
          if (isGrpcServiceError(failure) && failure.code === invalidArgument) return null;
          throw failure;
        }
      }),
    state: async (workflowId) => stateOf(await described(client, workflowId)),
    shown: async (workflowId) => {
      const seen = await described(client, workflowId);
      return seen?.status.name === 'RUNNING' ? shownBy(seen) : null;
    },
    end: async (workflowId, why) => {
      await orUnavailable(client, () =>
        client.workflow
          .getHandle(workflowId)
          .terminate(why)
          .catch((failure: unknown) => {
            if (!(failure instanceof WorkflowNotFoundError)) throw failure;
          }),
      );
    },
    startStay: (stay, carried) => {
      const { caseRef, institution } = stay;
      const input: StayInput = { caseRef, institution, clockSpeed, carried };
      return start('stay', stayWorkflowId(institution, caseRef), {
        ...{ args: [input], workflowTaskTimeout: '5 seconds', staticSummary: caseRef },
        typedSearchAttributes: stayAttributes(stay, carried.stage),
      });
    },
    startClaim: (stay, { enquiries, ...claim }) => {
      const { caseRef } = stay;
      const { payer, claimSequence } = claim;
      const carried = { enquiries, attention: null };
      const input: ReimbursementInput = { caseRef, ...claim, clockSpeed, carried };
      const idOf = claim.withdrawn === true ? withdrawnClaimWorkflowId : reimbursementWorkflowId;
      return start('reimbursement', idOf(caseRef, payer, claimSequence), {
        ...{ args: [input], workflowTaskTimeout: '5 seconds', staticSummary: payer },
        typedSearchAttributes: claimAttributes(stay, payer),
      });
    },
    startRepayment: (stay, plan) => {
      const { caseRef } = stay;
      const input: RepaymentInput = { caseRef, plan, clockSpeed };
      return start('repayment', repaymentWorkflowId(caseRef, plan), {
        ...{ args: [input], workflowTaskTimeout: '5 seconds', staticSummary: 'patient' },
        typedSearchAttributes: repaymentAttributes(stay),
      });
    },
  };
}

const running =
  'ExecutionStatus = "Running" AND WorkflowType IN ("stay", "reimbursement", "repayment", "listSync")';
/** gRPC's INVALID_ARGUMENT. */
const invalidArgument = 3;

async function found(client: Client, query: string): Promise<ReadonlyMap<string, ShownByWorkflow>> {
  const all = new Map<string, ShownByWorkflow>();
  for await (const one of client.workflow.list({ query, pageSize: 1_000 }))
    all.set(one.workflowId, shownBy(one));
  return all;
}

/** Undefined when Temporal does not know it. */
async function described(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  return orUnavailable(client, async () => {
    try {
      return await client.workflow.getHandle(workflowId).describe();
    } catch (failure) {
      if (failure instanceof WorkflowNotFoundError) return undefined;
      throw failure;
    }
  });
}

function stateOf(seen: WorkflowExecutionDescription | undefined): WorkflowState {
  switch (seen?.status.name) {
    case 'RUNNING':
      return 'running';
    case 'PAUSED':
      return 'paused';
    case undefined:
    case 'COMPLETED':
      return 'lost';
    default:
      return 'gone';
  }
}

function shownBy({ typedSearchAttributes }: Pick<WorkflowExecutionDescription, 'typedSearchAttributes'>) {
  return {
    stage: typedSearchAttributes.get(searchAttribute('HubStage')) ?? null,
    attention: typedSearchAttributes.get(searchAttribute('HubAttention')) ?? null,
  };
}

interface StartOptions {
  readonly args: [StayInput | ReimbursementInput | RepaymentInput];
  readonly staticSummary: string;
  readonly workflowTaskTimeout?: '5 seconds';
  readonly typedSearchAttributes?: TypedSearchAttributes;
}
