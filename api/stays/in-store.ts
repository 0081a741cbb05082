import type { CaseRef } from '../../domain/ids.ts';
import type { Changes } from '../../store/postgres/changes.ts';
import type { StayRecord } from '../../store/stays/records.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Taken } from './flow.ts';

/** What is waited for: a stay that the row shows as decided, or as settled. */
export interface Awaited {
  readonly caseRef: CaseRef;
  readonly reached: (stay: StayRecord) => boolean;
}

/**
 * True once what was asked of a workflow stands in the store. Whoever writes the row tells of it; the workflow's own reply
 * waits for its whole task, other parties included, and counts where nothing is heard.
 */
export async function inStore(
  { changes, stays }: { readonly changes: Changes; readonly stays: Pick<StayStore, 'stay'> },
  { caseRef, reached }: Awaited,
  ask: () => Promise<Taken<unknown>>,
): Promise<boolean> {
  let stop = (): void => undefined;
  const written = new Promise<boolean>((resolve) => {
    const look = async (): Promise<void> => {
      const stay = await stays.stay(caseRef);
      if (stay !== undefined && reached(stay)) resolve(true);
    };
    // Heard before it is asked: it may come at once.
    stop = changes.on('stay', (about) => {
      if (about === caseRef) void look().catch(() => undefined);
    });
  });
  // Listens from the first question on.
  void changes.heard();
  try {
    return await Promise.race([written, ask().then(({ kind }) => kind === 'done')]);
  } finally {
    stop();
  }
}
