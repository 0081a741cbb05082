import { expect, test } from 'vitest';
import type { Clinical } from '../../domain/clinical.ts';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { fen } from '../../domain/money.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { FieldsMissing } from '../call.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import { toldByWindow } from './questions-for-tests.ts';
import { simulatedGatewayKey } from './simulator/gateway.ts';
import { insurerSimulator } from './simulator.ts';

const [admittedOn, dischargedOn] = [localDate('2026-03-02'), localDate('2026-03-09')];
const institution = 'H15080200001' as InstitutionId;
const hurt: Clinical = {
  ...toldByWindow,
  diagnoses: [{ code: 'S52.500', name: '桡骨下端骨折' }],
  injury: { happenedOn: admittedOn, part: '右前臂', place: '自家院内', cause: '摔倒' },
};
const sentOn: Clinical = {
  ...hurt,
  transfer: {
    to: { code: 'H15010200001', name: '自治区人民医院' },
    division: '150102',
    reason: '手术条件不足',
  },
};

contractSuite(
  'medical insurance: an injury and a referral are filed',
  (parts) => insurerSimulator({ ...parts, calendar: { days: 30 } }),
  (bench) => {
    const insurer = medicalInsuranceOverHttp({
      http: bench.http,
      openPerson: openBenchPerson,
      institution: async (id) => ({ code: id, name: '区人民医院', division: '150802' }),
      regions: loadInsurerRegions(),
      gatewayKey: simulatedGatewayKey,
    });
    let sequence = 0;
    const next = () => benchHeader(++sequence, institution);

    test('a patient who was hurt is filed once, and one who is sent on is settled only after that was filed', async () => {
      const personRef = benchPersonRef(1);
      const known = await ask(insurer.identify, { personRef, institution, on: admittedOn }, next());
      invariant(known.kind === 'done' && known.value.personNo !== null, 'the person is insured');
      const { personNo, insurance } = known.value;
      const stay = { personRef, personNo, institution, insurance };
      const admission = { ...stay, clinical: hurt, admissionNo: 'F-1', admittedOn };
      const body = await insurer.admit.write(admission, next());
      expect(JSON.parse(body)).toMatchObject({ input: { mdtrtinfo: { med_type: '22' } } });
      const visit = await ask(insurer.admit, admission, next());
      invariant(visit.kind === 'done', 'the visit is open');
      const { visitRef } = visit.value;

      expect(await insurer.wantsFiling('injury', institution, admittedOn)).toBe(true);
      const injury = { ...stay, visitRef, clinical: hurt, admittedOn };
      // What the place wants and nobody gave is asked of the hospital before anything is sent.
      const bare = insurer.fileInjury.write({ ...injury, clinical: toldByWindow }, next());
      await expect(bare).rejects.toThrow(FieldsMissing);
      await expect(bare).rejects.toMatchObject({ message: expect.stringContaining('2507.data.trum_site') });
      expect(await ask(insurer.fileInjury, injury, next())).toEqual({ kind: 'done', value: null });
      expect(await ask(insurer.fileInjury, injury, next())).toMatchObject({
        kind: 'refused',
        code: 'filed-before',
      });

      const bill = {
        totalFen: fen(40_000_00),
        outOfPolicyFen: fen(3_000_00),
        dischargedOn,
        clinical: sentOn,
      };
      await ask(
        insurer.uploadFees,
        { ...stay, visitRef, clinical: sentOn, totalFen: bill.totalFen, batch: 1 },
        next(),
      );
      const leaving = { ...stay, visitRef, dischargedOn, clinical: sentOn, way: 'transfer' } as const;
      expect(await ask(insurer.discharge, leaving, next())).toEqual({ kind: 'done', value: null });
      const settling = { ...stay, visitRef, ...bill };
      expect(await ask(insurer.settle, settling, next())).toMatchObject({
        kind: 'refused',
        code: 'referral-not-filed',
      });
      const referral = { ...stay, visitRef, dischargedOn, clinical: sentOn };
      bench.misbehave('another-person');
      expect((await ask(insurer.fileReferral, referral, next())).kind).toBe('done');
      bench.misbehave(undefined);
      expect((await ask(insurer.settle, settling, next())).kind).toBe('done');
      expect(bench.effects().map(({ operation }) => operation)).toEqual([
        ...['admit', 'fileInjury', 'discharge', 'fileReferral', 'settle'],
      ]);
    });

    test('a place of which no source tells that it has them filed is sent nothing', async () => {
      const elsewhere = medicalInsuranceOverHttp({
        http: bench.http,
        openPerson: openBenchPerson,
        institution: async (id) => ({ code: id, name: '县人民医院', division: '131121' }),
        regions: loadInsurerRegions(),
        gatewayKey: simulatedGatewayKey,
      });
      expect(await elsewhere.wantsFiling('referral', institution, admittedOn)).toBe(false);
    });
  },
);
