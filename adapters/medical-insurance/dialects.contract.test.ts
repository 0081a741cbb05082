import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import { toldByWindow } from './questions-for-tests.ts';
import type { GatewayKey } from './signing.ts';
import { simulatedGatewayKey } from './simulator/gateway.ts';
import { insurerSimulator } from './simulator.ts';

const [admittedOn, dischargedOn] = [localDate('2026-03-02'), localDate('2026-03-09')];

/** Platforms that speak differently; the same stay comes to its money at each. */
const places = [
  {
    name: 'Kaizhou: the centre of the municipality answers, refusals are words',
    division: '500154',
    person: 0,
  },
  { name: 'Linhe: sub-codes, nulls, lone objects, codes at the end', division: '150802', person: 1 },
  { name: 'Zaoqiang: behind the gateway of its province, signed', division: '131121', person: 2 },
  { name: 'Dalian: another path', division: '210200', person: 2 },
] as const;

contractSuite(
  'medical insurance: platforms that speak differently',
  (parts) => insurerSimulator({ ...parts, calendar: { days: 30 } }),
  (bench) => {
    let sequence = 0;

    test.each(places)('$name', async ({ division, person }) => {
      const institution = `H${division}00001` as InstitutionId;
      const insurer = medicalInsuranceOverHttp({
        http: bench.http,
        openPerson: openBenchPerson,
        institution: async (id) => ({ code: id, name: '县人民医院', division }),
        regions: loadInsurerRegions(),
        gatewayKey: simulatedGatewayKey,
      });
      const next = () => benchHeader(++sequence, institution);
      const personRef = benchPersonRef(person);
      const known = await ask(insurer.identify, { personRef, institution, on: admittedOn }, next());
      invariant(known.kind === 'done' && known.value.personNo !== null, 'the person is insured');
      expect(known.value.insurance).toMatchObject({ type: '390', status: 'active' });
      const { personNo, insurance } = known.value;
      const stay = { personRef, personNo, institution, insurance, clinical: toldByWindow };

      const admission = { ...stay, admissionNo: `${division}-1`, admittedOn };
      const visit = await ask(insurer.admit, admission, next());
      invariant(visit.kind === 'done', 'the visit is open');
      const { visitRef } = visit.value;
      expect(await ask(insurer.admit, admission, next())).toMatchObject({
        kind: 'refused',
        code: 'admission-number-used',
      });
      const bill = { dischargedOn, totalFen: fen(40_000_00), outOfPolicyFen: fen(3_000_00) };
      const uploading = { ...stay, visitRef, totalFen: bill.totalFen, batch: 1 };
      if (await insurer.wantsFees(institution, dischargedOn)) {
        const bare = await ask(insurer.settle, { ...stay, visitRef, ...bill }, next());
        expect(bare).toMatchObject({ kind: 'refused', code: 'bill-does-not-add-up' });
        expect(await ask(insurer.uploadFees, uploading, next())).toEqual({ kind: 'done', value: null });
        // Items that are deleted are none; the same numbers serve again.
        const visitOf = { ...stay, visitRef };
        expect(await ask(insurer.cancelFees, visitOf, next())).toEqual({ kind: 'done', value: null });
        const again = await ask(insurer.settle, { ...visitOf, ...bill }, next());
        expect(again).toMatchObject({ kind: 'refused', code: 'bill-does-not-add-up' });
        expect(await ask(insurer.uploadFees, uploading, next())).toEqual({ kind: 'done', value: null });
      }
      expect(await ask(insurer.settle, { ...stay, visitRef, ...bill }, next())).toMatchObject({
        kind: 'refused',
        code: 'visit-not-discharged',
      });
      const left = await ask(insurer.discharge, { ...stay, visitRef, dischargedOn, way: 'cured' }, next());
      expect(left).toEqual({ kind: 'done', value: null });
      const [header, request] = [next(), { ...stay, visitRef, ...bill }];
      const settled = await ask(insurer.settle, request, header);
      invariant(settled.kind === 'done', 'the bill is settled');
      const { answers, cashFen, totalFen, settlementRef } = settled.value;
      const paid = Object.values(answers).map((said) => ('paidFen' in said ? said.paidFen : 0));
      expect(paid.reduce<number>((sum, one) => sum + one, cashFen)).toBe(totalFen);

      const body = await insurer.settle.write(request, header);
      const { enquiry } = insurer.settle;
      invariant(enquiry !== undefined, 'the settlement can be asked about');
      expect(enquiry.read(await enquiry.send(body, header), { body, header })).toEqual(settled);

      const basic = answers['basic-insurance'];
      invariant(basic !== undefined && 'paidFen' in basic, 'basic insurance pays');
      const money = { payer: 'basic-insurance', fen: basic.paidFen, claimSequence: 1 } as const;
      const claim = { institution, personRef, settlementRef, dischargedOn, ...money };
      const taken = await ask(insurer.claim, claim, next());
      invariant(taken.kind === 'done', 'the claim is taken');
      bench.passDays(31);
      const { claimRef } = taken.value;
      expect(await ask(insurer.followClaim, { institution, claimRef }, next())).toMatchObject({
        kind: 'done',
        value: { paidFen: basic.paidFen },
      });
    });

    test('a platform whose path is another one’s turns the message away at its gateway', async () => {
      const regions = loadInsurerRegions();
      const insurer = medicalInsuranceOverHttp({
        // As if nobody had entered the path of Dalian.
        http: { ...bench.http, post: (_path, ...rest) => bench.http.post('/fsi/api/1101', ...rest) },
        openPerson: openBenchPerson,
        institution: async (id) => ({ code: id, name: '县人民医院', division: '210200' }),
        regions,
        gatewayKey: simulatedGatewayKey,
      });
      const request = {
        personRef: benchPersonRef(2),
        institution: 'H21020000001' as InstitutionId,
        on: admittedOn,
      };
      expect(await ask(insurer.identify, request, benchHeader(++sequence))).toEqual({
        kind: 'unknown',
        reason: 'our-setting',
        missing: ['gateway: 404'],
      });
    });

    test('a message with another key, or without one, never reaches the insurer', async () => {
      const asking = (gatewayKey: GatewayKey | null) =>
        medicalInsuranceOverHttp({
          http: bench.http,
          openPerson: openBenchPerson,
          institution: async (id) => ({ code: id, name: '县人民医院', division: '131121' }),
          regions: loadInsurerRegions(),
          gatewayKey,
        });
      const request = {
        personRef: benchPersonRef(2),
        institution: 'H13112100001' as InstitutionId,
        on: admittedOn,
      };
      const wrong = asking({ ...simulatedGatewayKey, secret: 'another' }).identify;
      expect(await ask(wrong, request, benchHeader(++sequence))).toEqual({
        kind: 'unknown',
        reason: 'our-setting',
        missing: ['gateway: 401', 'signature-rejected'],
      });
      await expect(ask(asking(null).identify, request, benchHeader(++sequence))).rejects.toThrow(/id:secret/);
    });
  },
);
