import { z } from 'zod';
import { HubProblem } from '../../domain/failures.ts';
import { fieldError } from './field-errors.ts';
import { readJsonBody } from './json-body.ts';

/** One page of a list, with the cursor of the next; asks for one more than it shows to know whether there is one. */
export function pageOf<Item, Key>(
  found: readonly Item[],
  limit: number,
  keyOf: (item: Item) => Key,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last !== undefined ? written(keyOf(last)) : null;
  return { items, next };
}

/** A work list as far as it is shown at once; one more is read, by which `more` knows whether something waits behind it. */
export async function firstOf<Item>(
  shownAtOnce: number,
  read: (limit: number) => Promise<readonly Item[]>,
): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
  const found = await read(shownAtOnce + 1);
  return { items: found.slice(0, shownAtOnce), more: found.length > shownAtOnce };
}

/** Whether something waits behind what is shown of a work list. */
export const moreWait = z
  .boolean()
  .meta({ description: 'more wait behind these: they show once some are done' });

/** Reads a cursor that `pageOf` wrote. Throws HubProblem `request-invalid`. */
export function readCursor<Key>(cursor: string | undefined, shape: z.ZodType<Key>): Key | undefined {
  if (cursor === undefined) return undefined;
  try {
    return shape.parse(readJsonBody(Buffer.from(cursor, 'base64url')));
  } catch {
    throw new HubProblem('request-invalid', { errors: [fieldError('/cursor', 'field-format')] });
  }
}

function written(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}
