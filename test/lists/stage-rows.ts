import { createHash } from 'node:crypto';
import { type LocalDate, localDate } from '../../domain/dates.ts';
import { rowProblem } from '../../domain/list-row-problems.ts';
import { type PersonCategory, personCategories } from '../../domain/person-categories.ts';
import type { Digest } from '../../lists/judging/keyed-digest.ts';
import { type ListedLine, ListedLines } from '../../lists/judging/listed-lines.ts';
import { ListedPeople } from '../../lists/judging/listed-people.ts';
import { CopyWriter } from '../../lists/loading/copy-format.ts';
import { listedMembers } from '../../lists/loading/listed-members.ts';
import { rowStager } from '../../lists/loading/row-stager.ts';
import { sealColumn } from '../../lists/loading/seal-column.ts';
import { stagedLines } from '../../lists/loading/staged-lines.ts';
import type { ListedRow } from '../../lists/readers/listed-rows.ts';
import type { ParsedRow } from '../../lists/readers/row.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import { aPerson, type StoreUnderTest } from '../postgres/store-under-test.ts';

/** One row: person, category (null: none written), first day, what a delta does. */
export type Line = readonly [
  serial: number,
  category: 'A' | 'B' | null,
  since?: LocalDate | null,
  change?: 'add' | 'change' | 'remove',
];

export const categoryOf = { A: 'extreme-poverty', B: 'subsistence-allowance' } as const satisfies Record<
  string,
  PersonCategory
>;

/** Stages rows as the reading process does, with its own parts; `misread` are rows without a name, null where the number is unreadable too. */
export async function stageRows(
  store: StoreUnderTest,
  { listId, version, kind, asOf }: Pick<ListVersion, 'listId' | 'version' | 'kind' | 'asOf'>,
  { lines, misread = [] }: { readonly lines: readonly Line[]; readonly misread?: readonly (number | null)[] },
): Promise<void> {
  const attempt = await store.staging.beginStaging({ listId, version });
  const [people, known] = [new ListedPeople(), new ListedLines()];
  const take = listedMembers(people, known);
  for await (const piece of store.staging.knownMembers(listId, personCategories)) take(piece);
  const writer = new CopyWriter();
  const { indexKey, sealer } = store;
  const target = { listId, kind, division: '500154', categories: Object.values(categoryOf) };
  const stager = rowStager({
    ...{ target, indexKey, people, known, onRejected: () => undefined },
    lines: stagedLines({ writer, indexKey, listId }),
    askVault: store.staging.refsOf,
    flush: async () => undefined,
  });
  const read = lines.map((line) => [JSON.stringify(line), parsedLine(line, asOf)] as const);
  const wrong = misread.map((serial, at) => [`misread ${at}`, misreadRow(serial)] as const);
  const rows = [...read, ...wrong].map(([text, parsed], at) =>
    rowOf(text, { parsed, rowNumber: at + 1, kind, known }),
  );
  await stager.take(rows);
  await stager.remainders();
  await store.staging.copyRows(
    attempt,
    (async function* () {
      for (const piece of writer.end()) yield sealColumn(piece, sealer);
    })(),
  );
  const { received, accepted, rejected, members, lines: staged } = stager.progress();
  const counts = { rows: { received, accepted, rejected }, members, lines: staged };
  await store.staging.finishStaging(attempt, { ...counts, reportId: null });
}

function parsedLine([serial, category, since = null, change]: Line, asOf: LocalDate): ParsedRow {
  const { idNumber, name, sex, birthDate } = aPerson(serial);
  return {
    ok: true,
    member: {
      ...{ identityNumber: idNumber, name, sex, birthDate, address: null, phone: null },
      categories: category === null ? [] : [categoryOf[category]],
      ...{ from: since ?? localDate(asOf), fromWritten: since !== null, to: null },
      ...{ household: null, disabilityNumber: null, change: change ?? null },
    },
  };
}

function misreadRow(serial: number | null): ParsedRow {
  const identityNumber = serial === null ? null : aPerson(serial).idNumber;
  return {
    ok: false,
    problems: [rowProblem('name-missing', 'name')],
    meant: { identityNumber, rawNumber: identityNumber ?? '', name: '' },
  };
}

function rowOf(
  text: string,
  {
    parsed,
    rowNumber,
    kind,
    known,
  }: {
    readonly parsed: ParsedRow;
    readonly rowNumber: number;
    readonly kind: string;
    readonly known: ListedLines;
  },
): ListedRow<Digest, ListedLine> {
  const bytes = createHash('sha256').update(text).digest();
  const digest = kind === 'full' ? { high: bytes.readInt32BE(0), low: bytes.readInt32BE(4) } : undefined;
  const row = { rowNumber, text, cells: [], problems: [] };
  return { row, header: [], digest, known: digest && known.find(digest), parse: () => parsed };
}
