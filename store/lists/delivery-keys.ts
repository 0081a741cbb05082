import type { AuditAction } from '../../domain/audit-actions.ts';
import type { Instant } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import type { DeliveryKey } from '../../domain/list-delivery.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';

/** A hospital's key as it is registered. */
export interface RegisteredKey {
  readonly institution: InstitutionId;
  readonly jwk: DeliveryKey;
  readonly thumbprint: string;
  readonly putBy: string;
  readonly putAt: Instant;
}

/** Public keys to which deliveries are sealed; one of each hospital. What waits for a key that is gone is destroyed with it. */
export function deliveryKeys(db: Database) {
  return {
    async putKey({ jwk, ...key }: RegisteredKey): Promise<void> {
      const values = { ...key, jwk: JSON.stringify(jwk) };
      await db.transaction().execute(async (tx) => {
        const known = await keyOf(tx, key.institution);
        if (known?.thumbprint === key.thumbprint) return;
        await tx
          .insertInto('listDeliveryKeys')
          .values(values)
          .onConflict((oc) => oc.column('institution').doUpdateSet(values))
          .execute();
        await destroyWaiting(tx, key.institution);
        await noted(tx, 'put-delivery-key', { ...key, reason: key.thumbprint });
      });
    },
    key: (institution: InstitutionId): Promise<RegisteredKey | undefined> => keyOf(db, institution),
    /** False: there was none. */
    async removeKey(
      institution: InstitutionId,
      by: Pick<RegisteredKey, 'putBy' | 'putAt'>,
    ): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const gone = await tx
          .deleteFrom('listDeliveryKeys')
          .where('institution', '=', institution)
          .returning('thumbprint')
          .executeTakeFirst();
        if (gone === undefined) return false;
        await destroyWaiting(tx, institution);
        await noted(tx, 'remove-delivery-key', { ...by, institution, reason: gone.thumbprint });
        return true;
      });
    },
  };
}

export type DeliveryKeys = ReturnType<typeof deliveryKeys>;

async function keyOf(db: Connection, institution: InstitutionId): Promise<RegisteredKey | undefined> {
  return db
    .selectFrom('listDeliveryKeys')
    .selectAll()
    .where('institution', '=', institution)
    .executeTakeFirst();
}

async function destroyWaiting(tx: Connection, institution: InstitutionId): Promise<void> {
  await tx
    .updateTable('listDeliveries')
    .set({ state: 'destroyed' })
    .where((eb) => eb.and({ institution, state: 'waiting' as const }))
    .execute();
}

function noted(
  tx: Connection,
  action: AuditAction,
  of: Pick<RegisteredKey, 'institution' | 'putBy' | 'putAt'> & { readonly reason: string },
): Promise<void> {
  const { institution, putBy: actor, putAt: at, reason } = of;
  return oweAudit(tx, { actor, action, subject: institution, reason, at });
}
