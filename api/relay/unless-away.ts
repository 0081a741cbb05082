import { HubProblem } from '../../domain/failures.ts';

/** Null once it was started; `ifItLives` where one runs already; the code when Temporal does not answer, and the relay comes again. */
export async function unlessAway(
  start: () => Promise<boolean>,
  ifItLives: string | null = null,
): Promise<string | null> {
  try {
    return (await start()) ? null : ifItLives;
  } catch (failure) {
    if (failure instanceof HubProblem && failure.code === 'workflows-unavailable') return failure.code;
    throw failure;
  }
}
