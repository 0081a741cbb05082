import { sql } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId, PersonRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { NoticeFields } from '../../domain/patient-notices.ts';
import type { TextedKind } from '../../domain/text-messages.ts';
import type { Database } from '../postgres/database.ts';
import type { Sealer } from '../secrets/sealing.ts';

/** A message that is to be sent. */
export interface DueText {
  readonly messageRef: string;
  readonly caseRef: CaseRef;
  readonly personRef: PersonRef;
  readonly institution: InstitutionId;
  readonly kind: TextedKind;
  readonly fields: NoticeFields;
  readonly owedOn: LocalDate;
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
        .limit(1)
        .executeTakeFirst();
      return open !== undefined;
    },
    /** Longest owed first. */
    async due(limit: number): Promise<readonly DueText[]> {
      const { rows } = await sql<DueText>`SELECT message_ref AS "messageRef", messages.case_ref AS "caseRef",
          person_ref AS "personRef", institution, kind, fields, owed_on AS "owedOn"
        FROM text_messages AS messages JOIN patient_notices USING (case_ref, notice_sequence)
          JOIN stays ON stays.case_ref = messages.case_ref
        WHERE messages.state = 'due' ORDER BY written_at, message_ref LIMIT ${limit}`.execute(db);
      return rows;
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
        const phone = sealer.open(phoneSealed, phonePlace(messageRef)) as string;
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

/** Where the number of a message is sealed for. */
export function phonePlace(messageRef: string): string {
  return `text_messages|phone|${messageRef}`;
}
