import type { ColumnType } from 'kysely';
import type { Instant, LocalDate } from '../../domain/dates.ts';

declare const typesOf: unique symbol;

/** A column as PostgreSQL names it (`udt_name`), with what kysely reads from it and writes to it. */
export interface Column<Read, Write = Read> {
  readonly type: string;
  readonly nullable: boolean;
  /** PostgreSQL fills in what an insert leaves out. */
  readonly filled: boolean;
  readonly [typesOf]?: (value: [Read, Write]) => void;
}

/** A table row for kysely, from its columns. */
export type Row<Columns> = {
  readonly [Name in keyof Columns]: Columns[Name] extends Column<infer Read, infer Write>
    ? ColumnType<Read, Write, Exclude<Write, undefined>>
    : never;
};

export const text = <Type extends string = string>() => column<Type>('text');
export const texts = <Type extends string = string>() => column<readonly Type[], readonly Type[]>('_text');
export const integer = <Type extends number = number>() => column<Type>('int4');
/** A checked safe integer. */
export const bigint = <Type extends number = number>() => column<Type>('int8');
export const flag = () => column<boolean>('bool');
export const date = () => column<LocalDate>('date');
export const moment = () => column<Instant>('timestamptz');
export const bytes = () => column<Buffer, Uint8Array>('bytea');
/** Read parsed, written as JSON text: pg would turn an array into a PostgreSQL array. */
export const json = <Type>() => column<Type, string>('jsonb');
export const transactionId = () => column<string>('xid8');

/** The same column where NULL is allowed. */
export function nullable<Read, Write>(of: Column<Read, Write>): Column<Read | null, Write | null> {
  return { type: of.type, nullable: true, filled: of.filled };
}

/** The same column where PostgreSQL fills in what an insert leaves out. */
export function filled<Read, Write>(of: Column<Read, Write>): Column<Read, Write | undefined> {
  return { type: of.type, nullable: of.nullable, filled: true };
}

function column<Read, Write = Read>(type: string): Column<Read, Write> {
  return { type, nullable: false, filled: false };
}
