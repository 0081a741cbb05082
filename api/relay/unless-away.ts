import { HubProblem } from '../../domain/failures.ts';

/** Null once it was started or runs already; the code when Temporal does not answer, and the relay comes again. */
export async function unlessAway(start: () => Promise<boolean>): Promise<string | null> {
  try {
    await start();
    return null;
  } catch (failure) {
    if (failure instanceof HubProblem && failure.code === 'workflows-unavailable') return failure.code;
    throw failure;
  }
}
