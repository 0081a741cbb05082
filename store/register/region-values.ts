import { isDeepStrictEqual } from 'node:util';
import type { Instant } from '../../domain/dates.ts';
import type { RegionValue } from '../../domain/insurer-region.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';

/** With who proposed and who confirmed it: it counts once it is confirmed. */
export interface RecordedRegionValue extends RegionValue {
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Instant | null;
}

export type RegionValuePut =
  /** `same-person`: whoever proposed it puts it again, which confirms nothing. */
  | {
      readonly kind: 'proposed' | 'confirmed' | 'repeated' | 'same-person';
      readonly value: RecordedRegionValue;
    }
  /** Another value of that day is confirmed. */
  | { readonly kind: 'conflict' };

/** What counties enter for the tables of their insurers: the first person proposes, another one who puts the same again confirms. */
export function regionValueStore(db: Database) {
  return {
    async putRegionValue(
      put: RegionValue,
      by: { readonly actor: string; readonly at: Instant },
    ): Promise<RegionValuePut> {
      return db.transaction().execute(async (tx) => {
        const known = await readForUpdate(tx, put);
        const unchanged = known?.source === put.source && isDeepStrictEqual(known.value, put.value);
        if (known !== undefined && known.confirmedBy !== null)
          return unchanged ? { kind: 'repeated', value: known } : { kind: 'conflict' };
        if (known === undefined || !unchanged) {
          await noted(tx, 'propose-region-value', put, by);
          return { kind: 'proposed', value: await propose(tx, put, by) };
        }
        if (known.proposedBy === by.actor) return { kind: 'same-person', value: known };
        await noted(tx, 'confirm-region-value', put, by);
        return { kind: 'confirmed', value: await confirm(tx, put, by) };
      });
    },
    /** All, or all of one division, as they were entered. */
    async regionValues(division: string | null = null): Promise<readonly RecordedRegionValue[]> {
      const all = db.selectFrom('regionValues').selectAll();
      return (division === null ? all : all.where('division', '=', division))
        .orderBy('division')
        .orderBy('section')
        .orderBy('name')
        .orderBy('validFrom')
        .execute();
    },
  };
}

export type RegionValueStore = ReturnType<typeof regionValueStore>;

type Key = Pick<RegionValue, 'division' | 'section' | 'name' | 'validFrom'>;

async function readForUpdate(
  tx: Connection,
  { division, section, name, validFrom }: Key,
): Promise<RecordedRegionValue | undefined> {
  return tx
    .selectFrom('regionValues')
    .selectAll()
    .where((eb) => eb.and({ division, section, name, validFrom }))
    .forUpdate()
    .executeTakeFirst();
}

/** Who did what, for the audit trail. */
function noted(
  tx: Connection,
  action: 'propose-region-value' | 'confirm-region-value',
  { division, section, name }: Key,
  by: { readonly actor: string; readonly at: Instant },
): Promise<void> {
  return oweAudit(tx, { ...by, action, subject: `${division}/${section}/${name}`, reason: null });
}

/** A proposal takes the place of one that nobody confirmed. */
async function propose(
  tx: Connection,
  put: RegionValue,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<RecordedRegionValue> {
  const values = { ...put, value: JSON.stringify(put.value), proposedBy: actor, proposedAt: at };
  return tx
    .insertInto('regionValues')
    .values(values)
    .onConflict((oc) => oc.columns(['division', 'section', 'name', 'validFrom']).doUpdateSet(values))
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function confirm(
  tx: Connection,
  { division, section, name, validFrom }: Key,
  { actor, at }: { readonly actor: string; readonly at: Instant },
): Promise<RecordedRegionValue> {
  return tx
    .updateTable('regionValues')
    .set({ confirmedBy: actor, confirmedAt: at })
    .where((eb) => eb.and({ division, section, name, validFrom }))
    .returningAll()
    .executeTakeFirstOrThrow();
}
