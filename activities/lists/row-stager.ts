import { addDays, type LocalDate } from '../../domain/dates.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import type { RowProblemCode } from '../../domain/list-row-problems.ts';
import type { PersonIdentity } from '../../domain/person.ts';
import { blindIndex } from '../../store/blind-index.ts';
import { misreadPlace } from '../../store/misread-people.ts';
import { personPlace } from '../../store/people.ts';
import type { Sealer } from '../../store/sealing.ts';
import type { CopyWriter } from './copy-format.ts';
import type { RejectedRow } from './error-report.ts';
import { keyedDigest, rememberingLast } from './keyed-digest.ts';
import { newRefs } from './new-refs.ts';
import { personCategories } from './readers/categories.ts';
import type { ListedRow } from './readers/listed-rows.ts';
import type { ListedMember, MeantPerson } from './readers/row.ts';
import type { Roster, RosterEntry } from './roster.ts';

/** What rows are staged for. */
export interface StagingFor {
  readonly listId: ListId;
  readonly kind: 'full' | 'delta';
  /** Division (6 digits) of the list. */
  readonly division: string;
  /** Categories that the list may name. */
  readonly categories: readonly string[];
}

/** How far the staging is; `local`: accepted rows whose identity number was first given out in the list's province. */
export interface StagingProgress {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly lines: number;
  readonly members: number;
  readonly local: number;
}

interface StagerParts {
  readonly target: StagingFor;
  readonly sealer: Sealer;
  readonly indexKey: Uint8Array;
  /** Everybody whom the list names now. */
  readonly roster: Roster;
  readonly writer: CopyWriter;
  /** Hears of every rejected row. */
  readonly onRejected: (row: RejectedRow) => void;
}

interface Line {
  readonly personRef: PersonRef | null;
  readonly blindIndex: Buffer | null;
  readonly fresh: boolean;
  readonly said: bigint;
  readonly household: bigint | null;
  readonly sealed: Buffer | null;
}

const everyCategory = 2 ** personCategories.length - 1;
const bits = new Map<string, number>(personCategories.map((category, at) => [category, 2 ** at]));

