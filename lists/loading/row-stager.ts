import type { PersonRef } from '../../domain/ids.ts';
import { blindIndex } from '../../store/secrets/blind-index.ts';
import { categoriesOf } from '../judging/category-mask.ts';
import type { Digest } from '../judging/keyed-digest.ts';
import type { ListedLine } from '../judging/listed-lines.ts';
import { type Judged, type JudgeParts, parsedRow, type ReadRow, rowJudge } from '../judging/row-judge.ts';
import type { ListedRow } from '../readers/listed-rows.ts';

/** How far the staging is. */
export interface StagingProgress extends Judged {
  /** Lines of the staging table. */
  readonly lines: number;
}

interface StagerParts extends Omit<JudgeParts, 'blind'> {
  /** Refs by blind index of whom the vault knows. */
  readonly askVault: (indexes: readonly Buffer[]) => Promise<readonly (PersonRef | null)[]>;
  /** Takes away what was written so far. */
  readonly flush: () => Promise<void>;
}

type Row = ListedRow<Digest, ListedLine>;

/** So many rows that were not recognised are asked about at once. */
const readAtOnce = 1_000;
/** And so many rows wait for that answer at most: more would outlive the young generation, which costs more than the questions. */
const heldAtOnce = 1_000;
const remaindersAtOnce = 10_000;

/** Turns a file's rows into lines of the staging table; people are sealed who are new, or of whom something new is said. */
export function rowStager({ askVault, flush, ...parts }: StagerParts) {
  const { target, indexKey, people, known, lines } = parts;
  const blind = blindIndex(indexKey);
  const { judge, judged } = rowJudge({ ...parts, blind });

  function read(row: Row): ReadRow {
    return row.known === undefined ? parsedRow(row, blind) : { row, line: row.known };
  }

  /** Whom the list or the vault knows goes by the ref that they have. For a list that names nobody yet that is found out for all at once, later. */
  async function meet(rows: readonly ReadRow[]): Promise<void> {
    if (people.listed === 0) return;
    const strangers = rows
      .flatMap((one) => (one.line === undefined && one.index !== null ? [one.index] : []))
      .filter((index) => people.find(index) === undefined);
    if (strangers.length === 0) return;
    const refs = await askVault(strangers);
    for (const [at, index] of strangers.entries()) {
      const ref = refs[at] ?? null;
      if (ref !== null && people.find(index) === undefined) people.meet(index, ref);
    }
  }

  async function settle(rows: readonly ReadRow[]): Promise<void> {
    await meet(rows);
    for (const one of rows) judge(one);
    await flush();
  }

  /** What the list says now and the file does not; a typo never ends cover. */
  async function remainders(): Promise<void> {
    for (let line = 0; target.kind === 'full' && line < known.size; line += 1) {
      const person = known.person(line);
      if (known.isSeen(line) || people.isRejected(person)) continue;
      for (const category of categoriesOf(known.mask(line) & ~people.mask(person)))
        lines.gone(people.ref(person), category, people.row(person) || null);
      if (line % remaindersAtOnce === 0) await flush();
    }
    for (let entry = 0; entry < people.listed; entry += 1)
      if (people.isRejected(entry) && people.row(entry) === 0) lines.kept(people.ref(entry));
    await flush();
  }

  let held: ReadRow[] = [];
  let unrecognised = 0;

  async function settleHeld(): Promise<void> {
    const rows = held;
    [held, unrecognised] = [[], 0];
    await settle(rows);
  }

  return {
    /** Ends the file: judges what still waits, and says what the file does not name. */
    async remainders(): Promise<void> {
      await settleHeld();
      await remainders();
    },
    progress: (): StagingProgress => ({ ...judged(), lines: lines.count() }),
    /** Rows wait for the next ones while the vault must be asked about some of them: a question for each piece would cost more than its rows. */
    async take(rows: readonly Row[]): Promise<void> {
      for (const row of rows) {
        const one = read(row);
        held.push(one);
        if (one.line === undefined) unrecognised += 1;
        if (unrecognised >= readAtOnce || held.length >= heldAtOnce) await settleHeld();
      }
      if (people.listed === 0 || unrecognised === 0) await settleHeld();
    },
  };
}
