import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { CertificateUnlisted } from '../call.ts';
import {
  ask,
  benchHeader,
  benchPeople,
  benchPersonRef,
  contractSuite,
  openBenchPerson,
} from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import { toldByWindow } from './questions-for-tests.ts';
import { cardOf, tokenOf } from './simulator/certificates.ts';
import { simulatedGatewayKey } from './simulator/gateway.ts';
import { insurerSimulator } from './simulator.ts';

const institution = 'H50015400001' as InstitutionId;
const on = localDate('2026-03-02');
const [resident, passport, newborn] = [0, 4, 5];

contractSuite(
  'medical insurance: other certificates, cards and vouchers',
  (parts) => insurerSimulator({ ...parts, calendar: 'immediate' }),
  (bench) => {
    let sequence = 0;
    const insurer = medicalInsuranceOverHttp({
      http: bench.http,
      openPerson: openBenchPerson,
      institution: async (id) => ({ code: id, name: '医院', division: id.slice(1, 7) }),
      regions: loadInsurerRegions(),
      gatewayKey: simulatedGatewayKey,
    });
    const next = () => benchHeader(++sequence);
    const personAt = (index: number) =>
      benchPeople.all()[index] as NonNullable<ReturnType<typeof benchPeople.find>>;
    const identify = (index: number, shown?: Parameters<typeof insurer.identify.write>[0]['shown']) =>
      ask(insurer.identify, { personRef: benchPersonRef(index), institution, on, shown }, next());

    test.each([passport, newborn])(
      'person %i is known by a certificate that is no resident card',
      async (index) => {
        const answer = await identify(index);
        expect(answer).toMatchObject({ kind: 'done', value: { name: personAt(index).name } });
      },
    );

    test('the certificate goes out under its code, and another person’s is no answer', async () => {
      const body = await insurer.identify.write(
        { personRef: benchPersonRef(passport), institution, on },
        next(),
      );
      const { input } = JSON.parse(body) as { readonly input: { readonly data: object } };
      expect(input.data).toMatchObject({
        ...{ psn_cert_type: '08', certno: 'X1234567', mdtrt_cert_type: '99', mdtrt_cert_no: 'X1234567' },
      });
      bench.misbehave('another-person');
      expect(await identify(passport)).toMatchObject({ kind: 'unknown', reason: 'another-question' });
      bench.misbehave(undefined);
    });

    test('a card goes with its serial, a voucher with its token; both with the certificate beside them', async () => {
      for (const index of [resident, newborn]) {
        const card = { kind: 'social-security-card', ...cardOf(personAt(index)) } as const;
        const voucher = { kind: 'e-voucher', token: tokenOf(personAt(index), on) } as const;
        expect((await identify(index, card)).kind).toBe('done');
        expect((await identify(index, voucher)).kind).toBe('done');
      }
      const others = { kind: 'social-security-card', ...cardOf(personAt(1)) } as const;
      expect(await identify(resident, others)).toMatchObject({ kind: 'done', value: { personNo: null } });
    });

    test('a token that has expired is an explicit no of its own', async () => {
      const token = tokenOf(personAt(resident), localDate('2020-01-01'));
      expect(await identify(resident, { kind: 'e-voucher', token })).toEqual({
        kind: 'refused',
        code: 'token-expired',
      });
    });

    test('a visit is opened by passport, and its settlement is held against that certificate', async () => {
      const known = await identify(passport);
      const personNo = known.kind === 'done' ? (known.value.personNo ?? '') : '';
      const insurance = { type: '390', status: 'active', division: '500154' } as const;
      const about = {
        personRef: benchPersonRef(passport),
        personNo,
        institution,
        insurance,
        clinical: toldByWindow,
      };
      const visit = await ask(insurer.admit, { ...about, admissionNo: 'P-1', admittedOn: on }, next());
      expect(visit.kind).toBe('done');
    });

    test('a place whose table has no code for the certificate is not asked: nothing is sent under another’s', async () => {
      const asked = { personRef: benchPersonRef(passport), institution: 'H44010600001' as InstitutionId, on };
      await expect(insurer.identify.write(asked, next())).rejects.toThrow(CertificateUnlisted);
    });
  },
);
