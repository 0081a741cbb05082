import { sql } from 'kysely';
import { chinaDate, type Instant } from '../../domain/dates.ts';
import {
  staleAfterDays,
  type TextKind,
  type TextMessageState,
  textedKinds,
} from '../../domain/text-messages.ts';
import { isMoot, noticeGiven } from '../money/patient-notices.ts';
import type { Connection, Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';
import { lockStay } from '../stays/locks.ts';
import {
  type DueAnnouncement,
  type DueNotice,
  isOfKind,
  phonePlace,
  textMessageReads,
} from './text-message-reads.ts';
import { announcementStanding, noticeStanding, textRuleOn } from './text-message-standing.ts';

type DueMessage =
  | Pick<DueNotice, 'messageRef' | 'caseRef'>
  | Pick<DueAnnouncement, 'messageRef' | 'announcementRef'>;
type Ended = Exclude<TextMessageState, 'due' | 'sent' | 'accepted' | 'delivered'>;
interface StoreParts {
  readonly db: Database;
  readonly sealer: Sealer;
}

/** Text messages to patients and of announcements. A message is `sent` in a commit of its own before the gateway hears of it, and goes out no second time. */
export function textMessages({ db, sealer }: StoreParts) {
  return {
    ...textMessageReads({ db, sealer }),
    /** Makes a message of every notice that is owed, may go by text, and is of a hospital that sends them; gives how many. */
    async queue(at: Instant, limit: number): Promise<number> {
      const today = chinaDate(at);
      const { rows } = await sql`INSERT INTO text_messages (case_ref, notice_sequence, written_at)
        SELECT notices.case_ref, notice_sequence, ${at} FROM patient_notices AS notices JOIN stays USING (case_ref)
        WHERE given_on IS NULL AND notices.kind = ANY (${[...textedKinds]}) AND owed_on > ${today}::date - ${staleAfterDays}::int
          AND NOT ${isMoot} AND ${textRuleOn(today)} IS NOT NULL
          AND NOT EXISTS (SELECT FROM text_messages AS known
            WHERE known.case_ref = notices.case_ref AND known.notice_sequence = notices.notice_sequence)
        ORDER BY owed_on LIMIT ${limit}
        ON CONFLICT (case_ref, notice_sequence) DO NOTHING RETURNING 1`.execute(db);
      return rows.length;
    },
    /** What waits of a hospital whose rule is over goes no more, also while the gateway takes nothing; people tell the patient. */
    async withdrawUnruled(at: Instant): Promise<void> {
      await sql`UPDATE text_messages SET state = 'withdrawn', code = 'rule-ended', ended_at = ${at} FROM stays
        WHERE text_messages.state = 'due' AND stays.case_ref = text_messages.case_ref AND ${textRuleOn(chinaDate(at))} IS NULL`.execute(
        db,
      );
    },
    /** The message goes now, and never again; false: it was taken by somebody else, or its cause is gone. */
    async begin(
      due: DueMessage,
      to: { readonly phone: string; readonly lookAt: Instant; readonly at: Instant },
    ): Promise<boolean> {
      const { phone, lookAt, at } = to;
      return db.transaction().execute(async (tx) => {
        const { messageRef } = due;
        const standing =
          'caseRef' in due ? await noticeStanding(tx, due, at) : await announcementStanding(tx, due);
        if (standing.kind === 'gone') await end(tx, { ...standing.end, messageRef, at }, ['due']);
        if (standing.kind !== 'goes') return false;
        await tx
          .updateTable('textMessages')
          .set({ state: 'sent', code: null, sentAt: at, nextLookAt: lookAt })
          .set({ phoneSealed: sealer.seal(phone, phonePlace(messageRef)) })
          .where((eb) => eb.and({ messageRef, state: 'due' }))
          .execute();
        return true;
      });
    },
    /** The gateway said that it took nothing, for a setting of ours: it may go once that is mended. */
    async notTaken(messageRef: string, code: string): Promise<void> {
      const again = { sentAt: null, phoneSealed: null, nextLookAt: null, state: 'due', code } as const;
      await db
        .updateTable('textMessages')
        .set(again)
        .where((eb) => eb.and({ messageRef, state: 'sent' }))
        .execute();
      // Of an announcement that was stopped meanwhile nothing more goes out.
      await sql`UPDATE text_messages SET state = 'withdrawn', code = 'stopped', ended_at = announcements.changed_at
        FROM announcements WHERE message_ref = ${messageRef} AND text_messages.state = 'due'
          AND announcements.announcement_ref = text_messages.announcement_ref AND announcements.state = 'stopped'`.execute(
        db,
      );
    },
    async accepted(messageRef: string, gatewayRef: string): Promise<void> {
      await db
        .updateTable('textMessages')
        .set({ state: 'accepted', gatewayRef })
        .where((eb) => eb.and({ messageRef, state: 'sent' }))
        .execute();
    },
    /** It ended otherwise than delivered: the notice stays on the list of what people are to tell. */
    ended: (
      messageRef: string,
      state: Ended,
      { code, at }: { readonly code: string | null; readonly at: Instant },
    ) => end(db, { messageRef, state, at, ...(code === null ? {} : { code }) }, ['due', 'sent', 'accepted']),
    async lookAgain(messageRef: string, nextLookAt: Instant): Promise<void> {
      await db
        .updateTable('textMessages')
        .set({ nextLookAt })
        .where('messageRef', '=', messageRef)
        .where('state', 'in', ['sent', 'accepted'])
        .execute();
    },
    /** The carrier reported it: the patient was told. */
    async delivered(
      messageRef: string,
      { gatewayRef, code, at }: { readonly gatewayRef: string; readonly code: string; readonly at: Instant },
    ): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const of = await tx
          .selectFrom('textMessages')
          .select(['caseRef', 'noticeSequence'])
          .where('messageRef', '=', messageRef)
          .executeTakeFirst();
        if (of?.caseRef != null) await lockStay(tx, of.caseRef);
        const ended = await end(tx, { messageRef, state: 'delivered', code, gatewayRef, at }, [
          'sent',
          'accepted',
        ]);
        if (!ended || of?.caseRef == null || of.noticeSequence === null) return;
        const given = { way: 'sms', givenOn: chinaDate(at), receipt: gatewayRef, actor: 'hub', at } as const;
        await noticeGiven(tx, { caseRef: of.caseRef, notice: of.noticeSequence, ...given });
      });
    },
    /** What all that are due wait for; those of the kinds that are `without` a template at the gateway say another code. */
    async waits(
      code: string | null,
      lacking: { readonly without: readonly TextKind[]; readonly code: string },
    ): Promise<void> {
      const { without, code: own } = lacking;
      const waitsFor = sql<string | null>`CASE WHEN ${isOfKind(without)} THEN ${own} ELSE ${code} END`;
      await db
        .updateTable('textMessages')
        .set({ code: waitsFor })
        .where('state', '=', 'due')
        .where('code', 'is distinct from', waitsFor)
        .execute();
    },
  };
}

export type TextMessages = ReturnType<typeof textMessages>;

async function end(
  connection: Connection,
  {
    messageRef,
    at,
    ...set
  }: { readonly messageRef: string; readonly at: Instant } & {
    readonly state: TextMessageState;
    readonly code?: string;
    readonly gatewayRef?: string;
  },
  from: readonly TextMessageState[],
): Promise<boolean> {
  const ended = await connection
    .updateTable('textMessages')
    .set({ ...set, endedAt: at, phoneSealed: null, nextLookAt: null })
    .where('messageRef', '=', messageRef)
    .where('state', 'in', from)
    .returning('messageRef')
    .executeTakeFirst();
  return ended !== undefined;
}
