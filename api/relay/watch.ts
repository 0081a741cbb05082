import type { Instant } from '../../domain/dates.ts';

/** A workflow that should live, with a name for what waits when it does not. */
export interface Watched {
  readonly name: string;
  /** A case ref, or a list with its version. */
  readonly subject: string;
  readonly workflowId: string;
  /** Nobody waits for it: gone or lost, it is started anew, and no person is told. */
  readonly quiet?: true;
}

/** One kind of work that the reconciler compares with Temporal; what it says is kept beside the work. */
export interface Watch {
  /** What should live and changed no more since `before`. */
  due(before: Instant): Promise<readonly Watched[]>;
  /** Should this workflow live now? Undefined: it is not of this kind. */
  expects(workflowId: string): Promise<boolean | undefined>;
  /** Names of what is said to be gone or paused. */
  said(): Promise<readonly string[]>;
  raise(name: string, code: 'workflow-gone' | 'workflow-paused', now: Instant): Promise<void>;
  clear(name: string, now: Instant): Promise<void>;
  /** Starts anew what Temporal does not know, and what is gone and nobody waits for; without it, that is a person's. False: it lives. */
  startAnew?(workflowId: string): Promise<boolean>;
}