/** Turns rows into lines of the staging table; only people who are new, or of whom something new is said, are sealed. */
export function rowStager({ target, sealer, indexKey, roster, writer, onRejected }: StagerParts) {
  const blind = blindIndex(indexKey);
  const digest = keyedDigest(indexKey, target.listId);
  const knownBefore = roster.size;
  const householdDigest = rememberingLast((household: string) => digest(`h${household}`));
  const newRef = newRefs();
  const province = target.division.slice(0, 2);
  const progress = { received: 0, accepted: 0, rejected: 0, lines: 0, members: 0, local: 0 };

  function accept(row: ListedRow, member: ListedMember): void {
    const index = blind(member.identityNumber);
    const said = digest(`${member.name}\u001f${member.address ?? ''}\u001f${member.phone ?? ''}`);
    const known = roster.find(index);
    const mask = maskOf(member);
    const wrong = problemOf(member, known, { mask, said });
    if (wrong !== null) {
      reject(row, [wrong], { index, known });
      return;
    }
    const identityKnown = known !== undefined && (known >= knownBefore || roster.said(known) === said);
    const entry = known ?? roster.add(index, { ref: newRef(), said });
    const first = roster.row(entry) === 0;
    roster.name(entry, { number: row.rowNumber, mask, said });
    const ref = roster.ref(entry);
    const household = member.household === null ? null : householdDigest(member.household);
    const sealed =
      identityKnown || member.change === 'remove' ? null : sealer.seal(identityOf(member), personPlace(ref));
    const fresh = entry >= knownBefore;
    const line = { personRef: ref, blindIndex: fresh ? index : null, fresh, said, household, sealed };
    const categories = member.categories.length === 0 ? [null] : member.categories;
    for (const [at, category] of categories.entries())
      writeLine(row.rowNumber, member, category, at === 0 ? line : { ...line, sealed: null });
    progress.accepted += 1;
    if (first) progress.members += 1;
    if (member.identityNumber.startsWith(province)) progress.local += 1;
  }

  function problemOf(
    member: ListedMember,
    known: RosterEntry | undefined,
    { mask, said }: { readonly mask: number; readonly said: bigint },
  ): string | null {
    const leaves = member.change === 'remove';
    if (member.categories.some((category) => !target.categories.includes(category)))
      return problem('category-not-of-list', 'categories');
    if (leaves && target.kind === 'full') return problem('removal-in-full-list', 'change');
    if (leaves && (known === undefined || known >= knownBefore)) return problem('remove-unknown', 'change');
    if (known === undefined || (roster.mask(known) & mask) === 0) return null;
    return problem(roster.said(known) === said ? 'duplicate-row' : 'duplicate-differs', 'identityNumber');
  }

  function reject(
    row: ListedRow,
    errors: readonly string[],
    person: {
      readonly index: Buffer | null;
      readonly known?: RosterEntry | undefined;
      readonly meant?: MeantPerson;
    },
  ): void {
    const { known, meant } = person;
    // Who is new in this very file is nobody's cover yet.
    const ref = known !== undefined && known < knownBefore ? roster.ref(known) : null;
    const nameless = meant === undefined || (meant.name === '' && meant.rawNumber === '');
    const words = person.index !== null || nameless ? null : { name: meant.name, idNumber: meant.rawNumber };
    const twice = meant === undefined && known !== undefined;
    const otherRow = twice ? roster.row(known) || null : null;
    onRejected({ rowNumber: row.rowNumber, header: row.header, cells: row.cells, errors, otherRow });
    writer.row(13);
    writer.integer(row.rowNumber);
    writer.text(ref);
    for (let column = 0; column < 7; column += 1) writer.null();
    writer.bytes(words === null ? null : sealer.seal(words, misreadPlace(row.rowNumber)));
    writer.boolean(false);
    writer.text(errors.join(' '));
    writer.integer(otherRow);
    progress.rejected += 1;
    progress.lines += 1;
  }

  function writeLine(rowNumber: number, member: ListedMember, category: string | null, line: Line): void {
    writer.row(13);
    writer.integer(rowNumber);
    writer.text(line.personRef);
    writer.bytes(line.blindIndex);
    writer.text(category);
    writer.date(member.fromWritten || member.change === 'remove' ? member.from : null);
    writer.date(member.to === null ? null : dayAfter(member.to));
    writer.text(member.change);
    writer.bigint(line.said);
    writer.bigint(line.household);
    writer.bytes(line.sealed);
    writer.boolean(line.fresh);
    writer.null();
    writer.null();
    progress.lines += 1;
  }

  return {
    progress: (): StagingProgress => ({ ...progress }),
    take(row: ListedRow): void {
      progress.received += 1;
      const { parsed } = row;
      if (parsed.ok) {
        accept(row, parsed.member);
        return;
      }
      const { meant } = parsed;
      const index = meant.identityNumber === null ? null : blind(meant.identityNumber);
      const known = index === null ? undefined : roster.find(index);
      const errors = parsed.problems.map(({ code, field }) => problem(code, field ?? ''));
      reject(row, errors, { index, known, meant });
    },
  };
}

function problem(code: RowProblemCode, field: string): string {
  return `${field}:${code}`;
}

function maskOf({ categories }: ListedMember): number {
  if (categories.length === 0) return everyCategory;
  return categories.reduce((mask, category) => mask | (bits.get(category) ?? 0), 0);
}

function identityOf(member: ListedMember): PersonIdentity {
  const { identityNumber: idNumber, name, sex, birthDate, address, phone } = member;
  return { idNumber, name, sex, birthDate, address, phone };
}

const daysAfter = new Map<LocalDate, LocalDate>();

function dayAfter(day: LocalDate): LocalDate {
  const known = daysAfter.get(day);
  if (known !== undefined) return known;
  const after = addDays(day, 1);
  if (daysAfter.size < 50_000) daysAfter.set(day, after);
  return after;
}
