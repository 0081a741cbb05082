import { writeXlsx } from 'hucre/xlsx';
import { localDate } from '../../domain/dates.ts';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import { readCsv } from './csv.ts';
import { defaultLimits, type ListReader } from './list-reader.ts';
import { listedRows } from './listed-rows.ts';
import { readNdjson } from './ndjson.ts';
import { arriving, collected } from './reading-for-tests.ts';
import { readXlsx } from './xlsx.ts';

/** A row of cells. */
export type Row = readonly string[];

/** A made-up identity number; nobody's as far as we know. */
export function madeNumber(serial: number): string {
  const first17 = `50023419${String(50 + (serial % 40))}0${1 + (serial % 9)}${10 + (serial % 18)}${String(serial % 1000).padStart(3, '0')}`;
  return first17 + identityCheckDigit(first17);
}

/** The header of the tables below. */
export const heading: Row = ['姓名', '身份证号', '救助类别', '纳入时间', '家庭住址'];

/** Somebody under it. */
export function madeRow(serial: number, { address = '汉丰街道' }: { readonly address?: string } = {}): Row {
  const name = `测${'甲乙丙丁戊己庚辛壬癸'[serial % 10]}`;
  return [name, madeNumber(serial), '低保对象', '2024-01-06', address];
}

/** Cells as a careful program writes a CSV. */
export function csvOf(rows: readonly Row[], delimiter = ','): Buffer {
  const quoted = (cell: string): string =>
    /["\r\n,;\t|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return Buffer.from(rows.map((row) => row.map(quoted).join(delimiter)).join('\r\n'));
}

/** The same table as each format holds it; titles above a header have no place in NDJSON. */
export const formats: readonly {
  readonly format: ListFormat;
  readonly reader: ListReader;
  readonly file: (rows: readonly Row[]) => Promise<Uint8Array>;
}[] = [
  { format: 'csv', reader: readCsv, file: async (rows) => csvOf(rows) },
  {
    format: 'xlsx',
    reader: readXlsx,
    file: (rows) =>
      writeXlsx({ sheets: [{ name: '名单', rows: rows.map((row) => row.map((cell) => cell || null)) }] }),
  },
  {
    format: 'ndjson',
    reader: readNdjson,
    file: async (rows) => {
      const at = rows.findIndex((row) => row.includes('姓名'));
      const keys = rows[at] ?? [];
      const lines = rows
        .filter((_, row) => row !== at)
        .map((row) =>
          Array.from({ length: Math.max(row.length, keys.length) }, (_, column) => [
            keys[column] || `列${column}`,
            row[column] ?? '',
          ]),
        );
      return Buffer.from(lines.map((line) => `${JSON.stringify(Object.fromEntries(line))}\n`).join(''));
    },
  },
];

/** What becomes of everybody in a file: the number and first day of each who is accepted, the codes of each who is not. */
export async function outcome(reader: ListReader, bytes: Uint8Array) {
  const settings = { agency: 'civil-affairs', today: localDate('2026-03-01') };
  const rows = (await collected(listedRows(reader(arriving(bytes), defaultLimits), settings))).flat();
  const parsed = rows.map((one) => ({ row: one.row, parsed: one.parse() }));
  return {
    accepted: parsed.flatMap((one) => (one.parsed.ok ? [one.parsed.member] : [])),
    rejected: parsed.flatMap((one) =>
      one.parsed.ok ? [] : [{ cells: one.row.cells, codes: one.parsed.problems.map(({ code }) => code) }],
    ),
  };
}
