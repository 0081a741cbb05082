import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { identityCheckDigit, parseIdentityNumber } from '../../domain/identity-number.ts';
import type { ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { RejectedRow } from '../judging/error-report.ts';
import type { Digest } from '../judging/keyed-digest.ts';
import { type ListedLine, ListedLines } from '../judging/listed-lines.ts';
import { ListedPeople } from '../judging/listed-people.ts';
import type { ListedRow } from '../readers/listed-rows.ts';
import type { ParsedRow } from '../readers/row.ts';
import { CopyWriter } from './copy-format.ts';
import { rowStager } from './row-stager.ts';
import { stagedLines } from './staged-lines.ts';

const category = 'extreme-poverty';
const target = {
  listId: 'test' as ListId,
  kind: 'full',
  division: '500154',
  categories: [category],
} as const;
const digestOf = (line: number): Digest => ({ high: 7, low: line });

/** A list of so many, and what reads its next file; every call of the vault is counted. */
function listOf(members: number) {
  const [people, known] = [new ListedPeople(), new ListedLines()];
  for (let line = 1; line <= members; line += 1) {
    const ref = Buffer.from(`psn_0mfz1c9k0${String(line).padStart(11, '0')}`);
    known.add(digestOf(line), people.list(ref, 0, { high: 1, low: line }), 1);
  }
  const writer = new CopyWriter();
  const indexKey = randomBytes(32);
  const [asked, rejected]: [number[], RejectedRow[]] = [[], []];
  const stager = rowStager({
    ...{ target, indexKey, people, known, onRejected: (row) => rejected.push(row) },
    lines: stagedLines({ writer, indexKey, listId: target.listId }),
    askVault: async (indexes) => {
      asked.push(indexes.length);
      return indexes.map(() => null);
    },
    flush: async () => void writer.full(),
  });
  return { stager, known, asked, rejected };
}

function rowOf(
  rowNumber: number,
  knownAs: ListedLine | undefined,
  serial = rowNumber,
): ListedRow<Digest, ListedLine> {
  const row = { rowNumber, text: '', cells: [String(serial)], problems: [] };
  return { row, header: [], digest: digestOf(-rowNumber), known: knownAs, parse: () => parsed(serial) };
}

function parsed(serial: number): ParsedRow {
  const first17 = `50015419800101${String(serial % 1_000).padStart(3, '0')}`;
  const identity = parseIdentityNumber(first17 + identityCheckDigit(first17));
  invariant(identity.ok, 'the builder made no identity number');
  const { number: identityNumber, birthDate, sex } = identity;
  return {
    ok: true,
    member: {
      ...{
        identityNumber,
        birthDate,
        sex,
        name: '张三',
        categories: [category],
        from: localDate('2026-01-01'),
      },
      ...{ fromWritten: true, to: null, household: null, address: null, phone: null, disabilityNumber: null },
      change: null,
    },
  };
}

test('the vault is asked about many strangers at once, however small the pieces are that the rows come in', async () => {
  const members = 20_000;
  const { stager, known, asked } = listOf(members);
  // One row in a hundred says something new.
  for (let from = 1; from <= members; from += 250) {
    const rows = Array.from({ length: 250 }, (_, at) => from + at);
    await stager.take(
      rows.map((row) => rowOf(row, row % 100 === 0 ? undefined : known.find(digestOf(row)), row / 100)),
    );
  }
  await stager.remainders();
  expect(stager.progress()).toMatchObject({ received: members, accepted: members });
  expect(asked.reduce((sum, indexes) => sum + indexes, 0)).toBe(members / 100);
  expect(asked.length).toBeLessThanOrEqual(members / 1_000 + 1);
});

test('rows that wait for the vault are judged in their order: the later one of two is the double', async () => {
  const { stager, asked, rejected } = listOf(3);
  await stager.take([rowOf(1, undefined, 5)]);
  await stager.take([rowOf(2, undefined, 6)]);
  await stager.take([rowOf(3, undefined, 5)]);
  await stager.remainders();
  expect(rejected.map(({ rowNumber, otherRow, errors }) => [rowNumber, otherRow, errors])).toEqual([
    [3, 1, ['identityNumber:duplicate-row']],
  ]);
  expect(asked).toHaveLength(1);
  expect(stager.progress()).toMatchObject({ received: 3, accepted: 2, rejected: 1 });
});
