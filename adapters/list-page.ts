import { createHash } from 'node:crypto';
import type { ListId } from '../domain/ids.ts';
import type { Call } from './call.ts';

/** Asks for one page of an agency's list. */
export interface ListPageRequest {
  readonly list: ListId;
  /** Where to go on: `next` of the page before, null for the first page. Opaque. */
  readonly position: string | null;
  /** The snapshot that the first page named; null for the first page. */
  readonly snapshot: string | null;
}

/** One row as the agency wrote it; nothing is checked here, so that every error can be told row by row. */
export interface ListRow {
  readonly idNumber: string;
  readonly name: string;
  /** The agency's own labels; several may stand in one text, as in '特困,低保'. */
  readonly category: string;
  readonly since: string;
  /** Last day; null = open. */
  readonly until: string | null;
  readonly household: string | null;
  /** Division (6 digits) of the household as the agency knows it. */
  readonly division: string;
}

/** One page of a snapshot. The pull is complete when `total` rows have come and their digest is `digest`. */
export interface ListPage {
  readonly rows: readonly ListRow[];
  /** Position of the next page; null after the last. */
  readonly next: string | null;
  readonly total: number;
  readonly digest: string;
  /** The agency's name for this state of the list; another one on a later page means it changed while it was read. */
  readonly snapshot: string;
  /** Day of the list's state, 'YYYY-MM-DD'. */
  readonly asOf: string;
}

/** An agency's list, read page by page. */
export interface ListSource {
  readonly listPage: Call<ListPageRequest, ListPage>;
}

const modulus = 1n << 256n;

/** Digest of rows, whatever their order: the sum of the rows' SHA-256 modulo 2²⁵⁶, which adds up page by page. Start with `emptyDigest`. */
export function addToDigest(digest: string, rows: readonly ListRow[]): string {
  let sum = BigInt(`0x${digest}`);
  for (const row of rows)
    sum += BigInt(`0x${createHash('sha256').update(rowText(row), 'utf8').digest('hex')}`);
  return (sum % modulus).toString(16).padStart(64, '0');
}

/** The digest of no rows. */
export const emptyDigest = '0'.repeat(64);

function rowText(row: ListRow): string {
  const { idNumber, name, category, since, until, household, division } = row;
  return [idNumber, name, category, since, until ?? '', household ?? '', division].join('\u001f');
}
