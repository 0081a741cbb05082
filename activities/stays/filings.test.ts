import { expect, test } from 'vitest';
import type { MedicalInsurance } from '../../adapters/medical-insurance/port.ts';
import type { Clinical } from '../../domain/clinical.ts';
import { countyClock, realTime } from '../../domain/clock.ts';
import type { DischargedFacts } from '../../domain/stay.ts';
import type { StayStore } from '../../store/stays/stays.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { insurerQuestions } from './insurer-questions.ts';

const stay = { caseRef: 'case_1', institution: 'H1', dischargedOn: '2026-03-09' } as DischargedFacts;
const fracture: Clinical = { diagnoses: [{ code: 'S52.500', name: '骨折' }] };

async function filed(
  told: { readonly clinical: Clinical; readonly way?: string; readonly wants?: boolean },
  of: Partial<DischargedFacts> = {},
): Promise<readonly string[]> {
  const asked: string[] = [];
  const exchange = (async (_call, _request, { key }) => {
    asked.push(key);
    return { kind: 'answered', answer: { kind: 'done', value: null } };
  }) as Exchange;
  const insurer = { wantsFiling: async () => told.wants ?? true } as unknown as MedicalInsurance;
  const { clinical, way = 'cured' } = told;
  const stays = {
    insurerFacts: async () => ({ registration: { personNo: 'P1', visitRef: 'V1' }, clinical, way }),
    retriesAsked: async () => 0,
  } as unknown as StayStore;
  const questions = insurerQuestions({ exchange, insurer, stays, clock: countyClock(realTime) });
  await questions.fileInjury({ ...stay, ...of });
  await questions.fileReferral({ ...stay, ...of });
  return asked;
}

test('who was hurt and who is sent on is filed where the insurer wants it, under keys that people can answer from paper', async () => {
  expect(await filed({ clinical: fracture, way: 'transfer' })).toEqual([
    ...['case_1/admit-injury', 'case_1/discharge-referral'],
  ]);
  const told: Clinical = {
    injury: { happenedOn: stay.dischargedOn, part: '头', place: '路上', cause: '车祸' },
  };
  expect(await filed({ clinical: told })).toEqual(['case_1/admit-injury']);
});

test('nobody else is, no place that does not want it hears of it, and a hospital that settles itself files it itself', async () => {
  expect(await filed({ clinical: { diagnoses: [{ code: 'J18.900', name: '肺炎' }] } })).toEqual([]);
  // Complications and poisonings are in the same chapter, and no injury to a part of the body.
  expect(await filed({ clinical: { diagnoses: [{ code: 'T81.400', name: '术后感染' }] } })).toEqual([]);
  expect(await filed({ clinical: fracture, way: 'transfer', wants: false })).toEqual([]);
  expect(await filed({ clinical: fracture, way: 'transfer' }, { settledBy: 'hospital' })).toEqual([]);
});
