import { sql } from 'kysely';
import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Database } from '../postgres/database.ts';
import { oweDigests } from '../webhooks/deliveries.ts';

/** County days for which a digest is kept. */
const keptDays = 400;

/** The morning's digests, made once a day for all organisations together. */
export function digestRecords(db: Database) {
  return {
    async isMade(day: LocalDate): Promise<boolean> {
      const row = await db.selectFrom('digests').select('day').where('day', '=', day).executeTakeFirst();
      return row !== undefined;
    },
    /** Keeps those of a day, and forgets old ones; whoever comes second changes nothing. */
    async keep(digests: readonly Digest[], day: LocalDate): Promise<void> {
      const rows = digests.map(({ items, ...named }) => ({ ...named, items: JSON.stringify(items) }));
      await db.transaction().execute(async (tx) => {
        await sql`SELECT pg_advisory_xact_lock(hashtext('digests'))`.execute(tx);
        const made = await tx.selectFrom('digests').select('day').where('day', '=', day).executeTakeFirst();
        if (made !== undefined) return;
        await tx.insertInto('digests').values(rows).execute();
        await oweDigests(tx, day);
        await tx.deleteFrom('digests').where('day', '<', addDays(day, -keptDays)).execute();
      });
    },
    /** Which there are since that day, oldest first. */
    async since(day: LocalDate): Promise<readonly Pick<Digest, 'day' | 'organisation'>[]> {
      return db
        .selectFrom('digests')
        .select(['day', 'organisation'])
        .where('day', '>=', day)
        .orderBy('day')
        .orderBy('organisation')
        .execute();
    },
    /** Those of a day, of one organisation if it is named; without a day, the newest. */
    async of(wanted: {
      readonly day?: LocalDate;
      readonly organisation?: string;
    }): Promise<readonly Digest[]> {
      const { day, organisation } = wanted;
      let query = db
        .selectFrom('digests')
        .select(['day', 'organisation', 'madeAt', 'items'])
        .where('day', '=', (eb) =>
          day === undefined
            ? eb.selectFrom('digests').select((newest) => newest.fn.max('day').as('day'))
            : eb.val(day),
        );
      if (organisation !== undefined) query = query.where('organisation', '=', organisation);
      return query.orderBy('organisation').execute();
    },
  };
}

export type DigestRecords = ReturnType<typeof digestRecords>;
