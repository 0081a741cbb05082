import type { LocalDate } from '../../domain/dates.ts';
import {
  type ListField,
  listFields,
  type RowProblem,
  type RowProblemCode,
  rowProblem,
} from '../../domain/list-row-problems.ts';
import type { HeaderMapping } from './header-mapping.ts';
import { listDate } from './list-date.ts';
import type { CellProblem, ListRow } from './list-reader.ts';
import { plainCell } from './plain-cell.ts';

/** The cells of a row by meaning, and the problems found so far. */
export class RowCells {
  readonly problems: RowProblem[] = [];
  readonly #row: ListRow;
  readonly #mapping: HeaderMapping;
  /** Nearly every row has none. */
  #broken: Set<ListField> | undefined;

  constructor(row: ListRow, mapping: HeaderMapping) {
    this.#row = row;
    this.#mapping = mapping;
    for (const problem of row.problems) this.#takeOver(problem);
  }

  /** The text of a field; '' when the file has no such column or the cell is broken. */
  cell(field: ListField): string {
    const column = this.#mapping[field];
    return column === undefined || this.#broken?.has(field) === true
      ? ''
      : plainCell(this.#row.cells[column] ?? '');
  }

  /** The day of a field; undefined when it says none. */
  day(field: ListField): LocalDate | undefined {
    return listDate(this.cell(field), this.#row.from1904);
  }

  optional(field: ListField): string | null {
    return this.cell(field) || null;
  }

  /** Adds a problem unless the cell was already found unreadable: one fault, one line. */
  complain(code: RowProblemCode, field: ListField): void {
    if (this.#broken?.has(field) !== true) this.problems.push(rowProblem(code, field));
  }

  #takeOver({ column, code }: CellProblem): void {
    const field = listFields.find((name) => column !== undefined && this.#mapping[name] === column);
    // A broken cell in a column that is not read harms nobody.
    if (column !== undefined && field === undefined) return;
    this.#broken ??= new Set();
    if (field !== undefined) this.#broken.add(field);
    const ofIdentity = field === 'identityNumber' && code === 'cell-lost-digits';
    this.problems.push(rowProblem(ofIdentity ? 'identity-lost-digits' : code, field));
  }
}
