import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { AnnouncementTurn } from '../../domain/announcements.ts';
import type { AuditAction } from '../../domain/audit-actions.ts';
import type { Instant } from '../../domain/dates.ts';
import { HubProblem } from '../../domain/failures.ts';
import { type AnnouncementRef, announcementRefFrom } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { oweAudit } from '../audit/owed.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { announcementPages, recipientPlace, withdrawDue } from './announcement-pages.ts';
import { type Announcement, announcementReads, foreseenOf, readAnnouncement } from './announcement-reads.ts';
import { type PhoneDigest, phoneDigest, unwantedPhones } from './unwanted-phones.ts';

/** A file of numbers that was read. */
export interface ReadFile
  extends Pick<Announcement, 'organisation' | 'scheme' | 'textSince' | 'rows' | 'doubles' | 'wrongRows'> {
  readonly fileDigest: string;
  /** Each once. */
  readonly phones: readonly string[];
}

/** Whose act it is, and when. */
export interface ActBy {
  readonly actor: string;
  readonly at: Instant;
}

/** Announcements: read from a file, released by two people, paused, stopped. What goes out of them is a text message like every other. */
export function announcements(parts: {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly indexKey: Uint8Array;
}) {
  const { db, sealer } = parts;
  const digest = phoneDigest(parts.indexKey);
  return {
    ...announcementReads(db),
    ...announcementPages(db),
    unwanted: unwantedPhones({ db, digest }),
    /** The same file again is the announcement that it was read as, while that is not over. */
    readIn: (
      file: ReadFile,
      by: ActBy,
    ): Promise<{ readonly created: boolean; readonly ref: AnnouncementRef }> =>
      db.transaction().execute((tx) => readIn(tx, { file, sealer, digest }, by)),
    /**
     * The first person proposes, another one releases; both say how many will be written to, as they saw it. Throws HubProblem
     * `announcement-unfit`, `announcement-changed`, `second-person-needed`.
     */
    release: (ref: AnnouncementRef, texts: number, { actor, at }: ActBy): Promise<'proposed' | 'released'> =>
      db.transaction().execute(async (tx) => {
        const { state, proposedBy } = await locked(tx, ref);
        if (state !== 'read' && state !== 'proposed')
          throw new HubProblem('announcement-unfit', { detail: state });
        const now = (await foreseenOf(tx, ref)).texts;
        if (now !== texts) throw new HubProblem('announcement-changed', { detail: `texts ${now}` });
        if (proposedBy === actor) throw new HubProblem('second-person-needed');
        const [set, action] =
          state === 'read'
            ? ([{ state: 'proposed', proposedBy: actor, proposedAt: at }, 'announcement-propose'] as const)
            : ([{ state: 'running', releasedBy: actor, releasedAt: at }, 'announcement-release'] as const);
        await changed(tx, ref, { ...set, changedAt: at });
        await noted(tx, ref, { action, reason: `texts ${texts}`, actor, at });
        return state === 'read' ? 'proposed' : 'released';
      }),
    /** Pauses it, lets it go on, or stops it, after which nothing of it is sent any more. Throws HubProblem `announcement-unfit`. */
    turn: (
      ref: AnnouncementRef,
      { to, reason }: { readonly to: AnnouncementTurn; readonly reason: string },
      { actor, at }: ActBy,
    ): Promise<void> =>
      db.transaction().execute(async (tx) => {
        const { state } = await locked(tx, ref);
        if (state === to) return;
        if (!fits[to].some((from) => from === state))
          throw new HubProblem('announcement-unfit', { detail: state });
        if (to === 'stopped') await withdrawDue(tx, ref, at);
        await changed(tx, ref, { state: to, reason, changedAt: at });
        await noted(tx, ref, { action: turns[to], reason, actor, at });
      }),
  };
}

export type Announcements = ReturnType<typeof announcements>;

const fits = {
  paused: ['running'],
  running: ['paused'],
  stopped: ['read', 'proposed', 'running', 'paused'],
} as const satisfies Record<AnnouncementTurn, readonly Announcement['state'][]>;
const turns = {
  paused: 'announcement-pause',
  running: 'announcement-resume',
  stopped: 'announcement-stop',
} as const satisfies Record<AnnouncementTurn, AuditAction>;

const rowsAtOnce = 1_000;

async function readIn(
  tx: Connection,
  {
    file,
    sealer,
    digest,
  }: { readonly file: ReadFile; readonly sealer: Sealer; readonly digest: PhoneDigest },
  { actor, at }: ActBy,
): Promise<{ readonly created: boolean; readonly ref: AnnouncementRef }> {
  const { phones, wrongRows, ...told } = file;
  const announcementRef = announcementRefFrom(randomBytes(20));
  const said = { ...told, wrongRows: JSON.stringify(wrongRows), recipients: phones.length };
  const added = await tx
    .insertInto('announcements')
    .values({ ...said, announcementRef, readBy: actor, readAt: at, changedAt: at })
    .onConflict((oc) => oc.doNothing())
    .returning('announcementRef')
    .executeTakeFirst();
  if (added === undefined) return { created: false, ref: await knownOf(tx, file) };
  for (let from = 0; from < phones.length; from += rowsAtOnce) {
    const values = phones.slice(from, from + rowsAtOnce).map((phone, at) => {
      const recipient = from + at + 1;
      const phoneSealed = sealer.seal(phone, recipientPlace(announcementRef, recipient));
      return { announcementRef, recipient, phoneDigest: digest(phone), phoneSealed };
    });
    await tx.insertInto('announcementRecipients').values(values).execute();
  }
  await noted(tx, announcementRef, { action: 'announcement-read', reason: null, actor, at });
  return { created: true, ref: announcementRef };
}

async function knownOf(
  tx: Connection,
  { organisation, scheme, textSince, fileDigest }: ReadFile,
): Promise<AnnouncementRef> {
  const known = await tx
    .selectFrom('announcements')
    .select('announcementRef')
    .where((eb) => eb.and({ organisation, scheme, textSince, fileDigest }))
    .where('state', 'in', ['read', 'proposed', 'running', 'paused'])
    .executeTakeFirst();
  // It ended between the two statements.
  if (known === undefined) throw new HubProblem('store-unavailable');
  return known.announcementRef;
}

async function locked(tx: Connection, ref: AnnouncementRef): Promise<Announcement> {
  await sql`SELECT FROM announcements WHERE announcement_ref = ${ref} FOR UPDATE`.execute(tx);
  const found = await readAnnouncement(tx, ref);
  invariant(found !== undefined, 'an announcement that was looked up is gone');
  return found;
}

async function changed(
  tx: Connection,
  ref: AnnouncementRef,
  set: Partial<Announcement> & { readonly proposedAt?: Instant },
): Promise<void> {
  const { wrongRows: _, ...values } = set;
  await tx.updateTable('announcements').set(values).where('announcementRef', '=', ref).execute();
}

function noted(
  tx: Connection,
  subject: AnnouncementRef,
  entry: ActBy & { readonly action: AuditAction; readonly reason: string | null },
): Promise<void> {
  return oweAudit(tx, { ...entry, subject });
}
