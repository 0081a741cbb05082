import type { SealError } from '../../store/secrets/sealing.ts';
import type { StagingProgress } from './row-stager.ts';
import type { StagingJob } from './staging-job.ts';

/** What a file came to. */
export interface StagedRows {
  readonly progress: StagingProgress;
  /** The rejected rows as a stored file; null when there are none. */
  readonly reportId: string | null;
}

/** From the process. Never what a row says. */
export type FromProcess =
  | { readonly kind: 'progress'; readonly progress: StagingProgress }
  | { readonly kind: 'done'; readonly staged: StagedRows }
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** A stored piece of the file does not open. */
  | { readonly kind: 'sealed'; readonly code: SealError['code'] }
  /** PostgreSQL is away or refuses a value; its code where it gives one. */
  | { readonly kind: 'store'; readonly code: string | null };

/** To the process, which hears nothing else. */
export type ToProcess = { readonly kind: 'job'; readonly job: StagingJob };
