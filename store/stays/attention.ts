import { sql } from 'kysely';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import type { Attention, Stage } from '../../domain/stay.ts';
import type { Database } from '../postgres/database.ts';
import { recordEvent } from './events.ts';
import { lockStay, type StoreParts } from './records.ts';

/** A stay that waits, as the operator's list shows it. */
export interface AttentionItem extends Attention {
  readonly caseRef: CaseRef;
  readonly institution: InstitutionId;
  readonly stage: Stage;
}

/** Where the next page of the operator's list begins. */
export type AttentionCursor = Pick<AttentionItem, 'since' | 'caseRef' | 'step'>;

/** One stay's, or everything, from a cursor on. */
export interface AttentionPage {
  readonly caseRef?: CaseRef;
  readonly after?: AttentionCursor;
  readonly limit: number;
}

/** What stays wait for; each step of a stay waits for at most one thing. */
export function attentionRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** Raises, or says anew what the step waits for. Throws HubProblem `case-unknown`. */
    async raiseAttention(caseRef: CaseRef, attention: Attention, at: Instant): Promise<void> {
      const { step, code, blockedOn, since } = attention;
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const changed = await tx
          .insertInto('attention')
          .values({ caseRef, step, code, blockedOn, since })
          .onConflict((oc) =>
            oc
              .columns(['caseRef', 'step'])
              .doUpdateSet({ code, blockedOn, since })
              .where(
                sql<boolean>`(attention.code, attention.blocked_on) <> (excluded.code, excluded.blocked_on)`,
              ),
          )
          .returning('step')
          .executeTakeFirst();
        if (changed !== undefined)
          await recordEvent(tx, { caseRef, kind: 'attention-raised', detail: { step, code, blockedOn }, at });
      });
    },
    /** The step waits no more; clearing what is not raised does nothing. */
    async clearAttention(caseRef: CaseRef, step: string, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        const cleared = await tx
          .deleteFrom('attention')
          .where('caseRef', '=', caseRef)
          .where('step', '=', step)
          .returning('code')
          .executeTakeFirst();
        if (cleared !== undefined)
          await recordEvent(tx, {
            caseRef,
            kind: 'attention-cleared',
            detail: { step, code: cleared.code },
            at,
          });
      });
    },
    /** Longest waiting first. */
    listAttention: (page: AttentionPage): Promise<readonly AttentionItem[]> => readPage(db, page),
  };
}

async function readPage(db: Database, page: AttentionPage): Promise<readonly AttentionItem[]> {
  let query = db
    .selectFrom('attention')
    .innerJoin('stays', 'stays.caseRef', 'attention.caseRef')
    .select(['attention.caseRef', 'institution', 'stage', 'step', 'code', 'blockedOn', 'since']);
  if (page.caseRef !== undefined) query = query.where('attention.caseRef', '=', page.caseRef);
  if (page.after !== undefined) {
    const { since, caseRef, step } = page.after;
    query = query.where(
      sql<boolean>`(since, attention.case_ref, step) > (${since}::timestamptz, ${caseRef}, ${step})`,
    );
  }
  return query.orderBy('since').orderBy('attention.caseRef').orderBy('step').limit(page.limit).execute();
}
