import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { admissionBody, dischargeBody } from '../../api/schemas.ts';
import { decide } from '../../policies/decide.ts';
import { parseDecisionRequest, parseSettlementRequest } from '../../policies/requests.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { settle } from '../../policies/settle.ts';

/** The files that README tells a new user to send. */
function example(name: string): Record<string, unknown> {
  const file = new URL(`../../docs/examples/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

test('the example settlement is the first worked example of Linhe', () => {
  const { scheme, ...body } = example('settlement');
  const { shares, patientFen, assumed } = settle(loadSchemes(), String(scheme), parseSettlementRequest(body));
  expect(shares.map(({ fen }) => fen)).toEqual([2_200_000, 800_001, 500_000, 0, 99_999, 0]);
  expect(patientFen).toBe(400_000);
  expect(assumed).toEqual([]);
});

test('the example decision admits', () => {
  const { scheme, ...body } = example('decision');
  const decided = decide(loadSchemes(), String(scheme), parseDecisionRequest(body), { omissions: 'assume' });
  expect(decided.outcome).toBe('admit');
});

test('the example admission and discharge are taken by the door', () => {
  expect(admissionBody.safeParse(example('admission')).success).toBe(true);
  expect(dischargeBody.safeParse(example('discharge')).success).toBe(true);
});
