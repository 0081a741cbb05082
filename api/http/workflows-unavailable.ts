import { type Client, isGrpcServiceError } from '@temporalio/client';
import { HubProblem } from '../../domain/failures.ts';

// Somebody waits at a window; a Temporal that is there answers within milliseconds.
const patienceMs = 3_000;

/** What Temporal answers, for somebody who waits for it. Throws HubProblem `workflows-unavailable` when it does not; failures that it answers are passed on. */
export async function orUnavailable<Value>(client: Client, call: () => Promise<Value>): Promise<Value> {
  try {
    return await client.withDeadline(Date.now() + patienceMs, call);
  } catch (failure) {
    const cause = failure instanceof Error ? failure.cause : undefined;
    const away = isGrpcServiceError(failure) || isGrpcServiceError(cause);
    throw away ? new HubProblem('workflows-unavailable', { cause: failure }) : failure;
  }
}
