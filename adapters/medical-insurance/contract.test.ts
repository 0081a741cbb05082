import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId, PayerId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import { insurerRegions } from './regions.ts';
import { insurerSimulator } from './simulator.ts';

const institution = 'H50015400001' as InstitutionId;
const admittedOn = localDate('2026-03-02');
const dischargedOn = localDate('2026-03-09');
const insurance = { type: '390', status: 'active', division: '500154' } as const;

contractSuite(
  'medical insurance',
  (parts) => insurerSimulator({ ...parts, calendar: { days: 30 } }),
  (bench) => {
    const insurer = medicalInsuranceOverHttp({
      http: bench.http,
      openPerson: openBenchPerson,
      institution: (id) => ({ code: id, name: '区人民医院', division: id.slice(1, 7) }),
      regions: insurerRegions,
    });
    let sequence = 0;
    const next = () => benchHeader(++sequence);
    const personRef = benchPersonRef(0);
    const identify = () => ask(insurer.identify, { personRef, institution, on: admittedOn }, next());

    async function admitted(admissionNo: string) {
      const person = await identify();
      invariant(person.kind === 'done' && person.value.personNo !== null, 'the person is insured');
      const { personNo } = person.value;
      const request = { personRef, personNo, institution, admissionNo, admittedOn, insurance };
      const visit = await ask(insurer.admit, request, next());
      invariant(visit.kind === 'done', 'the visit is open');
      return { personNo, visitRef: visit.value.visitRef, request };
    }

    async function discharged(admissionNo: string) {
      const { personNo, visitRef } = await admitted(admissionNo);
      const left = await ask(
        insurer.discharge,
        { visitRef, personNo, institution, dischargedOn, insurance },
        next(),
      );
      expect(left).toEqual({ kind: 'done', value: null });
      return {
        personRef,
        personNo,
        visitRef,
        institution,
        insurance,
        dischargedOn,
        totalFen: fen(40_000_00),
        outOfPolicyFen: fen(3_000_00),
      };
    }

    test('knows an insured person, the cover and the open label', async () => {
      expect(await identify()).toMatchObject({
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
        },
        next(),
      );
      expect(visit).toEqual({ kind: 'refused', code: 'insurance-not-active' });
    });

    test('a resend of the same bytes gets the first answer and has one effect', async () => {
      const { personNo } = await admitted('A-0');
      const request = { personRef, personNo, institution, admissionNo: 'A-1', admittedOn, insurance };
      const header = next();
      const body = await insurer.admit.write(request, header);
      expect(await insurer.admit.write(request, header)).toBe(body);
      const first = insurer.admit.read(await insurer.admit.send(body, header));
      const second = insurer.admit.read(await insurer.admit.send(body, header));
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
      const { personNo, visitRef } = await admitted('B-2');
      const request = { ...(await discharged('B-3')), personNo, visitRef };
      expect(await ask(insurer.settle, request, next())).toEqual({
        kind: 'refused',
        code: 'visit-not-discharged',
      });
    });

    test('a fund code that nobody entered is unlisted, amounts that do not add up are unreadable', async () => {
      const [first, second, third] = [
        await discharged('B-4'),
        await discharged('B-5'),
        await discharged('B-6'),
      ];
      bench.misbehave('unlisted-fund');
      expect(await ask(insurer.settle, first, next())).toEqual({ kind: 'unknown', reason: 'unlisted-code' });
      bench.misbehave('wrong-data');
      expect(await ask(insurer.settle, second, next())).toEqual({ kind: 'unknown', reason: 'unreadable' });
      bench.misbehave('critical-illness-refused');
      expect(await ask(insurer.settle, third, next())).toMatchObject({
        value: { answers: { 'critical-illness-insurance': { refused: 'not-covered-by-fund' } } },
      });
      bench.misbehave(undefined);
    });

    test('a reply spoiled on its way is cleared up by asking what became of the message', async () => {
      const request = await discharged('B-7');
      const header = next();
      const body = await insurer.settle.write(request, header);
      bench.misbehave('wrong-data');
      expect(insurer.settle.read(await insurer.settle.send(body, header))).toMatchObject({ kind: 'unknown' });
      bench.misbehave(undefined);
      const found = await insurer.settle.enquiry?.send(body, header);
      invariant(found !== undefined, 'settle can be asked about');
      expect(insurer.settle.enquiry?.read(found)).toMatchObject({
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
      expect(enquiry.read(await enquiry.send(body, header))).toEqual({ kind: 'no-record' });
      const answer = insurer.settle.read(await insurer.settle.send(body, header));
      expect(answer.kind).toBe('done');
      expect(enquiry.read(await enquiry.send(body, header))).toEqual(answer);
    });

    async function settled(admissionNo: string) {
      const answer = await ask(insurer.settle, await discharged(admissionNo), next());
      invariant(answer.kind === 'done', 'the bill is settled');
      const basic = answer.value.answers['basic-insurance'];
      invariant(basic !== undefined && 'paidFen' in basic, 'basic insurance pays');
      const payer: PayerId = 'basic-insurance';
      const { settlementRef } = answer.value;
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
        },
      );
    });
  },
);
