/** How the door shows deliveries of the lists: counts and times, nobody’s number. */
import { z } from 'zod';
import { listDeliveryStateCodes, listDeliveryStates } from '../../domain/list-delivery.ts';
import type { DeliveryPage } from '../../store/lists/delivery-pages.ts';
import type { ListDelivery } from '../../store/lists/prepared-delivery.ts';
import { instant } from '../http/answer-words.ts';
import { codeId } from '../http/words.ts';

/** Path of what belongs to an institution. */
export const deliveryInstitution = z.object({ id: codeId.meta({ example: 'H50015400001' }) });
/** Path of a delivery. */
export const deliveryParams = z.object({
  delivery: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 53 - 1),
});

/** RFC 7638 over SHA-256. */
export const thumbprint = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({
    description: 'thumbprint of the registered key (RFC 7638)',
    example: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  });

const date = z.string().meta({ format: 'date' });
const count = z.int().min(0);
/** People by category. */
export const deliveredCounts = {
  people: count,
  byCategory: z.record(z.string(), count).meta({
    description: 'people by category; who has two counts twice',
    example: { 'extreme-poverty': 812 },
  }),
};
/** A list that goes, and the day it speaks for. */
export const deliveredList = z.object({
  ...{ listId: z.string(), version: z.int(), asOf: date, categories: z.array(z.string()) },
});

const shown = {
  ...{ delivery: z.int(), institution: z.string(), ruleNo: z.string() },
  key: thumbprint,
  kind: z.enum(['whole', 'changes']),
  since: z.int().nullable().meta({ description: 'the delivery that it changes; null: the whole list' }),
  asOf: date,
  lists: z.array(deliveredList),
  ...deliveredCounts,
  ended: count.meta({ description: 'people for whom no category is left' }),
  state: z.enum(listDeliveryStateCodes as [string, ...string[]]).meta({
    description: Object.entries(listDeliveryStates)
      .map(([code, { zh, en }]) => `${code}: ${zh} · ${en}`)
      .join('; '),
  }),
  preparedAt: instant,
  expiresOn: date.meta({ description: 'from that day on it is not handed out' }),
  waitingSince: instant,
  dueOn: date.meta({ description: 'the day from which hub doctor shows that it was not taken' }),
  receiptedAt: instant.nullable(),
  receiptedBy: z.string().nullable(),
};
/** A delivery in a list of them. */
export const deliveryInList = z.object(shown).meta({ id: 'ListDelivery' });
/** A delivery with its pages. */
export const deliveryView = z
  .object({
    ...shown,
    pages: z.array(
      z.object({
        ...{ page: z.int(), people: count, fetches: count },
        ...{ fetchedAt: instant.nullable(), fetchedBy: z.string().nullable() },
      }),
    ),
  })
  .meta({ id: 'ListDeliveryWithPages' });

/** A delivery as the door shows it. */
export function shownDelivery({ deliveryId, thumbprint: key, lists, ...said }: ListDelivery) {
  return {
    ...{ delivery: deliveryId, key, kind: said.since === null ? 'whole' : 'changes' },
    ...said,
    lists: lists.map(({ knownAt: _, ...list }) => list),
  };
}

/** The same, with who fetched which page. */
export function shownWithPages(delivery: ListDelivery, pages: readonly DeliveryPage[]) {
  return { ...shownDelivery(delivery), pages };
}
