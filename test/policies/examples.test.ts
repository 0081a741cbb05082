import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { admissionBody, dischargeBody, paymentBody } from '../../api/http/schemas.ts';
import { populationSeed } from '../../county/party-processes.ts';
import { countyOf } from '../../county/people/counties.ts';
import { personOf } from '../../county/people/population.ts';
import { decide } from '../../policies/admission/decide.ts';
import { parseDecisionRequest, parseSettlementRequest } from '../../policies/engine/requests.ts';
import { loadSchemes } from '../../policies/schemes.ts';
import { settle } from '../../policies/settlement/settle.ts';

const schemes = loadSchemes();

/** The files that README tells a new user to send. */
function text(name: string): string {
  return readFileSync(new URL(`../../docs/examples/${name}`, import.meta.url), 'utf8');
}

function example(name: string): Record<string, unknown> {
  return JSON.parse(text(`${name}.json`)) as Record<string, unknown>;
}

test('the example settlement is the first worked example of Linhe', () => {
  const { scheme, ...body } = example('settlement');
  const { shares, patientFen, assumed } = settle(schemes, String(scheme), parseSettlementRequest(body));
  expect(shares.map(({ fen }) => fen)).toEqual([2_200_000, 800_001, 500_000, 0, 99_999, 0]);
  expect(patientFen).toBe(400_000);
  expect(assumed).toEqual([]);
});

test('the example decision admits', () => {
  const { scheme, ...body } = example('decision');
  const decided = decide(schemes, String(scheme), parseDecisionRequest(body), { omissions: 'assume' });
  expect(decided.outcome).toBe('admit');
});

describe('the stay of README', () => {
  const { scheme, admittedOn, facts, patient } = admissionBody.parse(example('admission'));
  const { dischargedOn, bill } = dischargeBody.parse(example('discharge'));
  const payment = paymentBody.parse(example('payment'));
  const covered = personOf(countyOf('kaizhou'), populationSeed, 0);

  test('is of somebody whom the county in a box knows', () => {
    const { idNumber, name } = covered;
    expect(patient).toMatchObject({ idNumber, name });
    expect(text('list.csv')).toContain(`${idNumber},${name},`);
  });

  test('answers every question that its scheme asks at the window', () => {
    const asked = parseDecisionRequest({ day: admittedOn, facts });
    const { missing } = decide(schemes, String(scheme), asked, { omissions: 'unknown' });
    expect(missing).not.toContainEqual(expect.stringMatching(/^facts\./));
  });

  test('is discharged after its admission, and paid when it is discharged', () => {
    expect(dischargedOn > admittedOn).toBe(true);
    expect(payment.paidOn).toBe(dischargedOn);
    expect(payment.fen).toBeLessThan(bill.totalFen);
  });
});
