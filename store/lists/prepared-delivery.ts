import { createHash } from 'node:crypto';
import { addDays, chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { DeliveredList, DeliveryCounts, ListDeliveryState } from '../../domain/list-delivery.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection } from '../postgres/database.ts';
import { lockInstitution } from '../register/institution-rules.ts';
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
  /** Digest of the last day and its versions of which this says all: its own, or a later one by which nothing had changed. */
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

/** Prepares what the hospital does not have yet; null where it has everything, or what waits already says it. */
export async function prepared(tx: Connection, preparing: Preparing): Promise<ListDelivery | null> {
  const { institution, thumbprint, lists, at, whole } = preparing;
  const asOf = chinaDate(at);
  await lockInstitution(tx, institution);
  const open = await newest(tx, { institution, state: 'waiting' });
  if (open !== undefined && !whole && (await staysOpen(tx, open, { lists, asOf }))) return null;
  const since = whole ? undefined : await newest(tx, { institution, thumbprint, state: 'receipted' });
  const saying = createHash('sha256')
    .update(`${asOf} ${versionsOf(lists)}`)
    .digest('hex');
  if (since?.saysAs === saying) return null;
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
  return written(tx, preparing, { content, counts, since: since?.deliveryId ?? null, open, saying });
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
    readonly saying: string;
  },
): Promise<ListDelivery> {
  const { content, counts, since, open, saying } = of;
  const { asOf } = content.now;
  const expiresOn = addDays(asOf, receiptDays);
  const delivery = await tx
    .insertInto('listDeliveries')
    .values({
      ...{ institution, ruleNo, thumbprint, asOf, since, preparedAt: at, expiresOn },
      ...{ people: counts.people, ended: counts.ended, byCategory: JSON.stringify(counts.byCategory) },
      ...{ lists: JSON.stringify(lists), saysAs: saying },
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
