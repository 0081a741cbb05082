import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { PersonCategory } from '../../domain/person-categories.ts';
import { type Digest, keyedDigest, rememberingLast } from '../judging/keyed-digest.ts';
import type { ListedMember, MeantPerson } from '../readers/row.ts';
import type { CopyWriter } from './copy-format.ts';

/** Lines of the staging table (columns: store/lists/staging.ts), written for COPY. */
export interface StagedLines {
  readonly count: () => number;
  /** One line for each category of an accepted row. */
  readonly accepted: (row: AcceptedRow) => void;
  readonly rejected: (row: RejectedLine) => void;
  /** What the list says now and the file says no more; `namedBy`: the row that names the person in another category. */
  readonly gone: (ref: PersonRef, category: PersonCategory, namedBy: number | null) => void;
  /** A member of whom the file has nothing but a rejected row. */
  readonly kept: (ref: PersonRef) => void;
}

interface AcceptedRow {
  readonly rowNumber: number;
  readonly member: ListedMember;
  readonly ref: PersonRef;
  readonly said: Digest;
  /** Digest of the row's text; undefined where lines are not remembered. */
  readonly line: Digest | undefined;
  /** Blind index of somebody who is new to the vault. */
  readonly freshIndex: Buffer | null;
  /** Something new is said of who the person is. */
  readonly renews: boolean;
}

interface RejectedLine {
  readonly rowNumber: number;
  readonly errors: readonly string[];
  readonly otherRow: number | null;
  /** What is written of somebody whose identity number cannot be read. */
  readonly words: Pick<MeantPerson, 'name' | 'rawNumber'> | null;
}

/** Fields of a line: how many, and where what a seal needs stands. */
export const lineFields = { count: 14, rowNumber: 0, personRef: 1, identity: 10 } as const;

/** Writes who a person is in clear, and only where it is new: the pieces are sealed before they leave the process (sealed-pieces.ts). */
export function stagedLines(parts: {
  readonly writer: CopyWriter;
  readonly indexKey: Uint8Array;
  readonly listId: ListId;
}): StagedLines {
  const { writer, indexKey, listId } = parts;
  const householdOf = rememberingLast(keyedDigest(indexKey, { listId, purpose: 'household' }));
  const source = JSON.stringify(listId);
  let count = 0;
  const begin = (rowNumber: number, ref: PersonRef | null): void => {
    count += 1;
    writer.row(lineFields.count);
    writer.integer(rowNumber);
    writer.text(ref);
  };
  const bare = (ref: PersonRef, change: string, category: PersonCategory | null, otherRow: number | null) => {
    begin(0, ref);
    writer.null();
    writer.text(category);
    writer.nulls(2);
    writer.text(change);
    writer.nulls(4);
    writer.boolean(false);
    writer.null();
    writer.integer(otherRow);
  };
  return {
    count: () => count,
    accepted({ rowNumber, member, ref, said, line, freshIndex, renews }) {
      const household = member.household === null ? undefined : householdOf(member.household);
      const identity = renews ? identityJson(member, source) : null;
      const categories = member.categories.length === 0 ? [null] : member.categories;
      for (const [at, category] of categories.entries()) {
        begin(rowNumber, ref);
        writer.bytes(freshIndex);
        writer.text(category);
        writer.date(member.fromWritten || member.change === 'remove' ? member.from : null);
        writer.date(member.to === null ? null : dayAfter(member.to));
        writer.text(member.change);
        writer.digest(said);
        writer.digest(household);
        writer.digest(line);
        writer.text(at === 0 ? identity : null);
        writer.boolean(freshIndex !== null);
        writer.nulls(2);
      }
    },
    rejected({ rowNumber, errors, otherRow, words }) {
      begin(rowNumber, null);
      writer.nulls(8);
      writer.text(words === null ? null : JSON.stringify({ name: words.name, idNumber: words.rawNumber }));
      writer.boolean(false);
      writer.text(errors.join(' '));
      writer.integer(otherRow);
    },
    gone: (ref, category, namedBy) => bare(ref, 'gone', category, namedBy),
    kept: (ref) => bare(ref, 'kept', null, null),
  };
}

/** A PersonIdentity as JSON, put together by hand: only what an officer wrote may hold a character that JSON escapes. */
function identityJson(member: ListedMember, source: string): string {
  const { identityNumber, sex, birthDate, address, phone } = member;
  const name = JSON.stringify(member.name);
  const written = `"address":${JSON.stringify(address)},"phone":${JSON.stringify(phone)}`;
  return `{"idNumber":"${identityNumber}","name":${name},"sex":"${sex}","birthDate":"${birthDate}",${written},"saidBy":{${source}:${name}}}`;
}

const daysAfter = new Map<LocalDate, LocalDate>();

function dayAfter(day: LocalDate): LocalDate {
  const known = daysAfter.get(day);
  if (known !== undefined) return known;
  const after = addDays(day, 1);
  if (daysAfter.size < 50_000) daysAfter.set(day, after);
  return after;
}
