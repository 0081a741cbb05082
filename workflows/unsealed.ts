import { ApplicationFailure } from '@temporalio/workflow';
import { isUnsealed } from '../domain/unsealed.ts';

/**
 * What somebody wrote in clear text by the UI or the CLI reaches a workflow as a marker (domain/unsealed.ts), so that it
 * never blocks a workflow task. No workflow acts on it.
 */
export function anyUnsealed(values: readonly unknown[]): boolean {
  return values.some(isUnsealed);
}

/** Validator of an Update. Throws ApplicationFailure `payload-not-encrypted`; nothing of it enters the history. */
export function refuseUnsealed(...values: readonly unknown[]): void {
  if (anyUnsealed(values)) throw notEncrypted();
}

/** For a workflow that was started by hand with input in clear text: it ends at once. Throws ApplicationFailure `payload-not-encrypted`. */
export function requireSealed(input: unknown): void {
  if (isUnsealed(input)) throw notEncrypted();
}

/** The same steps; a result that somebody entered by hand in clear text is no answer, and the step is asked again. */
export function sealedOnly<Steps extends object>(steps: Steps): Steps {
  return new Proxy(steps, {
    get(target, name) {
      const step = Reflect.get(target, name) as (...input: readonly unknown[]) => Promise<unknown>;
      const ask = (...input: readonly unknown[]): Promise<unknown> =>
        step(...input).then((result) => (isUnsealed(result) ? ask(...input) : result));
      return ask;
    },
  });
}

function notEncrypted(): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'payload-not-encrypted',
    message: 'payload-not-encrypted: every payload of the hub is encrypted',
    nonRetryable: true,
  });
}
