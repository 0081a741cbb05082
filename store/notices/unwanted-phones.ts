import { createHmac, hkdfSync } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { AnnouncementSkip } from '../../domain/announcements.ts';
import type { Instant } from '../../domain/dates.ts';
import type { PersonRef } from '../../domain/ids.ts';
import { mobileNumber } from '../../domain/text-messages.ts';
import { oweAudit } from '../audit/owed.ts';
import { deadCases } from '../money/deaths.ts';
import type { PersonVault } from '../people/vault.ts';
import type { Database } from '../postgres/database.ts';

/** By what a mobile number is known again without being kept. */
export type PhoneDigest = (phone: string) => Buffer;

/** The digest under a key of its own: knowing it tells nothing of identity numbers. */
export function phoneDigest(indexKey: Uint8Array): PhoneDigest {
  const key = new Uint8Array(hkdfSync('sha256', indexKey, '', 'treat-first-hub mobile numbers', 32));
  return (phone) => createHmac('sha256', key).update(phone, 'utf8').digest();
}

const deathsAtOnce = 200;

/** Numbers to which no announcement goes. */
export function unwantedPhones({ db, digest }: { readonly db: Database; readonly digest: PhoneDigest }) {
  return {
    /** The owner wants none any more, or wants them again; false: that was so before. */
    async noteWish(
      { phone, wanted }: { readonly phone: string; readonly wanted: boolean },
      { actor, at }: { readonly actor: string; readonly at: Instant },
    ): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const row = { phoneDigest: digest(phone), notedBy: actor, notedAt: at };
        const changed = wanted
          ? await tx
              .deleteFrom('textOptOuts')
              .where('phoneDigest', '=', row.phoneDigest)
              .returning('notedAt')
              .executeTakeFirst()
          : await tx
              .insertInto('textOptOuts')
              .values(row)
              .onConflict((oc) => oc.column('phoneDigest').doNothing())
              .returning('notedAt')
              .executeTakeFirst();
        if (changed === undefined) return false;
        const action = wanted ? 'text-opt-in' : 'text-opt-out';
        await oweAudit(tx, { actor, action, subject: 'announcements', reason: null, at });
        return true;
      });
    },
    /** Looks up the numbers of whoever died since the last time; under somebody else's card the holder did not. */
    async noteDeaths(open: PersonVault['open']): Promise<void> {
      for (;;) {
        const { rows } = await sql<{ readonly personRef: PersonRef }>`
          SELECT DISTINCT person_ref AS "personRef" FROM stays
          WHERE impersonated_by IS NULL
            AND case_ref IN (${deadCases})
            AND NOT EXISTS (SELECT FROM phones_of_dead AS known WHERE known.person_ref = stays.person_ref)
          LIMIT ${deathsAtOnce}`.execute(db);
        for (const { personRef } of rows) {
          const phone = mobileNumber((await open(personRef)).phone);
          await db
            .insertInto('phonesOfDead')
            .values({ personRef, phoneDigest: phone === null ? null : digest(phone) })
            .onConflict((oc) => oc.column('personRef').doNothing())
            .execute();
        }
        if (rows.length < deathsAtOnce) return;
      }
    },
  };
}

/** Why the number of a recipient, over `recipients` and `announcements`, is not written to; null: it is. */
export const skipOf: RawBuilder<AnnouncementSkip | null> = sql`CASE
  WHEN EXISTS (SELECT FROM phones_of_dead AS dead WHERE dead.phone_digest = recipients.phone_digest) THEN 'died'
  WHEN EXISTS (SELECT FROM text_opt_outs AS asked WHERE asked.phone_digest = recipients.phone_digest) THEN 'opted-out'
  WHEN EXISTS (SELECT FROM announcement_recipients AS earlier
    JOIN announcements AS other USING (announcement_ref)
    JOIN text_messages AS told ON told.announcement_ref = earlier.announcement_ref AND told.recipient = earlier.recipient
    WHERE earlier.phone_digest = recipients.phone_digest AND earlier.announcement_ref <> announcements.announcement_ref
      AND other.organisation = announcements.organisation AND other.scheme = announcements.scheme
      AND other.text_since = announcements.text_since AND told.state IN ('sent', 'accepted', 'delivered', 'unknown')) THEN 'told-before'
  END`;
