import { expect, test } from 'vitest';
import { invariant } from '../../domain/invariant.ts';
import { ask, benchPersonRef, contractSuite } from '../contract-suite.ts';
import { toldByWindow } from './questions-for-tests.ts';
import { insurerSimulator } from './simulator.ts';
import { admittedOn, institution, insurance, visitBench } from './visit-bench.ts';

contractSuite(
  'medical insurance: visits and settlements',
  (parts) => insurerSimulator({ ...parts, calendar: 'immediate' }),
  (bench) => {
    const { insurer, personRef, next, admitted, discharged } = visitBench(bench);

    test('knows an insured person, the cover and the open label', async () => {
      expect(await ask(insurer.identify, { personRef, institution, on: admittedOn }, next())).toMatchObject({
        kind: 'done',
        value: {
          insurance,
          labels: [{ code: '5002', category: 'subsistence-allowance', from: '2025-01-01', until: null }],
        },
      });
    });

    test('tells a suspended cover, and refuses the visit', async () => {
      const suspended = benchPersonRef(3);
      const answer = await ask(
        insurer.identify,
        { personRef: suspended, institution, on: admittedOn },
        next(),
      );
      invariant(answer.kind === 'done' && answer.value.personNo !== null, 'the person is known');
      expect(answer.value.insurance.status).toBe('suspended');
      const visit = await ask(
        insurer.admit,
        {
          personRef: suspended,
          personNo: answer.value.personNo,
          institution,
          admissionNo: 'S-1',
          admittedOn,
          insurance: answer.value.insurance,
          clinical: toldByWindow,
        },
        next(),
      );
      expect(visit).toEqual({ kind: 'refused', code: 'insurance-not-active' });
    });

    test('a resend of the same bytes gets the first answer and has one effect', async () => {
      const before = await admitted('A-0');
      const request = { ...before.request, admissionNo: 'A-1' };
      const header = next();
      const body = await insurer.admit.write(request, header);
      expect(await insurer.admit.write(request, header)).toBe(body);
      const first = insurer.admit.read(await insurer.admit.send(body, header), { body, header });
      const second = insurer.admit.read(await insurer.admit.send(body, header), { body, header });
      expect(second).toEqual(first);
      expect(bench.effects().filter((effect) => effect.key === header.key)).toHaveLength(1);
    });

    test('an admission number serves once', async () => {
      const { request } = await admitted('A-2');
      expect(await ask(insurer.admit, request, next())).toEqual({
        kind: 'refused',
        code: 'admission-number-used',
      });
    });

    test('settles to the fen: deductible, basic, critical illness, assistance', async () => {
      const answer = await ask(insurer.settle, await discharged('B-1'), next());
      // 37,000 in policy; basic (37,000 − 300) × 75 %; critical (9,475 − 7,000) × 60 %; assistance 7,990 × 70 %.
      expect(answer).toMatchObject({
        kind: 'done',
        value: {
          totalFen: 40_000_00,
          inPolicyFen: 37_000_00,
          answers: {
            'basic-insurance': { paidFen: 27_525_00 },
            'critical-illness-insurance': { paidFen: 1_485_00 },
            'medical-assistance': { paidFen: 5_593_00 },
          },
        },
      });
    });

    test('refuses to settle a visit that has not ended', async () => {
      const { visitRef } = await admitted('B-2');
      const request = { ...(await discharged('B-3')), visitRef };
      expect(await ask(insurer.settle, request, next())).toEqual({
        kind: 'refused',
        code: 'visit-not-discharged',
      });
    });

    test('a fund code that nobody entered is unlisted, amounts that do not add up are told both', async () => {
      const [first, second, third] = [
        await discharged('B-4'),
        await discharged('B-5'),
        await discharged('B-6'),
      ];
      bench.misbehave('unlisted-fund');
      expect(await ask(insurer.settle, first, next())).toMatchObject({
        ...{ kind: 'unknown', reason: 'unlisted-code' },
        missing: expect.arrayContaining(['setldetail.0.fund_pay_type: 999997']),
      });
      bench.misbehave('wrong-data');
      expect(await ask(insurer.settle, second, next())).toMatchObject({
        ...{ kind: 'unknown', reason: 'does-not-add-up' },
        missing: ['fund_pay_sumamt: 0.01 / 34603.00'],
      });
      bench.misbehave('critical-illness-refused');
      expect(await ask(insurer.settle, third, next())).toMatchObject({
        value: { answers: { 'critical-illness-insurance': { refused: 'not-covered-by-fund' } } },
      });
      bench.misbehave(undefined);
    });

    test("another's person or visit is never the patient's; the book holds one effect and tells it when asked", async () => {
      const about = { personRef, institution, on: admittedOn };
      bench.misbehave('another-person');
      expect(await ask(insurer.identify, about, next())).toMatchObject({ differs: ['certno'] });
      bench.misbehave(undefined);
      const request = await discharged('B-8');
      const header = next();
      const body = await insurer.settle.write(request, header);
      bench.misbehave('another-visit');
      expect(insurer.settle.read(await insurer.settle.send(body, header), { body, header })).toMatchObject({
        ...{ kind: 'unknown', reason: 'another-question', differs: ['mdtrt_id'] },
      });
      bench.misbehave(undefined);
      const found = await insurer.settle.enquiry?.send(body, header);
      invariant(found !== undefined, 'settle can be asked about');
      expect(insurer.settle.enquiry?.read(found, { body, header })).toMatchObject({ kind: 'done' });
      expect(bench.effects().filter((effect) => effect.key === header.key)).toHaveLength(1);
    });

    test('a reply spoiled on its way is cleared up by asking what became of the message', async () => {
      const request = await discharged('B-7');
      const header = next();
      const body = await insurer.settle.write(request, header);
      bench.misbehave('wrong-data');
      expect(insurer.settle.read(await insurer.settle.send(body, header), { body, header })).toMatchObject({
        kind: 'unknown',
      });
      bench.misbehave(undefined);
      const found = await insurer.settle.enquiry?.send(body, header);
      invariant(found !== undefined, 'settle can be asked about');
      expect(insurer.settle.enquiry?.read(found, { body, header })).toMatchObject({
        kind: 'done',
        value: { totalFen: 40_000_00 },
      });
    });

    test('asked by message id it tells the first answer, or that nothing came', async () => {
      const request = await discharged('C-1');
      const header = next();
      const body = await insurer.settle.write(request, header);
      const { enquiry } = insurer.settle;
      invariant(enquiry !== undefined, 'settle can be asked about');
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual({ kind: 'no-record' });
      const answer = insurer.settle.read(await insurer.settle.send(body, header), { body, header });
      expect(answer.kind).toBe('done');
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual(answer);
    });
  },
);
