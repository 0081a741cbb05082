import { expect, test } from 'vitest';
import type { MedicalInsurance } from '../../adapters/medical-insurance/port.ts';
import { type CountyClock, countyClock, realTime } from '../../domain/clock.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { insurerQuestions } from './insurer-questions.ts';

const stay = { caseRef: 'case_1', institution: 'H1', dischargedOn: '2026-03-09' } as DischargedFacts;

/** Questions of a stay with so many items; what the insurer answers is by step. */
function questions(items: number, said: Readonly<Record<string, object>>) {
  const asked: string[] = [];
  const exchange = (async (_call, _request, { key }) => {
    asked.push(key);
    return said[key] ?? { kind: 'answered', answer: { kind: 'done', value: null } };
  }) as Exchange;
  const insurer = { wantsFees: async () => items > 0 } as unknown as MedicalInsurance;
  const stays = {
    insurerFacts: async () => ({
      registration: { personNo: 'P1', visitRef: 'V1' },
      clinical: { fees: Array.from({ length: items }, () => ({})) },
      way: 'cured',
    }),
    askedAgain: async () => false,
  } as unknown as StayStore;
  const clock: CountyClock = countyClock(realTime);
  return { ...insurerQuestions({ exchange, insurer, stays, clock }), asked };
}

test('every batch goes out under its own key, in order; where the insurer wants no items nothing goes out', async () => {
  const { uploadFees, asked } = questions(120, {});
  expect(await uploadFees(stay)).toMatchObject({ answer: { kind: 'done' } });
  expect(asked).toEqual(['case_1/fees-1', 'case_1/fees-2', 'case_1/fees-3']);
  const none = questions(0, {});
  expect(await none.uploadFees(stay)).toMatchObject({ answer: { kind: 'done' } });
  expect(none.asked).toEqual([]);
});

test('a batch that is not taken stops those behind it', async () => {
  const waiting = { kind: 'waiting', code: 'agency-wait' };
  const { uploadFees, asked } = questions(120, { 'case_1/fees-2': waiting });
  expect(await uploadFees(stay)).toEqual(waiting);
  expect(asked).toEqual(['case_1/fees-1', 'case_1/fees-2']);
});

test('for a further settlement what was uploaded before is deleted first, and the items of its own bill go out', async () => {
  const { uploadFees, asked } = questions(60, {});
  await uploadFees(stay, 2);
  expect(asked).toEqual(['case_1/cancel-fees-2', 'case_1/fees-of-2-1', 'case_1/fees-of-2-2']);
  const refused = { kind: 'answered', answer: { kind: 'refused', code: 'settled-already' } };
  const kept = questions(60, { 'case_1/cancel-fees-2': refused });
  expect(await kept.uploadFees(stay, 2)).toEqual(refused);
  expect(kept.asked).toEqual(['case_1/cancel-fees-2']);
});
