import { createHash } from 'node:crypto';
import type { Instant } from '../../domain/dates.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { contentOf } from './deliveries.ts';
import { type DeliveredPerson, peopleOf } from './delivery-contents.ts';
import type { ListDelivery } from './prepared-delivery.ts';

/** A page that went out: who fetched it, and the SHA-256 of what was sent and of what that opens to. */
export interface FetchedPage {
  readonly page: number;
  readonly sealedDigest: Buffer;
  readonly openedDigest: Buffer;
  readonly actor: string;
  readonly at: Instant;
}

/** One page as it stands. */
export interface DeliveryPage {
  readonly page: number;
  readonly people: number;
  readonly fetches: number;
  readonly fetchedAt: Instant | null;
  readonly fetchedBy: string | null;
}

/** What a receipt came to. */
export type Receipted =
  | { readonly kind: 'receipted' | 'repeated' }
  | { readonly kind: 'over' | 'differs' }
  | { readonly kind: 'not-fetched'; readonly pages: readonly number[] };

/** Pages of deliveries: who is on them, who fetched them, and the receipt for all of them. */
export function deliveryPages(db: Database) {
  return {
    /** Undefined: it has no such page. */
    async people(delivery: ListDelivery, page: number): Promise<readonly DeliveredPerson[] | undefined> {
      const range = await db
        .selectFrom('listDeliveryPages')
        .select(['firstRef', 'lastRef'])
        .where((eb) => eb.and({ deliveryId: delivery.deliveryId, page }))
        .executeTakeFirst();
      return range && peopleOf(db, await contentOf(db, delivery), range);
    },
    pages: (deliveryId: number): Promise<readonly DeliveryPage[]> => pagesOf(db, deliveryId),
    /** Written before the page goes out; false: it is destroyed or receipted by now. */
    async fetched({ deliveryId, institution }: ListDelivery, fetched: FetchedPage): Promise<boolean> {
      const { page, actor, at, sealedDigest, openedDigest } = fetched;
      return db.transaction().execute(async (tx) => {
        if ((await locked(tx, deliveryId))?.state !== 'waiting') return false;
        await tx
          .updateTable('listDeliveryPages')
          .set((eb) => ({ fetches: eb('fetches', '+', 1), fetchedAt: at, fetchedBy: actor }))
          .set({ sealedDigest, openedDigest })
          .where((eb) => eb.and({ deliveryId, page }))
          .execute();
        const subject = `${institution}/${deliveryId}/${page}`;
        await oweAudit(tx, { actor, action: 'fetch-list-delivery', subject, reason: null, at });
        return true;
      });
    },
    /** Held against what each page opens to: whoever could not open all of them cannot know it. */
    async receipt(
      { deliveryId, institution }: ListDelivery,
      { digest, actor, at }: { readonly digest: string; readonly actor: string; readonly at: Instant },
    ): Promise<Receipted> {
      return db.transaction().execute(async (tx) => {
        const delivery = await locked(tx, deliveryId);
        const expected = await digestOf(tx, deliveryId);
        if (Array.isArray(expected)) return { kind: 'not-fetched', pages: expected };
        if (digest !== expected) return { kind: 'differs' };
        if (delivery?.state === 'receipted') return { kind: 'repeated' };
        if (delivery?.state !== 'waiting') return { kind: 'over' };
        await tx
          .updateTable('listDeliveries')
          .set({ state: 'receipted', receiptedAt: at, receiptedBy: actor })
          .where('deliveryId', '=', deliveryId)
          .execute();
        const subject = `${institution}/${deliveryId}`;
        await oweAudit(tx, { actor, action: 'receipt-list-delivery', subject, reason: null, at });
        return { kind: 'receipted' };
      });
    },
  };
}

export type DeliveryPages = ReturnType<typeof deliveryPages>;

async function locked(tx: Connection, deliveryId: number): Promise<Pick<ListDelivery, 'state'> | undefined> {
  return tx
    .selectFrom('listDeliveries')
    .select('state')
    .where('deliveryId', '=', deliveryId)
    .forUpdate()
    .executeTakeFirst();
}

async function pagesOf(db: Connection, deliveryId: number) {
  return db
    .selectFrom('listDeliveryPages')
    .select(['page', 'people', 'fetches', 'fetchedAt', 'fetchedBy', 'openedDigest'])
    .where('deliveryId', '=', deliveryId)
    .orderBy('page')
    .execute();
}

/** SHA-256 over the pages' own, in order, hexadecimal; or the pages that nobody fetched. */
async function digestOf(tx: Connection, deliveryId: number): Promise<string | readonly number[]> {
  const pages = await pagesOf(tx, deliveryId);
  const missing = pages.flatMap(({ page, openedDigest }) => (openedDigest === null ? [page] : []));
  if (missing.length > 0) return missing;
  const whole = createHash('sha256');
  for (const { openedDigest } of pages) whole.update(openedDigest ?? Buffer.alloc(0));
  return whole.digest('hex');
}
