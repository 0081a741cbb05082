import { sql } from 'kysely';
import type { AnnouncementSkip } from '../../domain/announcements.ts';
import { chinaDate, type Instant, type LocalDate } from '../../domain/dates.ts';
import { staleAfterDays } from '../../domain/text-messages.ts';
import { isMoot } from '../money/patient-notices.ts';
import type { Connection } from '../postgres/database.ts';
import { ruleInForce } from '../register/institution-rules.ts';
import { lockStay } from '../stays/locks.ts';
import type { DueAnnouncement, DueNotice } from './text-message-reads.ts';
import { skipOf } from './unwanted-phones.ts';

/** Whether a due message still goes: `kept` means that it is due no more, or not now. */
type Standing =
  | { readonly kind: 'goes' | 'kept' }
  | { readonly kind: 'gone'; readonly end: { readonly state: 'withdrawn'; readonly code?: string } };

/** Of a message to a patient; the stay is locked. */
export async function noticeStanding(
  tx: Connection,
  { messageRef, caseRef }: Pick<DueNotice, 'messageRef' | 'caseRef'>,
  at: Instant,
): Promise<Standing> {
  await lockStay(tx, caseRef);
  const today = chinaDate(at);
  const { rows } = await sql<{ readonly gone: boolean; readonly ruled: boolean }>`
    SELECT given_on IS NOT NULL OR ${isMoot} OR owed_on <= ${today}::date - ${staleAfterDays}::int AS gone,
      ${textRuleOn(today)} IS NOT NULL AS ruled
    FROM text_messages AS messages JOIN patient_notices AS notices USING (case_ref, notice_sequence) JOIN stays USING (case_ref)
    WHERE message_ref = ${messageRef} AND messages.state = 'due'`.execute(tx);
  const [found] = rows;
  if (found === undefined) return { kind: 'kept' };
  if (found.gone) return { kind: 'gone', end: { state: 'withdrawn' } };
  return found.ruled ? { kind: 'goes' } : { kind: 'gone', end: { state: 'withdrawn', code: 'rule-ended' } };
}

/** The rule of the hospital of a row of `stays`: of the day on which the message goes, not only of that on which it was made. */
export function textRuleOn(today: LocalDate) {
  return ruleInForce('text-messages', { institution: sql`stays.institution`, today: sql`${today}::date` });
}

/** Whoever pauses or stops it waits for this commit, or comes before it: the announcement is locked first, by everybody. */
export async function announcementStanding(
  tx: Connection,
  { messageRef, announcementRef }: Pick<DueAnnouncement, 'messageRef' | 'announcementRef'>,
): Promise<Standing> {
  const announcement = await tx
    .selectFrom('announcements')
    .select('state')
    .where('announcementRef', '=', announcementRef)
    .forShare()
    .executeTakeFirst();
  if (announcement?.state !== 'running') return { kind: 'kept' };
  const { rows } = await sql<{ readonly skip: AnnouncementSkip | null }>`SELECT ${skipOf} AS skip
    FROM text_messages AS messages JOIN announcements USING (announcement_ref)
      JOIN announcement_recipients AS recipients USING (announcement_ref, recipient)
    WHERE message_ref = ${messageRef} AND messages.state = 'due' FOR UPDATE OF messages`.execute(tx);
  const [found] = rows;
  if (found === undefined) return { kind: 'kept' };
  return found.skip === null
    ? { kind: 'goes' }
    : { kind: 'gone', end: { state: 'withdrawn', code: found.skip } };
}
