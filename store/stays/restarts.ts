import type { Instant } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { clearIn } from './attention.ts';
import { recordEvent } from './events.ts';
import type { StoreParts } from './records.ts';

/** Workflows that were started anew. */
export function restartRecords({ db }: Pick<StoreParts, 'db'>) {
  return {
    /** The stay's own workflow or a claim's, by its step: it is no longer said to be gone, and the events tell who started it. */
    async recordRestart(
      restarted: { readonly caseRef: CaseRef; readonly step: string; readonly actor: string },
      at: Instant,
    ): Promise<void> {
      const { caseRef, step, actor } = restarted;
      await db.transaction().execute(async (tx) => {
        await clearIn(tx, { caseRef, step, at });
        await recordEvent(tx, { caseRef, kind: 'restarted', detail: { step, actor }, at });
      });
    },
  };
}
