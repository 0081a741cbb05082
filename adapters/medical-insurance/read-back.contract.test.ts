import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import type { Call } from '../call.ts';
import { ask, benchPersonRef, contractSuite } from '../contract-suite.ts';
import { toldByWindow } from './questions-for-tests.ts';
import { insurerSimulator } from './simulator.ts';
import { institution, insurance, visitBench } from './visit-bench.ts';

contractSuite(
  'medical insurance: reading back',
  (parts) => insurerSimulator({ ...parts, calendar: 'immediate' }),
  (bench) => {
    const { insurer, next, admitted, discharged } = visitBench(bench);

    /** Sends it under an id that the platform has never seen, and reads back what it did under another one. */
    async function again<Request, Value>(call: Call<Request, Value>, request: Request, refusal: string) {
      const header = next();
      const body = await call.write(request, header);
      const refused = call.read(await call.send(body, header), { body, header });
      expect(refused).toMatchObject({ kind: 'refused', code: refusal });
      invariant(call.readBack !== undefined, 'it can be read back');
      expect(call.readBack.after).toContain(refusal);
      return call.readBack.read(await call.readBack.send(body, header), { body, header });
    }

    test('a registration, the end of a visit and a settlement that were made before are told as they were', async () => {
      const { visitRef, request } = await admitted('B-1');
      expect(await again(insurer.admit, request, 'admission-number-used')).toEqual({
        ...{ kind: 'done', value: { visitRef } },
      });
      const bill = await discharged('B-2');
      const left = { ...bill, way: 'cured', clinical: toldByWindow } as const;
      expect(await again(insurer.discharge, left, 'visit-not-open')).toEqual({ kind: 'done', value: null });
      const settled = await ask(insurer.settle, bill, next());
      expect(await again(insurer.settle, bill, 'already-settled')).toEqual(settled);
      const twice = bench.effects().map(({ operation, subject }) => `${operation} ${subject}`);
      expect(new Set(twice).size).toBe(twice.length);
    });

    test('another person’s visit, another day of leaving and another total are not taken for ours', async () => {
      const { request } = await admitted('B-3');
      const found = await ask(
        insurer.identify,
        { personRef: benchPersonRef(1), institution, on: request.admittedOn },
        next(),
      );
      invariant(found.kind === 'done' && found.value.personNo !== null, 'the other person is insured');
      const other = { ...request, personRef: benchPersonRef(1), personNo: found.value.personNo, insurance };
      expect(await again(insurer.admit, other, 'admission-number-used')).toMatchObject({ kind: 'unknown' });
      const bill = await discharged('B-4');
      const left = { ...bill, way: 'cured', dischargedOn: localDate('2026-03-08') } as const;
      expect(await again(insurer.discharge, left, 'visit-not-open')).toMatchObject({ kind: 'unknown' });
      await ask(insurer.settle, bill, next());
      const dearer = { ...bill, totalFen: fen(41_000_00) };
      expect(await again(insurer.settle, dearer, 'already-settled')).toMatchObject({ kind: 'unknown' });
    });
  },
);
