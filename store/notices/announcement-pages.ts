import { sql } from 'kysely';
import { numbersKeptDays } from '../../domain/announcements.ts';
import { type Instant, instantFromMillis, millisOf } from '../../domain/dates.ts';
import type { AnnouncementRef } from '../../domain/ids.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Place } from '../secrets/sealing.ts';
import { skipOf } from './unwanted-phones.ts';

/** What came of asking for the next page. */
export type NextPage =
  /** `texts` messages of it are due now; county milliseconds until the one after it. */
  | { readonly kind: 'made'; readonly texts: number; readonly restMs: number }
  /** The page before is not gone yet, its time at the gateway's pace is not over, or none is to be made now. */
  | { readonly kind: 'early'; readonly restMs: number }
  /** Everybody has a message by now; some are not ended. */
  | { readonly kind: 'all-made' }
  | { readonly kind: 'paused' | 'stopped' | 'done' };

/** Where the number of a recipient is sealed for. */
export function recipientPlace(ref: AnnouncementRef, recipient: number): Place<string> {
  return `announcement_recipients|phone|${ref}/${recipient}`;
}

/** An announcement becomes text messages page by page; its numbers are destroyed once its time is over. */
export function announcementPages(db: Database) {
  return {
    /** Makes messages of the next `page` recipients once those of the last page are gone, and ends the announcement behind the last one. */
    nextPage: (
      ref: AnnouncementRef,
      { page, pageMs, at }: { readonly page: number; readonly pageMs: number; readonly at: Instant },
    ): Promise<NextPage> =>
      db.transaction().execute(async (tx) => {
        const { rows } = await sql<{
          readonly state: string;
          readonly last: Instant | null;
          readonly open: number;
          readonly due: number;
          readonly made: number;
          readonly recipients: number;
        }>`
          SELECT announcements.state, recipients, counted.* FROM announcements, LATERAL (
            SELECT max(written_at) FILTER (WHERE state <> 'withdrawn') AS last, count(*)::int AS made,
              (count(*) FILTER (WHERE state = 'due'))::int AS due,
              (count(*) FILTER (WHERE state IN ('due', 'sent', 'accepted')))::int AS open
            FROM text_messages AS messages WHERE messages.announcement_ref = announcements.announcement_ref) AS counted
          WHERE announcements.announcement_ref = ${ref} FOR UPDATE OF announcements`.execute(tx);
        const [found] = rows;
        const over = found?.state === 'stopped' || found?.state === 'done' || found?.state === 'paused';
        if (found === undefined || over) return { kind: (found?.state ?? 'stopped') as 'stopped' };
        const { due, open, made, recipients, last } = found;
        if (made === recipients && open === 0) {
          await tx
            .updateTable('announcements')
            .set({ state: 'done', changedAt: at })
            .where('announcementRef', '=', ref)
            .execute();
          return { kind: 'done' };
        }
        if (made === recipients) return { kind: 'all-made' };
        const restMs = last === null ? 0 : millisOf(last) + pageMs - millisOf(at);
        if (due > 0 || restMs > 0 || page === 0) return { kind: 'early', restMs: Math.max(restMs, 0) };
        return { kind: 'made', texts: await makePage(tx, ref, { page, at }), restMs: pageMs };
      }),
    /** Destroys the numbers of what is over for so long, and stops what nobody released or resumed in that time; at most `limit` announcements. */
    async forgetNumbers(now: Instant, limit: number): Promise<number> {
      const before = instantFromMillis(millisOf(now) - numbersKeptDays * 86_400_000);
      return db.transaction().execute(async (tx) => {
        const old = await tx
          .selectFrom('announcements')
          .select(['announcementRef', 'state'])
          .where('numbersGoneAt', 'is', null)
          .where('changedAt', '<', before)
          .where('state', '<>', 'running')
          .limit(limit)
          .forUpdate()
          .execute();
        for (const { announcementRef, state } of old) {
          const ended = state === 'done' || state === 'stopped';
          if (!ended) await withdrawDue(tx, announcementRef, now);
          await tx
            .updateTable('announcements')
            .set({
              numbersGoneAt: now,
              fileDigest: '',
              ...(ended ? {} : { state: 'stopped', reason: 'lapsed', changedAt: now }),
            })
            .where('announcementRef', '=', announcementRef)
            .execute();
          if (!ended)
            await oweAudit(tx, {
              ...{ actor: 'hub', action: 'announcement-stop', subject: announcementRef },
              ...{ reason: 'lapsed', at: now },
            });
          await tx
            .deleteFrom('announcementRecipients')
            .where('announcementRef', '=', announcementRef)
            .execute();
        }
        return old.length;
      });
    },
  };
}

/** What was not sent yet goes out no more. */
export async function withdrawDue(tx: Connection, ref: AnnouncementRef, at: Instant): Promise<void> {
  await tx
    .updateTable('textMessages')
    .set({ state: 'withdrawn', code: 'stopped', endedAt: at })
    .where((eb) => eb.and({ announcementRef: ref, state: 'due' }))
    .execute();
}

/** Whoever is not to be written to has a message that was never due. */
async function makePage(
  tx: Connection,
  ref: AnnouncementRef,
  { page, at }: { readonly page: number; readonly at: Instant },
): Promise<number> {
  const { rows } = await sql<{ readonly state: string }>`
    INSERT INTO text_messages (announcement_ref, recipient, written_at, state, code, ended_at)
    SELECT announcement_ref, recipient, ${at}, CASE WHEN skip IS NULL THEN 'due' ELSE 'withdrawn' END, skip,
      CASE WHEN skip IS NOT NULL THEN ${at}::timestamptz END
    FROM (SELECT announcement_ref, recipient, ${skipOf} AS skip
      FROM announcement_recipients AS recipients JOIN announcements USING (announcement_ref)
      WHERE announcement_ref = ${ref}
        AND recipient > (SELECT coalesce(max(recipient), 0) FROM text_messages WHERE announcement_ref = ${ref})
      ORDER BY recipient LIMIT ${page}) AS next
    RETURNING state`.execute(tx);
  return rows.filter(({ state }) => state === 'due').length;
}
