import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { DigestItem } from '../../domain/digest.ts';
import type { CaseRef } from '../../domain/ids.ts';
import type { Database } from '../postgres/database.ts';
import type { StayEventDetail, StayEventKind } from '../stays/event-kinds.ts';

/** What an address is told: an event of a stay, the digest of a morning, or that a delivery of the lists waits. */
export type WebhookDelivery = { readonly deliveryId: number; readonly attempts: number } & (
  | {
      readonly kind: 'event';
      readonly eventId: number;
      readonly event: StayEventKind;
      readonly caseRef: CaseRef;
      readonly detail: StayEventDetail;
      readonly at: Instant;
    }
  | {
      readonly kind: 'digest';
      readonly day: LocalDate;
      readonly organisation: string;
      readonly items: readonly DigestItem[];
      readonly at: Instant;
    }
  | { readonly kind: 'list-delivery'; readonly listDelivery: number; readonly at: Instant }
);

/** What a delivery is about. */
export type MessageSubject =
  | { readonly eventId: number }
  | { readonly digestDay: string }
  | { readonly listDelivery: number };

/** Which deliveries are about it. */
export function isAbout(about: MessageSubject): RawBuilder<unknown> {
  if ('eventId' in about) return sql`event_id = ${about.eventId}`;
  if ('digestDay' in about) return sql`digest_day = ${about.digestDay}::date`;
  return sql`list_delivery = ${about.listDelivery}`;
}

interface DeliveryRow {
  readonly deliveryId: number;
  readonly attempts: number;
  readonly eventId: number | null;
  readonly kind: StayEventKind;
  readonly caseRef: CaseRef;
  readonly detail: StayEventDetail;
  readonly at: Instant;
  readonly day: LocalDate;
  readonly organisation: string;
  readonly items: readonly DigestItem[] | null;
  readonly listDelivery: number | null;
}

/** What is told, as `where` picks it of `d`, in the order in which it came to be owed. */
export async function readDeliveries(
  db: Database,
  where: RawBuilder<unknown>,
  limit: number,
): Promise<readonly WebhookDelivery[]> {
  const { rows } =
    await sql<DeliveryRow>`SELECT d.delivery_id, d.attempts, d.event_id, e.kind, e.case_ref, e.detail,
      coalesce(e.at, g.made_at, l.prepared_at) AS at, d.digest_day AS day, w.organisation, g.items, d.list_delivery
    FROM webhook_deliveries d JOIN webhooks w USING (webhook_id) LEFT JOIN stay_events e USING (event_id)
      LEFT JOIN digests g ON g.day = d.digest_day AND g.organisation = w.organisation
      LEFT JOIN list_deliveries l ON l.delivery_id = d.list_delivery
    WHERE ${where} ORDER BY d.delivery_id LIMIT ${limit}`.execute(db);
  return rows.map(({ deliveryId, attempts, eventId, kind: event, caseRef, detail, ...row }) => {
    const { at, day, organisation, items, listDelivery } = row;
    if (eventId !== null) return { deliveryId, attempts, kind: 'event', eventId, event, caseRef, detail, at };
    if (listDelivery !== null) return { deliveryId, attempts, kind: 'list-delivery', listDelivery, at };
    return { deliveryId, attempts, kind: 'digest', day, organisation, items: items ?? [], at };
  });
}
