import type { Selectable } from 'kysely';
import type { Instant, LocalDate } from '../domain/dates.ts';
import type { ListId } from '../domain/ids.ts';
import type { MemberCounts } from './list-changes.ts';
import type { ListVersionState } from './tables/lists.ts';
import type { Tables } from './tables.ts';

/** One version of a list; rows received = accepted + rejected, members in list-changes.ts. */
export interface ListVersion {
  readonly listId: ListId;
  readonly version: number;
  readonly state: ListVersionState;
  readonly digest: string;
  readonly source: 'push' | 'pull';
  /** The day the list speaks for. */
  readonly asOf: LocalDate;
  readonly receivedAt: Instant;
  readonly releasedAt: Instant | null;
  /** Why it is held, rejected or failed; a code. */
  readonly reasonCode: string | null;
  readonly rows: { readonly received: number; readonly accepted: number; readonly rejected: number };
  /** Null before release; a preview is `previewVersion`. */
  readonly members: MemberCounts | null;
}

/** Names one version of one list. */
export type VersionName = Pick<ListVersion, 'listId' | 'version'>;

/** The name alone, as a condition: what is passed may be a whole version. */
export function nameOf({ listId, version }: VersionName): VersionName {
  return { listId, version };
}

/** A row as the rest of the hub sees it. */
export function toVersion(row: Selectable<Tables['listVersions']>): ListVersion {
  const { listId, version, state, digest, source, asOf, receivedAt, releasedAt, reasonCode } = row;
  return {
    ...{ listId, version, state, digest, source, asOf, receivedAt, releasedAt, reasonCode },
    rows: { received: row.rowsReceived, accepted: row.rowsAccepted, rejected: row.rowsRejected },
    members: membersOf(row),
  };
}

function membersOf(row: Selectable<Tables['listVersions']>): MemberCounts | null {
  const counts = {
    before: row.membersBefore,
    added: row.membersAdded,
    changed: row.membersChanged,
    unchanged: row.membersUnchanged,
    removed: row.membersRemoved,
    kept: row.membersKept,
    after: row.membersAfter,
  };
  return Object.values(counts).includes(null) ? null : (counts as MemberCounts);
}

/** The counts as columns. */
export function countColumns(counts: MemberCounts) {
  return {
    membersBefore: counts.before,
    membersAdded: counts.added,
    membersChanged: counts.changed,
    membersUnchanged: counts.unchanged,
    membersRemoved: counts.removed,
    membersKept: counts.kept,
    membersAfter: counts.after,
  };
}
