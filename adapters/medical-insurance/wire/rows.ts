import { entryOf } from '../../../domain/entry.ts';

/** One row of a node that should be a list, and where it stands. */
export interface Row {
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The rows of a node: a list, one object in its place, or nothing. What is no object is an empty row, so that it is noticed. */
export function rowsOf(node: unknown): readonly Row[] {
  if (node === null || node === undefined || node === '') return [];
  const list: readonly unknown[] = Array.isArray(node) ? node : [node];
  return list.map((row, at) => ({ at, fields: isObject(row) ? row : {} }));
}

/** A field's text, trimmed; null when it is missing, empty or no text. Numbers are text already. */
export function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = entryOf(fields, name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** True for an object that is no list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
