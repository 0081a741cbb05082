import { type RawBuilder, sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { AnnouncementRef, CaseRef, InstitutionId, PersonRef, SchemeId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { NoticeFields } from '../../domain/patient-notices.ts';
import type { TextedKind, TextKind } from '../../domain/text-messages.ts';
import type { Database } from '../postgres/database.ts';
import type { Place, Sealer } from '../secrets/sealing.ts';
import { recipientPlace } from './announcement-pages.ts';

/** A message that is to be sent: a notice to a patient, or an announcement to one of its numbers. */
export type DueText = DueNotice | DueAnnouncement;

/** A notice to a patient that is to be sent. */
export interface DueNotice {
  readonly messageRef: string;
  readonly caseRef: CaseRef;
  readonly personRef: PersonRef;
  readonly institution: InstitutionId;
  readonly kind: TextedKind;
  readonly fields: NoticeFields;
  readonly owedOn: LocalDate;
}

/** An announcement to one of its numbers. */
export interface DueAnnouncement {
  readonly messageRef: string;
  readonly announcementRef: AnnouncementRef;
  readonly organisation: string;
  readonly scheme: SchemeId;
  readonly textSince: LocalDate;
  readonly phone: string;
}

/** A message whose report is to be asked for. */
export interface SentText {
  readonly messageRef: string;
  readonly phone: string;
  readonly gatewayRef: string | null;
  readonly sentAt: Instant;
}

/** Look-ups of messages that are open. */
export function textMessageReads({ db, sealer }: { readonly db: Database; readonly sealer: Sealer }) {
  return {
    /** Whether any message is to be sent, or its report to be asked for. */
    async anyOpen(): Promise<boolean> {
      const open = await db
        .selectFrom('textMessages')
        .select('messageRef')
        .where('state', 'in', ['due', 'sent', 'accepted'])
        .where(sql<boolean>`(state <> 'due' OR announcement_ref IS NULL OR ${goesOut})`)
        .limit(1)
        .executeTakeFirst();
      return open !== undefined;
    },
    /** Notices to patients first, longest owed first; then announcements. Nothing of the kinds in `without`. */
    async due(limit: number, without: readonly TextKind[] = []): Promise<readonly DueText[]> {
      const notices = await dueNotices(db, limit, without);
      if (notices.length === limit || without.includes('announcement')) return notices;
      return [...notices, ...(await dueAnnouncements({ db, sealer }, limit - notices.length))];
    },
    /** Whether anything of one of these kinds is to be sent. */
    async anyDueOf(kinds: readonly TextKind[]): Promise<boolean> {
      if (kinds.length === 0) return false;
      const { rows } = await sql`SELECT FROM text_messages WHERE state = 'due' AND ${isOfKind(kinds)}
        AND (announcement_ref IS NULL OR ${goesOut}) LIMIT 1`.execute(db);
      return rows.length > 0;
    },
    /** What of those that were sent is to be asked about by now. */
    async looksDue(at: Instant, limit: number): Promise<readonly SentText[]> {
      const rows = await db
        .selectFrom('textMessages')
        .select(['messageRef', 'phoneSealed', 'gatewayRef', 'sentAt'])
        .where('nextLookAt', '<=', at)
        .orderBy('nextLookAt')
        .limit(limit)
        .execute();
      return rows.map(({ messageRef, phoneSealed, gatewayRef, sentAt }) => {
        invariant(phoneSealed !== null && sentAt !== null, 'a sent message has its number and its time');
        const phone = sealer.open(phoneSealed, phonePlace(messageRef));
        return { messageRef, phone, gatewayRef, sentAt };
      });
    },
    async nextLookAt(): Promise<Instant | null> {
      const row = await db
        .selectFrom('textMessages')
        .select('nextLookAt')
        .where('nextLookAt', 'is not', null)
        .orderBy('nextLookAt')
        .limit(1)
        .executeTakeFirst();
      return row?.nextLookAt ?? null;
    },
  };
}

/** Over `text_messages`: its announcement is not paused. */
const goesOut = sql`EXISTS (SELECT FROM announcements WHERE announcements.announcement_ref = text_messages.announcement_ref
  AND announcements.state = 'running')`;

/** An expression over `text_messages`: it is of one of these kinds. */
export function isOfKind(kinds: readonly TextKind[]): RawBuilder<boolean> {
  if (kinds.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(CASE WHEN announcement_ref IS NOT NULL THEN ${kinds.includes('announcement')}
    ELSE EXISTS (SELECT FROM patient_notices AS notice WHERE notice.case_ref = text_messages.case_ref
      AND notice.notice_sequence = text_messages.notice_sequence AND notice.kind = ANY(${[...kinds]}::text[])) END)`;
}

async function dueNotices(
  db: Database,
  limit: number,
  without: readonly TextKind[],
): Promise<readonly DueNotice[]> {
  const { rows } = await sql<DueNotice>`SELECT message_ref AS "messageRef", messages.case_ref AS "caseRef",
      person_ref AS "personRef", institution, kind, fields, owed_on AS "owedOn"
    FROM text_messages AS messages JOIN patient_notices USING (case_ref, notice_sequence)
      JOIN stays ON stays.case_ref = messages.case_ref
    WHERE messages.state = 'due' AND kind <> ALL(${[...without]}::text[]) ORDER BY written_at, message_ref LIMIT ${limit}`.execute(
    db,
  );
  return rows;
}

async function dueAnnouncements(
  { db, sealer }: { readonly db: Database; readonly sealer: Sealer },
  limit: number,
): Promise<readonly DueAnnouncement[]> {
  const { rows } = await sql<
    Omit<DueAnnouncement, 'phone'> & { readonly recipient: number; readonly phoneSealed: Buffer }
  >`SELECT message_ref AS "messageRef", announcement_ref AS "announcementRef", organisation, scheme,
      text_since AS "textSince", recipient, recipients.phone_sealed AS "phoneSealed"
    FROM text_messages AS messages JOIN announcements USING (announcement_ref)
      JOIN announcement_recipients AS recipients USING (announcement_ref, recipient)
    WHERE messages.state = 'due' AND announcements.state = 'running'
    ORDER BY written_at, recipient LIMIT ${limit}`.execute(db);
  return rows.map(({ recipient, phoneSealed, ...due }) => ({
    ...due,
    phone: sealer.open(phoneSealed, recipientPlace(due.announcementRef, recipient)),
  }));
}

/** Where the number of a message is sealed for. */
export function phonePlace(messageRef: string): Place<string> {
  return `text_messages|phone|${messageRef}`;
}
