import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { TypedSearchAttributes } from '@temporalio/common';
import { type PayerId, reimbursementWorkflowId, stayWorkflowId } from '../../domain/ids.ts';
import { flowQueue } from '../../domain/task-queues.ts';
import type { ReimbursementInput } from '../../workflows/reimbursement.messages.ts';
import { claimAttributes } from '../../workflows/search-attributes.ts';
import type { CarriedStay, StayInput } from '../../workflows/stay.messages.ts';
import { orUnavailable } from '../http/workflows-unavailable.ts';
import type { StayAddress } from './flow.ts';
import { stayAttributes } from './search-attributes.ts';

/** How a workflow stands; `gone`: ended in whatever way, or never there. */
export type WorkflowState = 'running' | 'paused' | 'gone';

/** A claim's own workflow, to be started anew. */
export interface ClaimStart {
  readonly payer: PayerId;
  readonly claimSequence: number;
  readonly enquiries: number;
}

/** Looks at workflows, and starts those of stays and claims anew. Each throws HubProblem `workflows-unavailable` when Temporal does not answer. */
export interface StayWorkflows {
  /** Ids of all that run, of stays, claims and lists, as visibility has them: a moment late. */
  running(): Promise<ReadonlySet<string>>;
  state(workflowId: string): Promise<WorkflowState>;
  /** Ids of those whose workflow tasks fail again and again; null when this Temporal cannot be asked for them. */
  failing(): Promise<readonly string[] | null>;
  /** False: it lives. */
  startStay(stay: StayAddress, carried: CarriedStay): Promise<boolean>;
  startClaim(stay: StayAddress, claim: ClaimStart): Promise<boolean>;
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
    running: () => orUnavailable(client, async () => new Set(await found(client, running))),
    failing: () =>
      orUnavailable(client, () =>
        found(client, `${running} AND TemporalReportedProblems IS NOT NULL`).catch((failure: unknown) => {
          // A server that is older than the search attribute.
          if (isGrpcServiceError(failure) && failure.code === invalidArgument) return null;
          throw failure;
        }),
      ),
    state: (workflowId) =>
      orUnavailable(client, async () => {
        try {
          const { status } = await client.workflow.getHandle(workflowId).describe();
          if (status.name === 'RUNNING') return 'running';
          return status.name === 'PAUSED' ? 'paused' : 'gone';
        } catch (failure) {
          if (failure instanceof WorkflowNotFoundError) return 'gone';
          throw failure;
        }
      }),
    startStay: (stay, carried) => {
      const { caseRef, institution } = stay;
      const input: StayInput = { caseRef, institution, clockSpeed, carried };
      return start('stay', stayWorkflowId(institution, caseRef), {
        ...{ args: [input], workflowTaskTimeout: '5 seconds', staticSummary: caseRef },
        typedSearchAttributes: stayAttributes(stay, carried.stage),
      });
    },
    startClaim: (stay, { payer, claimSequence, enquiries }) => {
      const { caseRef } = stay;
      const carried = { enquiries, attention: null };
      const input: ReimbursementInput = { caseRef, payer, claimSequence, clockSpeed, carried };
      return start('reimbursement', reimbursementWorkflowId(caseRef, payer, claimSequence), {
        ...{ args: [input], workflowTaskTimeout: '5 seconds', staticSummary: payer },
        typedSearchAttributes: claimAttributes(stay, payer),
      });
    },
  };
}

const running = 'ExecutionStatus = "Running" AND WorkflowType IN ("stay", "reimbursement", "listSync")';
/** gRPC's INVALID_ARGUMENT. */
const invalidArgument = 3;

async function found(client: Client, query: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 })) ids.push(workflowId);
  return ids;
}

interface StartOptions {
  readonly args: [StayInput | ReimbursementInput];
  readonly staticSummary: string;
  readonly workflowTaskTimeout?: '5 seconds';
  readonly typedSearchAttributes?: TypedSearchAttributes;
}
