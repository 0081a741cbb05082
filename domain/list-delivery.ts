import type { Instant, LocalDate } from './dates.ts';
import type { ListId } from './ids.ts';
import type { Wording } from './words.ts';

/** How a delivery of the lists to a hospital stands. */
export const listDeliveryStates = {
  waiting: { zh: '待取', en: 'waits for the hospital’s system' },
  receipted: { zh: '已回执', en: 'fetched, opened and receipted' },
  replaced: { zh: '已被新的取代', en: 'a newer one took its place before it was fetched' },
  expired: { zh: '已过期', en: 'not receipted in time; what it said is prepared anew' },
  destroyed: { zh: '已销毁', en: 'switched off, or its key is gone: nothing of it is handed out' },
} as const satisfies Wording;
export type ListDeliveryState = keyof typeof listDeliveryStates;
export const listDeliveryStateCodes = Object.keys(listDeliveryStates) as readonly ListDeliveryState[];

/** One list as a delivery takes it: the version that served, and the categories that its keeper determines. */
export interface DeliveredList {
  readonly listId: ListId;
  readonly version: number;
  /** The day the list speaks for. */
  readonly asOf: LocalDate;
  /** As known at that moment, which makes the delivery the same whenever it is sealed. */
  readonly knownAt: Instant;
  readonly categories: readonly string[];
}

/** How many people a delivery names. */
export interface DeliveryCounts {
  readonly people: number;
  /** People by category; who has two counts twice. */
  readonly byCategory: Readonly<Record<string, number>>;
  /** Whom no category is left for. */
  readonly ended: number;
}

/** The public half of a hospital's key: P-256, as RFC 7517 writes it. */
export interface DeliveryKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}
