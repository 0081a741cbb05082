import type { CaseRef } from '../../domain/ids.ts';
import type { StayNews, StayNewsKind } from '../../store/stays/news.ts';
import type { Taken } from './flow.ts';

/**
 * True once what was asked of a workflow stands in the store. The store says so when the row is written; the workflow's own
 * reply waits for its whole task, other parties included, and counts where the store could not be heard.
 */
export async function inStore(
  news: StayNews,
  wanted: { readonly kind: StayNewsKind; readonly caseRef: CaseRef },
  ask: () => Promise<Taken<unknown>>,
): Promise<boolean> {
  const over = new AbortController();
  // Listened for before it is asked: it may come at once.
  const written = news.next(wanted.kind, wanted.caseRef, over.signal).then(() => true);
  try {
    return await Promise.race([written, ask().then(({ kind }) => kind === 'done')]);
  } finally {
    over.abort();
  }
}
