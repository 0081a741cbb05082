import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { addDays, chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { DeliveredList, DeliveryCounts, ListDeliveryState } from '../../domain/list-delivery.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { lockInstitution, ruleInForce } from '../register/institution-rules.ts';
import { oweListDelivery } from '../webhooks/deliveries.ts';
import { countEntries, type DeliveryContent, type ListsOnDay, writePages } from './delivery-contents.ts';

/** A delivery of the lists to a hospital's system. */
export interface ListDelivery extends ListsOnDay, DeliveryCounts {
  readonly deliveryId: number;
  readonly institution: InstitutionId;
  readonly ruleNo: string;
  readonly thumbprint: string;
  readonly since: number | null;
  readonly state: ListDeliveryState;
  readonly preparedAt: Instant;
  /** It is not handed out from that day on. */
  readonly expiresOn: LocalDate;
  readonly waitingSince: Instant;
  readonly dueOn: LocalDate;
  readonly receiptedAt: Instant | null;
  readonly receiptedBy: string | null;
  /** Digest of a later day and its versions by which nothing had changed since. */
  readonly saysAs: string | null;
}

/** A hospital to which the lists go on a day: the health commission's rule names the key that it registered. */
export interface SwitchedOn {
  readonly institution: InstitutionId;
  readonly division: string;
  readonly ruleNo: string;
  readonly thumbprint: string;
}

/** What is to be prepared. */
export interface Preparing extends Pick<SwitchedOn, 'institution' | 'ruleNo' | 'thumbprint'> {
  readonly lists: readonly DeliveredList[];
  readonly at: Instant;
  /** Days within which the hospital's system takes it. */
  readonly receiptDays: number;
  /** Not what changed, but all of it. */
  readonly whole: boolean;
  /** Who asked for it now; null: it was due. */
  readonly askedBy: string | null;
}

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
  const rule = ruleInForce('list-delivery', { institution: sql`i.institution`, day: sql`${day}::date` });
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

async function prepared(tx: Connection, preparing: Preparing): Promise<ListDelivery | null> {
  const { institution, thumbprint, lists, at, whole } = preparing;
  const asOf = chinaDate(at);
  await lockInstitution(tx, institution);
  const open = await newest(tx, { institution, state: 'waiting' });
  if (open !== undefined && !whole && (await staysOpen(tx, open, { lists, asOf }))) return null;
  const since = whole ? undefined : await newest(tx, { institution, thumbprint, state: 'receipted' });
  const saying = createHash('sha256')
    .update(`${asOf} ${versionsOf(lists)}`)
    .digest('hex');
  if (
    since !== undefined &&
    (since.saysAs === saying || (since.asOf === asOf && sameVersions(since.lists, lists)))
  )
    return null;
  const content = { now: { asOf, lists }, before: since ?? null };
  const counts = await countEntries(tx, content);
  if (open !== undefined)
    await tx
      .updateTable('listDeliveries')
      .set({ state: open.expiresOn <= asOf ? 'expired' : 'replaced' })
      .where('deliveryId', '=', open.deliveryId)
      .execute();
  if (counts.people === 0) {
    // Looked at once a day and once for each version, not every minute.
    if (since !== undefined)
      await tx
        .updateTable('listDeliveries')
        .set({ saysAs: saying })
        .where('deliveryId', '=', since.deliveryId)
        .execute();
    return null;
  }
  return written(tx, preparing, { content, counts, since: since?.deliveryId ?? null, open });
}

/** What waits is left as it is while it says the same, or the hospital's system is at it. */
async function staysOpen(tx: Connection, open: ListDelivery, { lists, asOf }: ListsOnDay): Promise<boolean> {
  if (open.expiresOn <= asOf) return false;
  if (sameVersions(open.lists, lists)) return true;
  const fetched = await tx
    .selectFrom('listDeliveryPages')
    .select('page')
    .where('deliveryId', '=', open.deliveryId)
    .where('fetches', '>', 0)
    .executeTakeFirst();
  return fetched !== undefined;
}

async function written(
  tx: Connection,
  { institution, ruleNo, thumbprint, lists, at, receiptDays, askedBy }: Preparing,
  of: {
    readonly content: DeliveryContent;
    readonly counts: DeliveryCounts;
    readonly since: number | null;
    readonly open: ListDelivery | undefined;
  },
): Promise<ListDelivery> {
  const { content, counts, since, open } = of;
  const { asOf } = content.now;
  const expiresOn = addDays(asOf, receiptDays);
  const delivery = await tx
    .insertInto('listDeliveries')
    .values({
      ...{ institution, ruleNo, thumbprint, asOf, since, preparedAt: at, expiresOn },
      ...{ people: counts.people, ended: counts.ended, byCategory: JSON.stringify(counts.byCategory) },
      lists: JSON.stringify(lists),
      // Whoever takes nothing is not well again because the lists change every day.
      ...{ waitingSince: open?.waitingSince ?? at, dueOn: open?.dueOn ?? expiresOn },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await writePages(tx, delivery.deliveryId, content);
  await oweListDelivery(tx, delivery.deliveryId);
  if (askedBy !== null) {
    const subject = `${institution}/${delivery.deliveryId}`;
    await oweAudit(tx, { actor: askedBy, action: 'ask-list-delivery', subject, reason: null, at });
  }
  return delivery;
}

async function newest(
  tx: Connection,
  of: Partial<Pick<ListDelivery, 'institution' | 'thumbprint' | 'state'>>,
): Promise<ListDelivery | undefined> {
  return tx
    .selectFrom('listDeliveries')
    .selectAll()
    .where((eb) => eb.and(of))
    .orderBy('deliveryId', 'desc')
    .limit(1)
    .executeTakeFirst();
}

function versionsOf(lists: readonly DeliveredList[]): string {
  return JSON.stringify(lists.map(({ listId, version, categories }) => [listId, version, categories]));
}

function sameVersions(some: readonly DeliveredList[], others: readonly DeliveredList[]): boolean {
  return versionsOf(some) === versionsOf(others);
}
