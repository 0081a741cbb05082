import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import { holdReasonTexts } from '../../domain/list.ts';
import { type ListFormat, listFormatCodes } from '../../domain/list-formats.ts';
import { type RowProblemCode, rowProblems } from '../../domain/list-row-problems.ts';
import { toldRefusal } from '../../domain/unreadable-file.ts';
import type { Wording, Words } from '../../domain/words.ts';
import type { ListWait } from '../../store/lists/attention.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import type { Rejection } from '../../store/lists/reports.ts';
import type { ApiDeps } from '../deps.ts';
import type { Shown } from '../http/long-poll.ts';
import { attention } from '../stays/attention-view.ts';
import { attentionOf } from '../stays/stay-view.ts';

const words = { zh: z.string(), en: z.string() };
const count = z.int().min(0);

/** How far a version is, and what it does. */
export const listVersionView = z
  .object({
    listId: z.string(),
    version: z.int(),
    state: z
      .enum(['received', 'staging', 'checked', 'held', 'released', 'rejected', 'failed', 'superseded'])
      .meta({
        description: 'received → staging → checked → (held →) released → superseded; or rejected, failed',
      }),
    kind: z.enum(['full', 'delta']),
    format: z.enum(listFormatCodes as [ListFormat, ...ListFormat[]]),
    source: z.enum(['push', 'pull']),
    digest: z.string().meta({ description: 'SHA-256 of the file' }),
    bytes: count,
    asOf: z.string(),
    receivedAt: z.string(),
    releasedAt: z.string().nullable(),
    rows: z.object({ received: count, accepted: count, rejected: count }),
    members: z
      .object({
        ...{ before: count, added: count, changed: count, unchanged: count, removed: count },
        ...{ kept: count, notNamed: count, after: count },
      })
      .nullable()
      .meta({ description: 'null before the check' }),
    effects: z.object({ coverEnds: count, coverBegins: count, coverChanges: count }).nullable(),
    reasons: z.array(z.object({ code: z.string(), ...words })),
    decision: z.enum(['release', 'reject']).nullable(),
  })
  .meta({ id: 'ListVersion' });

const waits = z.array(attention).meta({ description: 'what it waits for: for whom, since when, what to do' });

/** A version with what it waits for. */
export const listVersionState = listVersionView.extend({ attention: waits }).meta({ id: 'ListVersionState' });

/** A list with the version that serves. */
export const listView = z
  .object({
    listId: z.string(),
    division: z.string(),
    categories: z.array(z.string()),
    freshness: z.object({
      badge: z.enum(['fresh', 'stale', 'never-released']),
      asOf: z.string().nullable(),
      ageDays: z.int().nullable(),
      ageLimitDays: z.int(),
      ...words,
    }),
    serving: listVersionView.nullable(),
    latest: listVersionView.nullable(),
    attention: z
      .array(attention.extend({ version: z.int().nullable().meta({ description: 'null: the list itself' }) }))
      .meta({ description: 'what the list and its versions wait for' }),
  })
  .meta({ id: 'PopulationList' });

/** Versions, newest first. */
export const listVersionPage = z.object({ versions: z.array(listVersionView), next: z.string().nullable() });

/** Rejected rows with all that is wrong with each. */
export const listErrorPage = z.object({
  summary: z.array(z.object({ code: z.string(), rows: count, ...words })),
  errors: z.array(
    z.object({
      row: z.int(),
      otherRow: z.int().nullable(),
      problems: z.array(z.object({ field: z.string().nullable(), code: z.string(), ...words })),
    }),
  ),
  next: z.string().nullable(),
});

/** A version as its sender sees it. */
export function viewOfVersion(version: ListVersion) {
  const { listId, state, kind, format, source, digest, bytes, asOf, receivedAt, releasedAt } = version;
  return {
    ...{
      listId,
      version: version.version,
      kind,
      format,
      source,
      digest,
      bytes,
      asOf,
      receivedAt,
      releasedAt,
    },
    state: state === 'staged' ? ('checked' as const) : state,
    ...{ rows: version.rows, members: version.members, effects: version.effects, decision: version.decision },
    reasons: version.reasons.map(reasonOf),
  };
}

/** A version with what of all that its list waits for is its own. */
export function stateOfVersion(version: ListVersion, waiting: readonly ListWait[]) {
  const own = waiting.filter((wait) => wait.version === version.version);
  return { ...viewOfVersion(version), attention: own.map(attentionOf) };
}

/** The same to whoever may wait for it: the hub still reads or compares it. */
export async function shownVersion({ lists }: Pick<ApiDeps, 'lists'>, version: ListVersion): Promise<Shown> {
  const view = stateOfVersion(version, await lists.attention.of(version.listId));
  return { view, underWay: ['received', 'staging', 'checked'].includes(version.state) };
}

/** A rejected row with the words for each problem. */
export function viewOfRejection({ rowNumber, errors, otherRow }: Rejection) {
  const problems = errors.map(({ field, code }) => ({ field, code, ...problemText(code) }));
  return { row: rowNumber, otherRow, problems };
}

/** What a problem of a row means. */
export function problemText(code: string): Words {
  return rowProblems[code as RowProblemCode] ?? { zh: code, en: code };
}

function reasonOf(reason: string): Words & { readonly code: string } {
  const known: Wording = holdReasonTexts;
  const held = entryOf(known, reason);
  return held === undefined
    ? (toldRefusal(reason) ?? { code: reason, zh: reason, en: reason })
    : { code: reason, ...held };
}
