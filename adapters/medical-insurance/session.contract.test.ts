import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { loadInsurerRegions } from '../../policies/insurers/regions.ts';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { medicalInsuranceOverHttp } from './http.ts';
import type { GatewayKey } from './signing.ts';
import { simulatedGatewayKey } from './simulator/gateway.ts';
import { insurerSimulator } from './simulator.ts';

contractSuite(
  'medical insurance: sign-in and signature',
  (parts) => insurerSimulator({ ...parts, calendar: 'immediate' }),
  (bench) => {
    let sequence = 0;
    let posted: string[] = [];
    const insurerAt = (division: string, gatewayKey: GatewayKey = simulatedGatewayKey) =>
      medicalInsuranceOverHttp({
        http: {
          ...bench.http,
          post: (path, ...rest) => {
            posted.push(path.slice(-4));
            return bench.http.post(path, ...rest);
          },
        },
        openPerson: openBenchPerson,
        institution: async (id) => ({ code: id, name: '县人民医院', division }),
        regions: loadInsurerRegions(),
        gatewayKey,
      });
    const asked = async (insurer: ReturnType<typeof insurerAt>, division: string) => {
      posted = [];
      const institution = `H${division}00001` as InstitutionId;
      const request = { personRef: benchPersonRef(2), institution, on: localDate('2026-03-02') };
      const answer = await ask(insurer.identify, request, benchHeader(++sequence, institution));
      return { answer, posted };
    };

    test('signs in once, before the first message; a sign-in that ended is renewed and the same message goes out again', async () => {
      const insurer = insurerAt('131121');
      const first = await asked(insurer, '131121');
      expect([first.answer.kind, first.posted]).toEqual(['done', ['9001', '1101']]);
      expect((await asked(insurer, '131121')).posted).toEqual(['1101']);
      bench.passDays(1);
      const later = await asked(insurer, '131121');
      expect([later.answer.kind, later.posted]).toEqual(['done', ['1101', '9001', '1101']]);
    });

    test('many first messages at once share one sign-in', async () => {
      const insurer = insurerAt('131121');
      posted = [];
      const institution = 'H13112100001' as InstitutionId;
      const request = { personRef: benchPersonRef(2), institution, on: localDate('2026-03-02') };
      const ways = await Promise.all(
        Array.from({ length: 8 }, () => ask(insurer.identify, request, benchHeader(++sequence, institution))),
      );
      expect(ways.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => 'done'));
      expect(posted.filter((infno) => infno === '9001')).toHaveLength(1);
    });

    test('a sign-in that is turned away is a setting of ours, and the message never went out', async () => {
      const wrong = { ...simulatedGatewayKey, secret: 'another' };
      const turned = await asked(insurerAt('131121', wrong), '131121');
      expect(turned.answer).toMatchObject({ kind: 'unknown', reason: 'our-setting' });
      expect(turned.posted).toEqual(['9001']);
    });

    test('a platform that checks SM2 takes our signature, and that of another key is a setting of ours', async () => {
      expect((await asked(insurerAt('150802'), '150802')).answer.kind).toBe('done');
      const other = { ...simulatedGatewayKey, sm2: '1'.repeat(64) };
      expect((await asked(insurerAt('150802', other), '150802')).answer).toEqual({
        kind: 'unknown',
        reason: 'our-setting',
        missing: ['signature-rejected'],
      });
    });

    test('the message that the log keeps holds neither sign-in nor signature, and is the same bytes on every send', async () => {
      const institution = 'H15080200001' as InstitutionId;
      const request = { personRef: benchPersonRef(2), institution, on: localDate('2026-03-02') };
      const header = benchHeader(++sequence, institution);
      const { identify } = insurerAt('150802');
      const body = await identify.write(request, header);
      expect(JSON.parse(body)).toMatchObject({ sign_no: '', cainfo: '', signtype: '' });
      expect(await identify.write(request, header)).toBe(body);
    });
  },
);
