import type { CoverDetail } from '../../domain/cover-text.ts';
import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { coverStep } from '../../domain/right-resolutions.ts';
import type { Attention } from '../../domain/stay.ts';
import type { Connection } from '../postgres/database.ts';
import { clearIn, raiseIn } from './attention.ts';
import type { Carried } from './carried.ts';
import { recordEvent } from './events.ts';
import { lockStay } from './locks.ts';
import type { StoreParts } from './records.ts';

/** A cover that changed during a stay; `kept`: people had it settled as it was registered. */
interface CoverChange {
  readonly detail: CoverDetail;
  readonly foundAt: Instant;
  readonly kept: boolean;
}

/** What the insurer says of a cover at the discharge beside what it said of the admission day. */
export function coverChanges({ db }: Pick<StoreParts, 'db'>) {
  return {
    async coverChange(caseRef: CaseRef): Promise<CoverChange | undefined> {
      const found = await db
        .selectFrom('coverChanges')
        .select(['detail', 'foundAt', 'keptBy'])
        .where('caseRef', '=', caseRef)
        .executeTakeFirst();
      return found && { detail: found.detail, foundAt: found.foundAt, kept: found.keptBy !== null };
    },
    /** People are to say how the stay is settled; said again it changes nothing. */
    async recordCoverChange(caseRef: CaseRef, detail: CoverDetail, at: Instant): Promise<Attention> {
      return db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        const attention = changedCover(detail, at);
        await tx
          .insertInto('coverChanges')
          .values({ caseRef, detail: JSON.stringify(detail), foundAt: at })
          .onConflict((on) =>
            on.column('caseRef').doUpdateSet({ detail: JSON.stringify(detail), foundAt: at, keptBy: null }),
          )
          .execute();
        await raiseIn(tx, { caseRef, attention, at });
        await recordEvent(tx, { caseRef, kind: 'cover-changed', detail: codesOf(detail), at });
        return attention;
      });
    },
    /** The insurer says again what it said of the admission day. */
    async forgetCoverChange(caseRef: CaseRef, at: Instant): Promise<void> {
      await db.transaction().execute(async (tx) => {
        await lockStay(tx, caseRef);
        await tx.deleteFrom('coverChanges').where('caseRef', '=', caseRef).execute();
        await clearIn(tx, { caseRef, step: coverStep, at });
      });
    },
  };
}

/** The bill for which it was asked goes to the insurer no more: what nobody decided is asked again with the next one. */
export async function dropUndecidedCover(tx: Connection, caseRef: CaseRef, at: Instant): Promise<void> {
  const dropped = await tx
    .deleteFrom('coverChanges')
    .where('caseRef', '=', caseRef)
    .where('keptBy', 'is', null)
    .executeTakeFirst();
  if (dropped.numDeletedRows > 0n) await clearIn(tx, { caseRef, step: coverStep, at });
}

/** What such a stay waits for. */
export function changedCover(detail: CoverDetail, since: Instant): Attention {
  return { code: 'cover-changed', blockedOn: 'hospital', since, step: coverStep, detail };
}

/** The bill goes to the insurer as the stay was registered; its answer counts. */
export async function keepCover(tx: Connection, { caseRef, step, sequence, at }: Carried): Promise<void> {
  await tx.updateTable('coverChanges').set({ keptBy: sequence }).where('caseRef', '=', caseRef).execute();
  await clearIn(tx, { caseRef, step, at });
  await recordEvent(tx, { caseRef, kind: 'cover-kept', detail: { sequence }, at });
}

function codesOf({ was, now }: CoverDetail) {
  return { wasType: was.type ?? 'none', was: was.status, isType: now.type ?? 'none', is: now.status };
}
