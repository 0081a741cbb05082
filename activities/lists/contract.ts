import type { Trouble } from '../../domain/hub-fault.ts';
import type { ListId } from '../../domain/ids.ts';
import type { ListVersionName } from '../../domain/list.ts';
import type { Attention } from '../../domain/stay.ts';

/** What a version's workflow may ask for; each step may be repeated, and a killed one starts anew from the stored file. */
export interface ListActivities {
  /** Reads the stored file into a staging table of this attempt. */
  stageList(input: ListVersionName): Promise<StagedSummary>;
  /** Compares with what serves, counts rows, members and effects, and says why a second person must look. */
  checkList(input: CheckListInput): Promise<ListStep>;
  /** Makes the version the one that serves, in one transaction, and owes affected stays a notice. */
  releaseList(input: ListVersionName): Promise<ListStep>;
  /** What a person decided about a held version; null while nobody has. */
  readListDecision(input: ListVersionName): Promise<'release' | 'reject' | null>;
  /** Ends a version that does not become the one that serves. */
  endList(input: EndListInput): Promise<null>;
  /** Writes down how many members the list has, once a county day. */
  countListHeads(input: { readonly listId: ListId }): Promise<null>;
  /** Fetches an agency's list page by page and proves it complete before it becomes a version. */
  pullList(input: { readonly listId: ListId }): Promise<Pulled>;
  /** Writes down what the hub itself is to blame for; the step takes it back when it comes to its end. */
  recordListTrouble(input: ListTroubleInput): Promise<null>;
}

/** The steps of a list, which a fault may stop. */
export type ListSteps = Omit<ListActivities, 'recordListTrouble'>;

export interface ListTroubleInput {
  readonly listId: ListId;
  /** Missing: the list itself, not one of its versions. */
  readonly version?: number;
  /** The step that does not come to its end, such as `stageList`. */
  readonly activity: string;
  readonly trouble: Trouble;
}

export type StagedSummary =
  | { readonly kind: 'staged'; readonly accepted: number; readonly local: number }
  /** The version is past staging: another run has dealt with it. */
  | { readonly kind: 'past' }
  /** The code of the refusal, with the place behind. */
  | { readonly kind: 'unreadable'; readonly code: string };

export interface CheckListInput extends ListVersionName {
  readonly accepted: number;
  /** Accepted rows whose identity number was first given out in the list's province. */
  readonly local: number;
}

export type ListStep =
  | { readonly kind: 'clear' }
  | { readonly kind: 'held' }
  | { readonly kind: 'ended' }
  /** A crash of PostgreSQL emptied the staging table. */
  | { readonly kind: 'staging-lost' };

export interface EndListInput extends ListVersionName {
  readonly state: 'rejected' | 'failed';
  readonly reasons: readonly string[];
}

export type Pulled =
  | { readonly kind: 'version'; readonly version: number }
  /** The agency has what serves already; it is confirmed for today. */
  | { readonly kind: 'same'; readonly version: number }
  /** Incomplete, changed while it was read, no answer, or no address to ask: what serves goes on serving. */
  | { readonly kind: 'broken'; readonly code: PullTrouble; readonly attention: Attention };

export type PullTrouble =
  | 'pages-incomplete'
  | 'pages-changed'
  | 'pages-differ-from-digest'
  | 'pages-endless'
  | 'page-of-another-list'
  | 'no-answer'
  | 'not-connected'
  | 'on-hold'
  | 'refused';
