import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { ListRow } from '../../adapters/list-page.ts';
import type { County, ListedShare } from './counties.ts';
import { type Dice, diceOf } from './dice.ts';
import { encodeGb18030 } from './gb18030.ts';
import { altered, badKinds, oddKinds, type RowKind } from './list-errors.ts';
import { personOf } from './population.ts';

export interface ListFileOptions {
  readonly path: string;
  readonly format: 'csv' | 'ndjson';
  readonly encoding: 'utf-8' | 'gb18030';
  readonly county: County;
  readonly agency: 'civil-affairs' | 'rural-revitalization';
  /** Members; rows are as many, and the duplicates besides. */
  readonly people: number;
  readonly seed: number;
  /** Rows of each kind per million; what cannot be written for the person drawn stays an ordinary row. */
  readonly perMillion?: Readonly<Partial<Record<RowKind | 'duplicate', number>>>;
  /** Members per million whose entry differs from the same seed's file with 0: the next version of a list. */
  readonly changedPerMillion?: number;
}

/** What was written; `kinds` counts what really stands in the file. */
export interface ListFileCount {
  readonly rows: number;
  /** Rows that a reader must accept as a member's only entry. */
  readonly good: number;
  readonly kinds: Readonly<Partial<Record<RowKind | 'duplicate', number>>>;
  readonly changed: number;
}

const headings = '身份证号码,姓名,人员类别,认定日期,截止日期,户编号,行政区划';

/** Writes a list file of any size in constant memory; the same options give the same bytes. */
export async function writeListFile(options: ListFileOptions): Promise<ListFileCount> {
  const stream = createWriteStream(options.path, { mode: 0o600 });
  const kinds: Partial<Record<RowKind | 'duplicate', number>> = {};
  let rows = 0;
  let changed = 0;
  let text = options.format === 'csv' ? `${headings}\r\n` : '';
  const flush = async (): Promise<void> => {
    const bytes = options.encoding === 'gb18030' ? encodeGb18030(text) : Buffer.from(text, 'utf8');
    text = '';
    if (!stream.write(bytes)) await once(stream, 'drain');
  };
  for (let index = 0; index < options.people; index++) {
    const made = rowOf(options, index);
    for (const kind of made.kinds) kinds[kind] = (kinds[kind] ?? 0) + 1;
    if (made.changed) changed++;
    for (const row of made.rows) text += line(row, options.format);
    rows += made.rows.length;
    if (text.length > 1 << 18) await flush();
  }
  await flush();
  stream.end();
  await finished(stream);
  const bad = badKinds.reduce((sum, kind) => sum + (kinds[kind] ?? 0), 0);
  return { rows, good: options.people - bad - (kinds.duplicate ?? 0), kinds, changed };
}

interface MadeRow {
  readonly rows: readonly ListRow[];
  readonly kinds: readonly (RowKind | 'duplicate')[];
  readonly changed: boolean;
}

function rowOf(options: ListFileOptions, index: number): MadeRow {
  const dice = diceOf(options.seed, index);
  const plain = memberRow(options, index, dice);
  const changed = dice('changed', 1_000_000) < (options.changedPerMillion ?? 0);
  const row = changed ? { ...plain, household: `${plain.household}-1` } : plain;
  const kind = kindOf(options, dice);
  if (kind === 'duplicate') return { rows: [row, row], kinds: [kind], changed };
  const other = kind === undefined ? undefined : altered(row, kind, dice);
  return other === undefined || kind === undefined
    ? { rows: [row], kinds: [], changed }
    : { rows: [other], kinds: [kind], changed };
}

/** Everybody in the file is a member, whatever the person's own memberships are. */
function memberRow({ county, agency, seed }: ListFileOptions, index: number, dice: Dice): ListRow {
  const person = personOf(county, seed, index);
  const kept: readonly ListedShare[] = county.categories.filter((listed) => listed.agency === agency);
  const listed = kept[dice('member', Math.max(kept.length, 1))];
  const since = `${2018 + dice('year', 8)}-${String(1 + dice('month', 12)).padStart(2, '0')}-01`;
  return {
    idNumber: person.idNumber,
    name: person.name,
    category: listed?.label ?? '',
    // Nobody is listed before they are born.
    since: since < person.birthDate ? person.birthDate : since,
    until: dice('open', 100) < 90 ? null : '2030-12-31',
    household: person.household,
    division: person.division,
  };
}

const kindsInOrder: readonly (RowKind | 'duplicate')[] = [...badKinds, ...oddKinds, 'duplicate'];

function kindOf({ perMillion = {} }: ListFileOptions, dice: Dice): RowKind | 'duplicate' | undefined {
  let left = dice('kind', 1_000_000);
  for (const kind of kindsInOrder) {
    left -= perMillion[kind] ?? 0;
    if (left < 0) return kind;
  }
  return undefined;
}

function line(row: ListRow, format: 'csv' | 'ndjson'): string {
  if (format === 'ndjson') {
    const { idNumber, name, category, since, until, household, division } = row;
    const member = {
      identityNumber: idNumber,
      name,
      categories: category,
      from: since,
      to: until,
      household,
      division,
    };
    return `${JSON.stringify(member)}\n`;
  }
  const { idNumber, name, category, since, until, household, division } = row;
  return `${[idNumber, name, category, since, until ?? '', household ?? '', division].map(cell).join(',')}\r\n`;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
