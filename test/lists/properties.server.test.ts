import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { ListId } from '../../domain/ids.ts';
import { type ListFormat, listFormatCodes } from '../../domain/list-formats.ts';
import { madeWorkbook } from '../../lists/readers/xlsx/made-workbook.ts';
import { listDecision } from '../../workflows/list-sync.messages.ts';
import { at } from '../postgres/store-under-test.ts';
import { aList, receive, start, useListHub } from './hub-under-test.ts';
import { type Listed, people } from './people.ts';

const by = (actor: string) => ({ actor, ofKeeper: true, at });

const hub = useListHub();
const labels = { 'subsistence-allowance': '低保对象', 'extreme-poverty': '特困人员' } as const;
type Category = keyof typeof labels;
const days = ['2023-05-01', '2024-01-01'] as const;
const wrongs = ['right', 'right', 'right', 'no name', 'no such category', 'wrong check digit'] as const;

interface Row {
  readonly who: number;
  readonly category: Category;
  readonly since: (typeof days)[number];
  readonly wrong: (typeof wrongs)[number];
}
interface File {
  readonly rows: readonly Row[];
  readonly format: ListFormat;
}

// Far apart, so that nobody's number looks like another's.
const crowd = people(4_000).filter((_, at) => at % 517 === 3);
const rowsOf = fc.record<Row>({
  who: fc.nat(crowd.length - 1),
  category: fc.constantFrom(...(Object.keys(labels) as Category[])),
  since: fc.constantFrom(...days),
  wrong: fc.constantFrom(...wrongs),
});
const files = fc.array(
  fc.record<File>({
    rows: fc.array(rowsOf, { maxLength: 14 }),
    format: fc.constantFrom(...listFormatCodes),
  }),
  { minLength: 1, maxLength: 3 },
);

/** What a list says: `person category` → since when. */
type Lines = ReadonlyMap<string, string>;

/** The next version as one would work it out by hand. */
function expected(before: Lines, rows: readonly Row[]): { readonly lines: Lines; readonly rejected: number } {
  const lines = new Map<string, string>();
  const doubtful = new Set<number>();
  let rejected = 0;
  for (const { who, category, since, wrong } of rows) {
    const line = `${who} ${category}`;
    if (wrong === 'right' && !lines.has(line)) lines.set(line, since);
    else {
      rejected += 1;
      doubtful.add(who);
    }
  }
  // A typo never ends cover.
  for (const [line, since] of before)
    if (!lines.has(line) && doubtful.has(Number(line.split(' ')[0]))) lines.set(line, since);
  return { lines, rejected };
}

const heading = ['身份证号码', '姓名', '人员类别', '认定日期', '备注'];

function cellsOf({ who, category, since, wrong }: Row, note: string): readonly string[] {
  const { idNumber, name } = crowd[who] as Listed;
  const broken = `${idNumber.slice(0, 17)}${idNumber.endsWith('1') ? '2' : '1'}`;
  return [
    wrong === 'wrong check digit' ? broken : idNumber,
    wrong === 'no name' ? '' : name,
    wrong === 'no such category' ? '甲类' : labels[category],
    ...[since, note],
  ];
}

type Table = readonly (readonly string[])[];

/** A table, its heading before it, under a line that is no row. */
const writers: Readonly<Record<ListFormat, (table: Table, note: string) => string | Buffer>> = {
  csv: (table, note) => [[note], heading, ...table].map((cells) => `${cells.join(',')}\n`).join(''),
  ndjson: (table) =>
    table
      .map((cells) => `${JSON.stringify(Object.fromEntries(heading.map((name, at) => [name, cells[at]])))}\n`)
      .join(''),
  xlsx: (table, note) => {
    const rows = [[note], heading, ...table].map((cells) =>
      cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join(''),
    );
    return madeWorkbook(`<sheetData>${rows.map((row) => `<row>${row}</row>`).join('')}</sheetData>`);
  },
};

