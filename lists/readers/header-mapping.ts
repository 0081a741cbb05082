import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { entryOf } from '../../domain/entry.ts';
import { type ListField, listFields } from '../../domain/list-row-problems.ts';
import { UnreadableFile } from '../../domain/unreadable-file.ts';
import { plainCell } from './plain-cell.ts';

/** The column (from 0) of each field that a file has. */
export type HeaderMapping = Readonly<Partial<Record<ListField, number>>>;

/** Fields by the headings that an agency uses, each heading folded by `folded`. */
export type HeaderWords = ReadonlyMap<string, ListField>;

const wordsSchema = z.partialRecord(z.enum(listFields), z.array(z.string().min(1)));
const fileSchema = z.strictObject({
  common: wordsSchema,
  agencies: z.record(z.string(), wordsSchema),
  others: z.array(z.string().min(1)),
});
const file = fileSchema.parse(parse(readFileSync(new URL('./header-words.yaml', import.meta.url), 'utf8')));

/** The headings of an agency (civil-affairs, rural-revitalization): the common ones and its own; an unknown agency has the common ones. */
export function headerWords(agency: string): HeaderWords {
  const words = new Map<string, ListField>();
  for (const source of [file.common, entryOf(file.agencies, agency) ?? {}]) {
    for (const field of listFields)
      for (const heading of source[field] ?? []) words.set(folded(heading), field);
  }
  return words;
}

const anyWords: HeaderWords = new Map(
  Object.keys(file.agencies).flatMap((agency) => [...headerWords(agency)]),
);
const elsewhere = new Set(file.others.map(folded));

/** True for headings of numbers that belong to somebody whom the row does not list: a guardian, who draws the money. */
export function isOfSomebodyElse(heading: string): boolean {
  return elsewhere.has(folded(heading));
}

/** True for headings that speak of identity numbers, whoever's: 成员1证件号, 家庭成员身份证. */
export function speaksOfIdentity(heading: string): boolean {
  return /身份|证件|证号|公民/.test(folded(heading));
}

/** The mapping of a row that is a header, or undefined for a title, a blank row or a person's. Throws UnreadableFile `header-column-twice` with the second column. */
export function headerMapping(cells: readonly string[], words: HeaderWords): HeaderMapping | undefined {
  const mapping: Partial<Record<ListField, number>> = {};
  let twice: number | undefined;
  for (const [field, column] of fieldsOf(cells, words)) {
    if (mapping[field] === undefined) mapping[field] = column;
    else twice ??= column;
  }
  const namesPeople = mapping.identityNumber !== undefined || mapping.disabilityNumber !== undefined;
  if (!namesPeople || mapping.name === undefined) return undefined;
  // Two columns of one meaning: to pick the first would be to guess whose number it is.
  if (twice !== undefined) throw new UnreadableFile('header-column-twice', { column: twice + 1 });
  return mapping;
}

/** The columns (from 0) whose headings mean one field, whichever the agency. */
export function columnsOf(cells: readonly string[], field: ListField): readonly number[] {
  return fieldsOf(cells, anyWords).flatMap(([found, column]) => (found === field ? [column] : []));
}

/** True for a row with the headings that name people, whichever the agency. */
export function isHeader(cells: readonly string[]): boolean {
  const fields = fieldsOf(cells, anyWords).map(([field]) => field);
  return (
    fields.includes('name') && (fields.includes('identityNumber') || fields.includes('disabilityNumber'))
  );
}

function fieldsOf(cells: readonly string[], words: HeaderWords): readonly (readonly [ListField, number])[] {
  return cells.flatMap((cell, column) => {
    const field = words.get(folded(cell));
    return field === undefined ? [] : [[field, column] as const];
  });
}

function folded(heading: string): string {
  return plainCell(heading)
    .normalize('NFKC')
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '')
    .replace(/[\s*:_-]/gu, '')
    .toLowerCase();
}
