import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { DeliveryCounts } from '../../domain/list-delivery.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { ruleInForce } from '../register/institution-rules.ts';
import { countEntries, type DeliveryContent, type ListsOnDay } from './delivery-contents.ts';
import { type ListDelivery, type Preparing, prepared, type SwitchedOn } from './prepared-delivery.ts';

/** Deliveries of lists: what each is made of and how it stands, never its text. */
export function listDeliveries(db: Database) {
  return {
    /** Where the lists go today. */
    async switchedOn(day: LocalDate): Promise<readonly SwitchedOn[]> {
      const { rows } = await sql<SwitchedOn>`
        SELECT institution, division, rule->>'ruleNo' AS rule_no, thumbprint FROM (${onDay(day)}) AS there
        WHERE rule->>'key' = thumbprint ORDER BY institution`.execute(db);
      return rows;
    },
    /** Prepares what the hospital does not have yet; null where it has everything, or what waits already says it. */
    prepare: (preparing: Preparing): Promise<ListDelivery | null> =>
      db.transaction().execute((tx) => prepared(tx, preparing)),
    /** How many people a delivery of these lists would name. */
    preview: (now: ListsOnDay): Promise<DeliveryCounts> => countEntries(db, { now, before: null }),
    /** What waits where the lists do not go any more is destroyed: how much. */
    async destroySwitchedOff(day: LocalDate): Promise<number> {
      const { numAffectedRows } =
        await sql`UPDATE list_deliveries d SET state = 'destroyed' WHERE state = 'waiting'
        AND NOT EXISTS (SELECT FROM (${onDay(day)}) AS there WHERE there.institution = d.institution
          AND rule->>'key' = there.thumbprint AND d.thumbprint = there.thumbprint)`.execute(db);
      return Number(numAffectedRows ?? 0);
    },
    delivery: (deliveryId: number): Promise<ListDelivery | undefined> => deliveryOf(db, deliveryId),
    /** Newest first, of one hospital or of all. */
    async deliveries(page: {
      readonly institution: InstitutionId | null;
      readonly before?: number;
      readonly limit: number;
    }): Promise<readonly ListDelivery[]> {
      const { institution, before, limit } = page;
      return db
        .selectFrom('listDeliveries')
        .selectAll()
        .$if(institution !== null, (query) => query.where('institution', '=', institution as InstitutionId))
        .$if(before !== undefined, (query) => query.where('deliveryId', '<', before ?? 0))
        .orderBy('deliveryId', 'desc')
        .limit(limit)
        .execute();
    },
    /** Hospitals whose system did not take what waits by its day, and rules that name a key which is not registered. */
    async stuck(day: LocalDate): Promise<readonly { readonly subject: string; readonly since: Instant }[]> {
      const { rows } = await sql<{ readonly subject: string; readonly since: Instant }>`
        SELECT institution || '/' || delivery_id AS subject, waiting_since AS since FROM list_deliveries
          WHERE state = 'waiting' AND due_on <= ${day}::date
        UNION ALL SELECT institution || '/' || (rule->>'ruleNo'), confirmed_at FROM (${onDay(day)}) AS there
          WHERE rule->>'key' IS DISTINCT FROM thumbprint
        ORDER BY since, subject`.execute(db);
      return rows;
    },
  };
}

export type ListDeliveries = ReturnType<typeof listDeliveries>;

/** Each hospital with a rule of deliveries that is in force on a day, and the key that it registered. */
function onDay(day: LocalDate) {
  const rule = ruleInForce('list-delivery', { institution: sql`i.institution`, today: sql`${day}::date` });
  return sql`SELECT i.institution, i.division, ruled.rule, k.thumbprint,
      (SELECT confirmed_at FROM institution_rules r WHERE r.institution = i.institution AND r.kind = 'list-delivery'
        AND r.rule_no = ruled.rule->>'ruleNo') AS confirmed_at
    FROM institutions i CROSS JOIN LATERAL (SELECT ${rule} AS rule) AS ruled
      LEFT JOIN list_delivery_keys k USING (institution)
    WHERE ruled.rule IS NOT NULL`;
}

/** What a delivery says, from what is pinned with it. */
export async function contentOf(db: Connection, delivery: ListDelivery): Promise<DeliveryContent> {
  const before = delivery.since === null ? undefined : await deliveryOf(db, delivery.since);
  return { now: delivery, before: before ?? null };
}

async function deliveryOf(db: Connection, deliveryId: number): Promise<ListDelivery | undefined> {
  return db.selectFrom('listDeliveries').selectAll().where('deliveryId', '=', deliveryId).executeTakeFirst();
}
