import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseSettlementRequest, type SettlementRequest } from '../../policies/engine/requests.ts';
import { loadSchemes, policyFiles, type Schemes, schemesFrom } from '../../policies/schemes.ts';
import { settle } from '../../policies/settlement/settle.ts';
import { linheBills } from './linhe-bills.ts';
import {
  agreedReadings,
  type Fraction,
  type InsurerAnswer,
  type LinheBill,
  payersInOrder,
  type Readings,
  secondOpinion,
} from './linhe-second-opinion.ts';

const seed = 20_170_911;

/** A ratio with a denominator of 100 or 10,000 as the decimal that a county writes. */
function decimal({ over, under }: Fraction): string {
  const digits = String(under).length - 1;
  return `${over / under}.${String(over % under).padStart(digits, '0')}`;
}

function answered(answer: InsurerAnswer): object {
  return answer.kind === 'paid' ? { paidFen: Number(answer.fen) } : { refused: 'not-eligible' };
}

/** The bill as the body of `POST /v1/schemes/linhe-2017/settlements`. */
function requestOf(bill: LinheBill): SettlementRequest {
  const refusals = [...bill.refusals].map((payer) => [payer, { refused: 'not-eligible' }] as const);
  const redCross =
    bill.redCrossStandard === null
      ? null
      : { disease: 'uraemia', standardFen: Number(bill.redCrossStandard) };
  return parseSettlementRequest({
    day: '2017-10-09',
    dischargeDay: '2017-10-20',
    bill: { totalFen: Number(bill.total), outOfPolicyFen: Number(bill.outOfPolicy) },
    answers: {
      'basic-insurance': answered(bill.basic),
      'critical-illness-insurance': answered(bill.critical),
      ...Object.fromEntries(refusals),
    },
    parameters: { commercialRatio: decimal(bill.commercialRatio), redCross },
    creditLine: null,
    usedThisYear: { 'medical-assistance': Number(bill.assistanceUsed) },
  });
}

/** What the policy engine says, in the shape of the second opinion. */
function engineOpinion(schemes: Schemes, request: SettlementRequest): object {
  const { shares, patientFen } = settle(schemes, 'linhe-2017', request);
  return {
    shares: Object.fromEntries(shares.map(({ payer, fen }) => [payer, BigInt(fen)])),
    patient: BigInt(patientFen),
  };
}

/** The scheme as a county would file it that reads the unclear sentences so. */
function schemesReading(readings: Readings): Schemes {
  const files = policyFiles();
  const schemes = files.schemes.map(({ file, text }) => {
    if (!file.endsWith('linhe-2017.yaml')) return { file, text };
    const document = parseDocument(text);
    for (const [name, value] of Object.entries(readings)) {
      if (!document.hasIn(['parameters', name, 'value'])) throw new Error(`no parameter ${name} in ${file}`);
      document.setIn(['parameters', name, 'value'], value);
    }
    return { file, text: document.toString({ lineWidth: 0 }) };
  });
  return schemesFrom({ ...files, schemes });
}

const otherReadings: readonly Readings[] = (['cost', 'fundsShare'] as const)
  .flatMap((remainder) =>
    (['afterThird', 'afterRedCross'] as const).flatMap((assistanceBase) =>
      [true, false].map((raiseOnZero) => ({ remainder, assistanceBase, raiseOnZero })),
    ),
  )
  .filter((readings) => !isDeepStrictEqual(readings, agreedReadings));

function compare(schemes: Schemes, readings: Readings, numRuns: number): void {
  fc.assert(
    fc.property(linheBills, (bill) => {
      expect(engineOpinion(schemes, requestOf(bill))).toEqual(secondOpinion(bill, readings));
    }),
    { seed, numRuns },
  );
}

describe(`the engine and the second opinion agree to the fen (fast-check seed ${seed})`, () => {
  it('on 20,000 bills under the agreed readings', () => {
    compare(loadSchemes(), agreedReadings, 20_000);
  }, 60_000);

  it.each(otherReadings)(
    'on 2,000 bills each where $remainder, $assistanceBase, raise on zero $raiseOnZero',
    (readings) => {
      compare(schemesReading(readings), readings, 2_000);
    },
  );

  it('and an insurer that has not answered counts as one that pays nothing', () => {
    fc.assert(
      fc.property(linheBills, (bill) => {
        const { answers: _, ...silent } = requestOf({ ...bill, refusals: new Set() });
        const nothing = { kind: 'paid', fen: 0n } as const;
        const expected = secondOpinion({ ...bill, refusals: new Set(), basic: nothing, critical: nothing });
        expect(engineOpinion(loadSchemes(), silent)).toEqual(expected);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it('and name the payers in the order of the document', () => {
    fc.assert(
      fc.property(linheBills, (bill) => {
        const { shares } = settle(loadSchemes(), 'linhe-2017', requestOf(bill));
        expect(shares.map(({ payer }) => payer)).toEqual(payersInOrder);
      }),
      { seed, numRuns: 100 },
    );
  });
});
