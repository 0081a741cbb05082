import { expect, test } from 'vitest';
import type { PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { ask, contractSuite } from '../contract-suite.ts';
import type { ClaimRequest } from './port.ts';
import { insurerSimulator } from './simulator.ts';
import { institution, visitBench } from './visit-bench.ts';

contractSuite(
  'medical insurance: claims',
  (parts) => insurerSimulator({ ...parts, calendar: { days: 30 } }),
  (bench) => {
    const { insurer, personRef, next, discharged } = visitBench(bench);

    async function settled(admissionNo: string): Promise<ClaimRequest> {
      const request = await discharged(admissionNo);
      const answer = await ask(insurer.settle, request, next());
      invariant(answer.kind === 'done', 'the bill is settled');
      const basic = answer.value.answers['basic-insurance'];
      invariant(basic !== undefined && 'paidFen' in basic, 'basic insurance pays');
      const payer: PayerId = 'basic-insurance';
      const { settlementRef } = answer.value;
      const { dischargedOn } = request;
      return {
        institution,
        personRef,
        payer,
        settlementRef,
        fen: basic.paidFen,
        claimSequence: 1,
        dischargedOn,
      };
    }

    test('pays a claim after its days, once', async () => {
      const request = await settled('D-1');
      const header = next();
      const taken = await ask(insurer.claim, request, header);
      invariant(taken.kind === 'done', 'the claim is taken');
      const { claimRef } = taken.value;
      const follow = () => ask(insurer.followClaim, { institution, claimRef }, next());
      bench.passDays(29);
      expect(await follow()).toEqual({ kind: 'pending' });
      bench.passDays(1);
      expect(await follow()).toMatchObject({ kind: 'done', value: { paidFen: request.fen } });
      bench.passDays(60);
      const paid = bench.effects().filter(({ key, operation }) => key === header.key && operation === 'pay');
      expect(paid).toMatchObject([{ fen: request.fen }]);
    });

    test('refuses a claim for another amount and a second claim of one fund', async () => {
      const request = await settled('D-2');
      expect(await ask(insurer.claim, { ...request, fen: fen(1) }, next())).toEqual({
        kind: 'refused',
        code: 'claim-differs-from-settlement',
      });
      expect((await ask(insurer.claim, request, next())).kind).toBe('done');
      expect(await ask(insurer.claim, request, next())).toEqual({
        kind: 'refused',
        code: 'claim-already-filed',
      });
    });

    test('a claim still being taken in is pending, and the same message is taken later', async () => {
      const request = await settled('D-3');
      const header = next();
      bench.misbehave('pending');
      expect(await ask(insurer.claim, request, header)).toEqual({ kind: 'pending' });
      bench.misbehave(undefined);
      expect((await ask(insurer.claim, request, header)).kind).toBe('done');
    });

    test('a claim refused on its day is a refusal', async () => {
      const request = await settled('D-4');
      bench.misbehave('refused-later');
      const taken = await ask(insurer.claim, request, next());
      bench.misbehave(undefined);
      invariant(taken.kind === 'done', 'the claim is taken');
      bench.passDays(31);
      expect(await ask(insurer.followClaim, { institution, claimRef: taken.value.claimRef }, next())).toEqual(
        {
          kind: 'refused',
          code: 'not-covered-by-fund',
          partyCode: 'P100',
        },
      );
    });
  },
);
