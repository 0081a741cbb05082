import { setTimeout as sleep } from 'node:timers/promises';
import { isStoreTrouble } from '../../store/postgres/database.ts';

/** Longest that a window waits for any answer of ours (real milliseconds), with room below the three seconds that it was promised. */
export const windowMs = 2_800;

/** The value if it comes within `waitMs` (real), else `instead`; also when the store is in trouble. */
export async function orElse<Value>(value: Promise<Value>, waitMs: number, instead: Value): Promise<Value> {
  const limit = new AbortController();
  const late = sleep(Math.max(waitMs, 1), instead, { signal: limit.signal }).catch(() => instead);
  const untroubled = value.catch((error: unknown) => {
    if (isStoreTrouble(error)) return instead;
    throw error;
  });
  try {
    return await Promise.race([untroubled, late]);
  } finally {
    limit.abort();
  }
}
