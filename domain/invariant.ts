/** A broken promise of our own code: the workflow task crashes and the stay waits for the fix. Never thrown for bad input. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Stops when our own code broke a promise. `message` must not hold personal data. Throws InvariantError. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Ends a `switch` over a union: a case that is forgotten does not compile. Throws InvariantError. */
export function never(value: never): never {
  // Only the discriminant is told: the value itself may describe a person.
  throw new InvariantError(`unexpected case: ${discriminant(value)}`);
}

function discriminant(value: unknown): string {
  if (typeof value === 'string') return 'a string';
  if (typeof value !== 'object' || value === null) return String(value);
  for (const key of ['kind', 'stage']) {
    const tag: unknown = Reflect.get(value, key);
    if (typeof tag === 'string') return `${key} ${tag}`;
  }
  return 'an object without kind or stage';
}
