import { describe, expect, test } from 'vitest';
import { type Fen, fen } from '../../domain/money.ts';
import type { SettlementRequest } from '../engine/requests.ts';
import { loadSchemes } from '../schemes.ts';
import { settleByVersion } from './settle.ts';

const versions = loadSchemes()
  .list()
  .map((scheme) => [scheme.id, scheme] as const);

describe.each(versions)('what the cited article says in %s', (_, scheme) => {
  const core = scheme.payers.filter(({ tier }) => tier === 'core');
  const bill = { totalFen: fen(2_000_000), outOfPolicyFen: fen(100_000) };
  const parameters = {
    commercialRatio: '0.5',
    redCross: { disease: 'cancer' as const, standardFen: fen(50_000) },
  };
  const request = (answer: { paidFen: Fen } | { refused: string }): SettlementRequest => ({
    ...{ day: scheme.version, bill, parameters },
    answers: Object.fromEntries(core.map(({ payer }) => [payer, answer])),
  });

  test('is told of each line of every payer: the duty where the payer answers by rules of its own, the amount where the scheme works it out', () => {
    const { shares } = settleByVersion(scheme, request({ paidFen: fen(100_000) }));
    expect(shares.map(({ payer }) => payer)).toEqual(scheme.payers.map(({ payer }) => payer));
    for (const { payer, steps } of shares) {
      const answers = core.some((one) => one.payer === payer);
      expect(
        steps.map(({ basis }) => basis),
        payer,
      ).toEqual(steps.map((_step, at) => (answers && at === 0 ? 'duty' : 'amount')));
      expect(steps.length, payer).toBeGreaterThan(0);
    }
  });

  test('is the duty where a payer refuses', () => {
    const { shares } = settleByVersion(scheme, request({ refused: 'not-covered' }));
    const refused = shares.filter(({ payer }) => core.some((one) => one.payer === payer));
    expect(refused.length).toBe(core.length);
    for (const { steps } of refused) expect(steps).toMatchObject([{ basis: 'duty', fen: 0 }]);
  });
});
