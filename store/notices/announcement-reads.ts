import { sql } from 'kysely';
import type { AnnouncementSkip, AnnouncementState, WrongRow } from '../../domain/announcements.ts';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { AnnouncementRef, SchemeId } from '../../domain/ids.ts';
import type { TextMessageState } from '../../domain/text-messages.ts';
import type { Connection, Database } from '../postgres/database.ts';
import { skipOf } from './unwanted-phones.ts';

/** An announcement as it stands, without its numbers. */
export interface Announcement {
  readonly announcementRef: AnnouncementRef;
  readonly organisation: string;
  readonly scheme: SchemeId;
  /** First day of the text that goes out. */
  readonly textSince: LocalDate;
  readonly state: AnnouncementState;
  readonly rows: number;
  readonly recipients: number;
  readonly doubles: number;
  readonly wrongRows: readonly WrongRow[];
  readonly readBy: string;
  readonly readAt: Instant;
  readonly proposedBy: string | null;
  readonly releasedBy: string | null;
  readonly releasedAt: Instant | null;
  readonly reason: string | null;
  readonly changedAt: Instant;
  readonly numbersGoneAt: Instant | null;
}

/** How many of its numbers would be written to, and how many not. */
export type Foreseen = Readonly<Record<'texts' | AnnouncementSkip, number>>;

/** What became of its numbers so far. */
export interface AnnouncementProgress {
  /** Of whom no message was made yet. */
  readonly left: number;
  readonly messages: Readonly<Partial<Record<TextMessageState, number>>>;
  readonly skipped: Readonly<Partial<Record<AnnouncementSkip, number>>>;
  /** What those that are due wait for. */
  readonly waitsFor: string | null;
}

const shown = [
  ...(['announcementRef', 'organisation', 'scheme', 'textSince', 'state', 'rows', 'recipients'] as const),
  ...(['doubles', 'wrongRows', 'readBy', 'readAt', 'proposedBy', 'releasedBy', 'releasedAt'] as const),
  ...(['reason', 'changedAt', 'numbersGoneAt'] as const),
] as const;

/** Look-ups of announcements; none of them tells a number. */
export function announcementReads(db: Database) {
  return {
    announcement: (ref: AnnouncementRef): Promise<Announcement | undefined> => readAnnouncement(db, ref),
    /** Newest first, of one organisation or of all. */
    announcements: (organisation: string | null, limit: number): Promise<readonly Announcement[]> => {
      const all = db.selectFrom('announcements').select(shown);
      const own = organisation === null ? all : all.where('organisation', '=', organisation);
      return own.orderBy('readAt', 'desc').orderBy('announcementRef').limit(limit).execute();
    },
    foreseen: (ref: AnnouncementRef): Promise<Foreseen> => foreseenOf(db, ref),
    /** That go out, or are paused: each has a workflow. */
    async open(): Promise<readonly AnnouncementRef[]> {
      const rows = await db
        .selectFrom('announcements')
        .select('announcementRef')
        .where('state', 'in', ['running', 'paused'])
        .execute();
      return rows.map(({ announcementRef }) => announcementRef);
    },
    async progress({
      announcementRef,
      recipients,
    }: Pick<Announcement, 'announcementRef' | 'recipients'>): Promise<AnnouncementProgress> {
      const rows = await db
        .selectFrom('textMessages')
        .select(['state', 'code', (eb) => eb.fn.countAll<string>().as('count')])
        .where('announcementRef', '=', announcementRef)
        .groupBy(['state', 'code'])
        .execute();
      const messages: Partial<Record<TextMessageState, number>> = {};
      const skipped: Partial<Record<AnnouncementSkip, number>> = {};
      let made = 0;
      for (const { state, code, count } of rows) {
        made += Number(count);
        messages[state] = (messages[state] ?? 0) + Number(count);
        if (state === 'withdrawn' && isSkip(code)) skipped[code] = Number(count);
      }
      const waiting = rows.find(({ state, code }) => state === 'due' && code !== null);
      return { left: recipients - made, messages, skipped, waitsFor: waiting?.code ?? null };
    },
  };
}

const isSkip = (code: string | null): code is AnnouncementSkip => code !== null && code in noSkips;
const noSkips = { 'opted-out': 0, died: 0, 'told-before': 0 } as const satisfies Omit<Foreseen, 'texts'>;

/** One announcement, within a transaction or not. */
export function readAnnouncement(
  connection: Connection,
  ref: AnnouncementRef,
): Promise<Announcement | undefined> {
  return connection
    .selectFrom('announcements')
    .select(shown)
    .where('announcementRef', '=', ref)
    .executeTakeFirst();
}

/** How many would be written to now. */
export async function foreseenOf(connection: Connection, ref: AnnouncementRef): Promise<Foreseen> {
  const { rows } = await sql<{ readonly skip: AnnouncementSkip | null; readonly count: number }>`
    SELECT skip, count(*)::int AS count FROM (SELECT ${skipOf} AS skip
      FROM announcement_recipients AS recipients JOIN announcements USING (announcement_ref)
      WHERE announcement_ref = ${ref}) AS looked GROUP BY skip`.execute(connection);
  const counted = rows.map(({ skip, count }) => [skip ?? 'texts', count] as const);
  return { texts: 0, ...noSkips, ...Object.fromEntries(counted) };
}
