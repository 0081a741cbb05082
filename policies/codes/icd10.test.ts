import { expect, test } from 'vitest';
import { grantOf, redCrossDisease } from './icd10.ts';

test.each([
  ['C00', 'covered', 'cancer'],
  ['C34.900x001', 'covered', 'cancer'],
  ['C90.0', 'covered', 'cancer'],
  ['C91', 'covered', 'leukaemia'],
  ['c92.0', 'covered', 'leukaemia'],
  ['C95.9', 'covered', 'leukaemia'],
  ['C96.9', 'covered', 'cancer'],
  ['C97', 'covered', 'cancer'],
  ['N18.0', 'covered', 'uraemia'],
  ['N18.500', 'covered', 'uraemia'],
  ['N18.9', 'needs-doctor', 'uraemia'],
  ['N19', 'needs-doctor', 'uraemia'],
  ['N19.x00', 'needs-doctor', 'uraemia'],
  ['F20.0', 'covered', 'severe-psychosis'],
  ['F31.9', 'covered', 'severe-psychosis'],
  ['F71', 'needs-doctor', 'severe-psychosis'],
  ['Ｃ３４．９', 'covered', 'cancer'],
])('%s is %s for %s', (code, kind, disease) => {
  expect(redCrossDisease(code)).toEqual({ kind, disease });
});

test.each(['D00', 'N18', 'N18.4', 'F21', 'F32.1', 'B99', 'D46.9'])('%s is another disease', (code) => {
  expect(redCrossDisease(code)).toEqual({ kind: 'other' });
});

test.each(['', '34.9', 'cancer', 'C3'])('%j is no code', (code) => {
  expect(redCrossDisease(code)).toEqual({ kind: 'not-a-code' });
});

test('one grant per stay: the higher standard', () => {
  const standards = { cancer: 500_000, leukaemia: 800_000 };
  expect(grantOf(['C34.9', 'C92.0', 'J18.9'], standards)).toEqual({
    disease: 'leukaemia',
    standardFen: 800_000,
  });
  expect(grantOf(['C34.9', 'N18.5'], standards)).toEqual({ disease: 'cancer', standardFen: 500_000 });
});

test('without a standard, or on a code that needs a doctor, nothing is granted', () => {
  expect(grantOf(['N18.5'], { cancer: 500_000 })).toBeNull();
  expect(grantOf(['N19'], { uraemia: 500_000 })).toBeNull();
});
