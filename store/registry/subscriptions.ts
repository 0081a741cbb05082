import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, ListId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { Connection } from '../postgres/database.ts';
import type { RegistryEvent } from './tables.ts';

/** Which changes a party wants to hear of; null narrows nothing. */
export interface SubscriptionWish {
  readonly party: string;
  readonly event: RegistryEvent;
  readonly listId: ListId | null;
  readonly category: string | null;
  readonly personRef: PersonRef | null;
  /** The stay that a hospital asks for; without one only lists of the party's own are heard of. */
  readonly caseRef: CaseRef | null;
}

export interface Subscription extends SubscriptionWish {
  readonly code: string;
  readonly since: Instant;
}

/** Subscribes inside a transaction; the same wish twice is one subscription. */
export async function subscribe(
  tx: Connection,
  wish: SubscriptionWish,
  at: Instant,
): Promise<{ readonly kind: 'new' | 'known'; readonly subscription: Subscription }> {
  const code = `sub_${randomBytes(12).toString('hex')}`;
  const inserted = await tx
    .insertInto('registrySubscriptions')
    .values({ ...wish, code, since: at })
    .onConflict((oc) => oc.doNothing())
    .returning('code')
    .executeTakeFirst();
  if (inserted !== undefined) return { kind: 'new', subscription: { ...wish, code, since: at } };
  const { party, event, listId, category, personRef, caseRef } = wish;
  const known = await tx
    .selectFrom('registrySubscriptions')
    .select(['code', 'since'])
    .where((eb) => eb.and({ party, event }))
    .where(sql<boolean>`(list_id, category, person_ref, case_ref)
      IS NOT DISTINCT FROM (${listId}::text, ${category}::text, ${personRef}::text, ${caseRef}::text)`)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  invariant(known !== undefined, 'a subscription was neither written nor there');
  return { kind: 'known', subscription: { ...wish, ...known } };
}

/** Ends subscriptions of the party, all or none; what was not told yet is told no more. `unknown` also for somebody else's. */
export async function unsubscribe(
  tx: Connection,
  party: string,
  codes: readonly string[],
  at: Instant,
): Promise<'ended' | 'ended-before' | 'unknown'> {
  const known = await tx
    .selectFrom('registrySubscriptions')
    .select(['code', 'endedAt'])
    .where('party', '=', party)
    .where('code', 'in', codes)
    .forUpdate()
    .execute();
  if (known.length < new Set(codes).size) return 'unknown';
  const active = known.filter(({ endedAt }) => endedAt === null).map(({ code }) => code);
  if (active.length === 0) return 'ended-before';
  await tx.updateTable('registrySubscriptions').set({ endedAt: at }).where('code', 'in', active).execute();
  await tx.deleteFrom('registryNotices').where('code', 'in', active).execute();
  return 'ended';
}
