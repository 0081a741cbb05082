/** How each party is reached: the variables of one, and what they come to. Read by config.ts and its table only. */
import { z } from 'zod';
import { duration, httpUrl } from './config-forms.ts';
import type { PartyId } from './domain/ids.ts';

/** What a worker reads of each party, after the prefix `HUB_PARTY_<ID>_`. */
export const partySchema = z.object({
  URL: httpUrl.optional().describe('address of the party; unset when the county does not have it'),
  TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('credential that the party gave us: a bearer token, or a key that signs, as id:secret'),
  PROMPT_MS: duration(2000).describe('how long a sweep waits for the party'),
  PROMISE_MS: duration(15_000).describe('after this long a person should know'),
  TIMEOUT_MS: duration(30_000).describe('when a call is given up as unanswered'),
  CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(16)
    .describe('calls in flight at once, of all workers together'),
});

/** Prefix of the variables of one party. */
export function partyPrefix(party: PartyId): string {
  return `HUB_PARTY_${party.toUpperCase().replaceAll('-', '_')}_`;
}

/** How to reach one party, and how long to wait for it (real milliseconds). */
export interface PartyEndpoint {
  readonly url: string;
  readonly token: string | null;
  /** How long a sweep waits for an answer before the workflow goes and waits instead. */
  readonly promptMs: number;
  /** After this long without an answer a person should know. */
  readonly promiseMs: number;
  /** When the call itself is given up as unanswered. */
  readonly timeoutMs: number;
  /** Calls in flight at once of this process, its share of what the party takes from all; more wait their turn. */
  readonly concurrency: number;
}
