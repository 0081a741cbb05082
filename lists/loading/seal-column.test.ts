import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { parseIdentityNumber } from '../../domain/identity-number.ts';
import type { ListId, PersonRef } from '../../domain/ids.ts';
import { misreadPlace, personPlace } from '../../store/secrets/seal-places.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { CopyWriter, copySignature } from './copy-format.ts';
import { sealColumn } from './seal-column.ts';
import { lineFields, stagedLines } from './staged-lines.ts';

const ref = 'psn_0mfz1c9k00000000001a' as PersonRef;
const seals = sealer({ current: 'k1', keys: { k1: randomBytes(32) } });
// A number that is made up.
const number = parseIdentityNumber('11010519491231002X');

function pieces(): readonly Uint8Array[] {
  const writer = new CopyWriter();
  const lines = stagedLines({ writer, indexKey: randomBytes(32), listId: 'test' as ListId });
  if (!number.ok) throw new Error('the number is none');
  const member = {
    ...{ identityNumber: number.number, birthDate: number.birthDate, sex: number.sex, name: '张三' },
    ...({ categories: ['extreme-poverty', 'subsistence-allowance'], from: localDate('2026-01-01') } as const),
    ...{ fromWritten: true, to: null, household: null, address: '汉丰街道'.repeat(20), phone: null },
    ...{ disabilityNumber: null, change: null },
  };
  const row = { rowNumber: 2, member, ref, said: { high: 1, low: 2 }, line: { high: 3, low: 4 } };
  for (let copies = 0; copies < 4_000; copies += 1)
    lines.accepted({ ...row, freshIndex: randomBytes(32), renews: true });
  lines.accepted({ ...row, freshIndex: null, renews: false });
  const words = { name: '李四', rawNumber: '1101051949123100' };
  lines.rejected({ rowNumber: 3, errors: ['identityNumber:identity-length'], otherRow: null, words });
  lines.gone(ref, 'extreme-poverty', 2);
  return [...writer.full(), ...writer.end()];
}

test('only the identity is sealed, each for its own place; the rest of every line stays as it was', () => {
  const clear = pieces();
  expect(clear.length).toBeGreaterThan(1);
  const before = clear.flatMap(fieldsOf);
  const sealed = clear.map((piece) => sealColumn(piece, seals));
  expect(Buffer.concat(sealed).includes(Buffer.from('张三'))).toBe(false);
  const after = sealed.flatMap(fieldsOf);
  expect(after).toHaveLength(before.length);
  for (const [at, fields] of after.entries()) {
    const was = before[at] ?? [];
    const place = fields[1]?.length ? personPlace(ref) : misreadPlace(fields[0]?.readInt32BE() ?? 0);
    const [identity, clearIdentity] = [fields, was].map((line) => line[lineFields.identity]);
    if (clearIdentity?.length) {
      expect(seals.open(identity ?? Buffer.alloc(0), place)).toEqual(JSON.parse(clearIdentity.toString()));
    } else expect(identity).toEqual(clearIdentity);
    const rest = (line: readonly (Buffer | null)[]) => line.toSpliced(lineFields.identity, 1);
    expect(rest(fields)).toEqual(rest(was));
  }
});

test('a line of another form is refused, for it would go on unsealed', () => {
  const writer = new CopyWriter();
  writer.row(2);
  writer.nulls(2);
  expect(() => writer.end().map((piece) => sealColumn(piece, seals))).toThrow('another form');
});

/** The fields of every line, read by themselves. */
function fieldsOf(piece: Uint8Array): (Buffer | null)[][] {
  const bytes = Buffer.from(piece);
  const lines: (Buffer | null)[][] = [];
  let at = bytes.subarray(0, copySignature.length).equals(copySignature) ? copySignature.length : 0;
  while (at < bytes.length && bytes.readInt16BE(at) >= 0) {
    const fields: (Buffer | null)[] = [];
    const count = bytes.readInt16BE(at);
    at += 2;
    for (let field = 0; field < count; field += 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      fields.push(length < 0 ? null : bytes.subarray(at, at + length));
      at += Math.max(length, 0);
    }
    lines.push(fields);
  }
  return lines;
}
