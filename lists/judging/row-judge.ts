import type { ListId } from '../../domain/ids.ts';
import type { RowProblemCode } from '../../domain/list-row-problems.ts';
import type { BlindIndex } from '../../store/secrets/blind-index.ts';
import type { StagedLines } from '../loading/staged-lines.ts';
import type { ListedRow } from '../readers/listed-rows.ts';
import type { ListedMember, ParsedRow } from '../readers/row.ts';
import { categoryMask } from './category-mask.ts';
import type { RejectedRow } from './error-report.ts';
import { type Digest, keyedDigest } from './keyed-digest.ts';
import type { ListedLine, ListedLines } from './listed-lines.ts';
import type { ListedPeople, ListedPerson } from './listed-people.ts';
import { newRefs } from './new-refs.ts';

/** What rows are staged for. */
export interface StagingFor {
  readonly listId: ListId;
  readonly kind: 'full' | 'delta';
  /** Division (6 digits) of the list. */
  readonly division: string;
  /** Categories that the list may name. */
  readonly categories: readonly string[];
}

/** Rows judged so far; `local`: accepted ones that are not new from another province than the list's. */
export interface Judged {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly members: number;
  readonly local: number;
}

/** A row before it is judged: recognised by its text, or read. */
export type ReadRow = RecognisedRow | ParsedListedRow;

interface RecognisedRow {
  readonly row: Row;
  readonly line: ListedLine;
}

interface ParsedListedRow {
  readonly row: Row;
  readonly line?: never;
  readonly parsed: ParsedRow;
  /** Blind index of the identity number, when it can be read. */
  readonly index: Buffer | null;
}

type Row = ListedRow<Digest, ListedLine>;

export interface JudgeParts {
  readonly target: StagingFor;
  readonly indexKey: Uint8Array;
  readonly blind: BlindIndex;
  /** Everybody whom the list names now, and whom the file has named so far. */
  readonly people: ListedPeople;
  /** What the list says now. */
  readonly known: ListedLines;
  readonly lines: StagedLines;
  /** Hears of every rejected row. */
  readonly onRejected: (row: RejectedRow) => void;
}

/** Judges rows in their order: a line that the list says already is only counted, of every other one it is told what it changes or what is wrong. */
export function rowJudge(parts: JudgeParts) {
  const { target, indexKey, blind, people, known, lines, onRejected } = parts;
  const digest = keyedDigest(indexKey, { listId: target.listId, purpose: 'said' });
  const newRef = newRefs();
  const province = target.division.slice(0, 2);
  const judged = { received: 0, accepted: 0, rejected: 0, members: 0, local: 0 };

  function judge(one: ReadRow): void {
    judged.received += 1;
    if (one.line === undefined) stage(one);
    else if (!again(one)) stage(doubtful(one));
  }

  /** False when the file has named the person in that category before: then the row must be read to say what is wrong. */
  function again({ row, line }: RecognisedRow): boolean {
    const person = known.person(line);
    const mask = known.mask(line);
    if (known.isSeen(line) || (people.mask(person) & mask) !== 0) return false;
    known.see(line);
    count(person);
    // It was judged by its region when it came first.
    judged.local += 1;
    people.name(person, { number: row.row.rowNumber, mask });
    return true;
  }

  function doubtful({ row, line }: RecognisedRow): ParsedListedRow {
    const read = parsedRow(row, blind);
    if (read.index !== null && people.find(read.index) === undefined)
      people.index(read.index, known.person(line));
    return read;
  }

  function stage({ row, parsed, index }: ParsedListedRow): void {
    if (parsed.ok && index !== null) {
      accept(row, parsed.member, index);
      return;
    }
    if (parsed.ok) return;
    const errors = parsed.problems.map(({ code, field }) => problem(code, field ?? ''));
    const nameless = parsed.meant.name === '' && parsed.meant.rawNumber === '';
    reject(row, errors, {
      entry: index === null ? undefined : people.find(index),
      words: index !== null || nameless ? null : parsed.meant,
    });
  }

  function accept(row: Row, member: ListedMember, index: Buffer): void {
    const said = digest(`${member.name}\u001f${member.address ?? ''}\u001f${member.phone ?? ''}`);
    const before = people.find(index);
    const mask = categoryMask(member.categories);
    const wrong = problemOf(member, before, { mask, said });
    if (wrong !== null) {
      reject(row, [wrong], { entry: before, words: null, twice: true });
      return;
    }
    const entry = before ?? people.add(index, newRef(), said);
    const { rowNumber } = row.row;
    const named = people.row(entry) !== 0;
    const listed = entry < people.listed;
    const told = (named && !listed) || ((named || listed) && people.said(entry, said));
    lines.accepted({
      rowNumber,
      member,
      said,
      line: row.digest,
      ref: people.ref(entry),
      freshIndex: people.isFresh(entry) ? index : null,
      renews: !told && member.change !== 'remove',
    });
    count(entry);
    if (member.identityNumber.startsWith(province)) judged.local += 1;
    people.name(entry, { number: rowNumber, mask, said });
  }

  function count(entry: ListedPerson): void {
    judged.accepted += 1;
    if (people.row(entry) === 0) judged.members += 1;
  }

  function problemOf(
    member: ListedMember,
    entry: ListedPerson | undefined,
    { mask, said }: { readonly mask: number; readonly said: Digest },
  ): string | null {
    const leaves = member.change === 'remove';
    if (member.categories.some((category) => !target.categories.includes(category)))
      return problem('category-not-of-list', 'categories');
    if (leaves && target.kind === 'full') return problem('removal-in-full-list', 'change');
    if (leaves && (entry === undefined || entry >= people.listed)) return problem('remove-unknown', 'change');
    if (entry === undefined || (people.mask(entry) & mask) === 0) return null;
    return problem(people.said(entry, said) ? 'duplicate-row' : 'duplicate-differs', 'identityNumber');
  }

  function reject(
    { row, header }: Row,
    errors: readonly string[],
    person: {
      readonly entry: ListedPerson | undefined;
      readonly words: { readonly name: string; readonly rawNumber: string } | null;
      readonly twice?: boolean;
    },
  ): void {
    const { entry, words, twice = false } = person;
    // Who is new in this very file is nobody's cover yet.
    if (entry !== undefined && entry < people.listed) people.reject(entry);
    const otherRow = twice && entry !== undefined ? people.row(entry) || null : null;
    onRejected({ rowNumber: row.rowNumber, header, cells: row.cells, errors, otherRow });
    lines.rejected({ rowNumber: row.rowNumber, errors, otherRow, words });
    judged.rejected += 1;
  }

  return { judge, judged: (): Judged => ({ ...judged }) };
}

/** Reads a row, and whose it is. */
export function parsedRow(row: Row, blind: BlindIndex): ParsedListedRow {
  const parsed = row.parse();
  const number = parsed.ok ? parsed.member.identityNumber : parsed.meant.identityNumber;
  return { row, parsed, index: number === null ? null : blind(number) };
}

function problem(code: RowProblemCode, field: string): string {
  return `${field}:${code}`;
}