/** A file like no other: the note makes its bytes its own. */
function written({ rows, format }: File, note: string): string | Buffer {
  return writers[format](
    rows.map((row) => cellsOf(row, note)),
    note,
  );
}

/** Sends a file; whatever holds it, a second person releases it. */
async function released(listId: ListId, file: File, note: string) {
  const { version } = await receive(hub(), listId, written(file, note), { format: file.format });
  const handle = await start(hub(), version);
  const now = () => hub().parts.versions.version(version);
  await expect
    .poll(async () => (await now())?.state, { interval: 20, timeout: 20_000 })
    .toMatch(/held|released|failed/);
  if ((await now())?.state === 'held') {
    await hub().parts.versions.decide(version, 'release', by('a second person'));
    await handle.signal(listDecision);
  }
  await handle.result();
  return now();
}

async function linesNow(listId: ListId): Promise<Lines> {
  const { rows } = await sql<{ ref: string; category: string; since: string }>`
    SELECT person_ref AS ref, category, valid_from::text AS since FROM memberships
    WHERE list_id = ${listId} AND known_until IS NULL AND listed`.execute(hub().db);
  const refs = await Promise.all(crowd.map(({ idNumber }) => hub().people.find({ idNumber })));
  const lines = rows.map(
    ({ ref, category, since }) => [`${refs.indexOf(ref as never)} ${category}`, since] as const,
  );
  expect(new Set(lines.map(([line]) => line)).size).toBe(lines.length);
  return new Map(lines);
}

const peopleIn = (lines: Lines): number => new Set([...lines.keys()].map((line) => line.split(' ')[0])).size;
const sorted = (lines: Lines): readonly string[] => [...lines].map((line) => line.join(' ')).toSorted();
let notes = 0;

test('whatever the files of a list say, in whichever format: every row and member is accounted for, and the version that follows is the one worked out by hand', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (versions) => {
      const listId = await aList(hub());
      let lines: Lines = new Map();
      for (const file of versions) {
        notes += 1;
        const version = await released(listId, file, `备注${notes}`);
        // A file without any line is no list in NDJSON.
        if (file.rows.length === 0 && file.format === 'ndjson') {
          expect(version).toMatchObject({ state: 'failed', reasons: ['empty-file'] });
          continue;
        }
        const next = expected(lines, file.rows);
        const { received = 0, accepted = 0, rejected = 0 } = version?.rows ?? {};
        expect({ received, rejected }).toEqual({ received: file.rows.length, rejected: next.rejected });
        expect(accepted).toBe(received - rejected);
        const { before, added, changed, unchanged, removed, kept, notNamed, after } =
          version?.members ?? ({} as never);
        expect([before, after]).toEqual([peopleIn(lines), peopleIn(next.lines)]);
        expect(before).toBe(unchanged + changed + removed + kept + notNamed);
        expect(after).toBe(before + added - removed);
        expect(sorted(await linesNow(listId))).toEqual(sorted(next.lines));
        lines = next.lines;
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 6) },
  );
}, 240_000);

test('the order of the rows and the format of the file change nothing', async () => {
  const rows = crowd.flatMap((_, who) =>
    (Object.keys(labels) as Category[]).map((category, at) => ({
      ...{ who, category, since: days[(who + at) % 2] as Row['since'], wrong: 'right' as const },
    })),
  );
  const seen = new Set<string>();
  for (const [seed, format] of listFormatCodes.entries()) {
    const listId = await aList(hub());
    const [shuffled = rows] = fc.sample(fc.shuffledSubarray(rows, { minLength: rows.length }), {
      seed,
      numRuns: 1,
    });
    const version = await released(listId, { rows: shuffled, format }, `序${seed}`);
    expect(version?.rows).toEqual({ received: rows.length, accepted: rows.length, rejected: 0 });
    seen.add(sorted(await linesNow(listId)).join('\n'));
  }
  expect(seen.size).toBe(1);
});
