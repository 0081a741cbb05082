import { expect, test } from 'vitest';
import { fen } from '../../domain/money.ts';
import { correctedBill } from './replaced-bills.ts';

const doctor = { code: 'D350481000001', name: '王医生' };
const other = { code: 'D350481000002', name: '李医生' };
const before = {
  way: 'transfer',
  clinical: { doctor, bed: '12', fees: [], outOfPolicy: { selfPaidFen: fen(100) } as never },
  differsBecause: '夜间补记',
  items: [{ code: 'A' }],
  totalFen: 900_000,
  outOfPolicyFen: 100,
} as const;

test('a correction keeps what it does not name of the patient and the care; what was said of the wrong figures goes', () => {
  const corrected = correctedBill(before, { totalFen: 880_000, outOfPolicyFen: 0 });
  expect(corrected).toEqual({
    ...{ way: 'transfer', totalFen: 880_000, outOfPolicyFen: 0 },
    clinical: { doctor, bed: '12' },
  });
});

test('what it names takes the place of what was said before', () => {
  const named = { way: 'cured', clinical: { doctor: other }, items: [], totalFen: 1 } as const;
  expect(correctedBill(before, named)).toEqual({ ...named, clinical: { doctor: other, bed: '12' } });
  expect(correctedBill({}, { totalFen: 1 })).toEqual({ totalFen: 1 });
});

test('items of the wrong bill go also where nothing else was said', () => {
  expect(correctedBill({ clinical: { fees: [] } }, { totalFen: 1 })).toEqual({ totalFen: 1 });
});
