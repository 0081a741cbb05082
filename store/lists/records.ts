import type { Selectable } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';
import type { ListEffects, ListVersionName, MemberCounts, RowCounts } from '../../domain/list.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import type { Tables } from '../postgres/tables.ts';
import type { ListVersionState } from './tables.ts';

/** One version of a list, from its file to its release. */
export interface ListVersion extends ListVersionName {
  readonly state: ListVersionState;
  readonly kind: 'full' | 'delta';
  readonly format: ListFormat;
  readonly source: 'push' | 'pull';
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
  /** The day the list speaks for. */
  readonly asOf: LocalDate;
  /** The last day on which the agency sent the very same list again. */
  readonly confirmedAsOf: LocalDate;
  /** Who sent it, as organisation/actor; a digest in what 0.1.0 wrote, null for a pull. */
  readonly sentBy: string | null;
  readonly review: boolean;
  /** Null when the file is no longer kept. */
  readonly uploadId: string | null;
  /** The rejected rows as a file; null when there are none, or it is no longer kept. */
  readonly reportId: string | null;
  readonly receivedAt: Instant;
  readonly begunAt: Instant | null;
  readonly releasedAt: Instant | null;
  /** Why it is held, rejected or failed; codes. */
  readonly reasons: readonly string[];
  readonly decision: 'release' | 'reject' | null;
  readonly rows: RowCounts;
  /** What the release does, or did; null before the check. */
  readonly members: MemberCounts | null;
  readonly effects: ListEffects | null;
}

/** The name alone, as a condition: what is passed may be a whole version. */
export function nameOf({ listId, version }: ListVersionName): ListVersionName {
  return { listId, version };
}

/** A row as the rest of the hub sees it. */
export function toVersion(row: Selectable<Tables['listVersions']>): ListVersion {
  const { listId, version, state, kind, format, source, digest, bytes, asOf, confirmedAsOf, sentBy } = row;
  const { review, uploadId, reportId, receivedAt, begunAt, releasedAt, reasons, decision, effects } = row;
  return {
    ...{ listId, version, state, kind, format, source, digest, bytes, asOf, confirmedAsOf, sentBy },
    ...{ review, uploadId, reportId, receivedAt, begunAt, releasedAt, reasons, decision, effects },
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
    notNamed: row.membersNotNamed,
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
    membersNotNamed: counts.notNamed,
    membersAfter: counts.after,
  };
}
