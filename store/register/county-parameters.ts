import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { AuditEntry } from '../audit/entry.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';

/** A value that a county entered for a scheme; `value` is checked against the scheme by whoever enters it. */
export interface CountyParameterEntry {
  readonly scheme: string;
  readonly parameter: string;
  readonly validFrom: LocalDate;
  /** JSON-safe. */
  readonly value: unknown;
  readonly source: string;
  readonly enteredBy: string;
  readonly enteredAt: Instant;
}

/** What schemes leave to the county. */
export function countyParameterStore(db: Database) {
  return {
    /** Adds a value; `conflict`: that parameter has another value from the same day. */
    async enterCountyParameter(
      entry: CountyParameterEntry,
      by: AuditEntry | null = null,
    ): Promise<'entered' | 'repeated' | 'conflict'> {
      return db.transaction().execute(async (tx) => {
        const entered = await enter(tx, entry);
        if (entered !== 'conflict' && by !== null) await oweAudit(tx, by);
        return entered;
      });
    },
    /** The values that hold on a day, by parameter. */
    async countyParametersOn(scheme: string, on: LocalDate): Promise<ReadonlyMap<string, unknown>> {
      const rows = await db
        .selectFrom('countyParameters')
        .distinctOn('parameter')
        .select(['parameter', 'value'])
        .where('scheme', '=', scheme)
        .where('validFrom', '<=', on)
        .orderBy('parameter')
        .orderBy('validFrom', 'desc')
        .execute();
      return new Map(rows.map(({ parameter, value }) => [parameter, value]));
    },
  };
}

export type CountyParameterStore = ReturnType<typeof countyParameterStore>;

async function enter(
  tx: Connection,
  entry: CountyParameterEntry,
): Promise<'entered' | 'repeated' | 'conflict'> {
  const { scheme, parameter, validFrom } = entry;
  const written = await tx
    .insertInto('countyParameters')
    .values({ ...entry, value: JSON.stringify(entry.value) })
    .onConflict((oc) => oc.doNothing())
    .returning('parameter')
    .executeTakeFirst();
  if (written !== undefined) return 'entered';
  const known = await tx
    .selectFrom('countyParameters')
    .select('value')
    .where((eb) => eb.and({ scheme, parameter, validFrom }))
    .executeTakeFirstOrThrow();
  return JSON.stringify(known.value) === JSON.stringify(entry.value) ? 'repeated' : 'conflict';
}
