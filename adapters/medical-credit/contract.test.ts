import { expect, test } from 'vitest';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { peopleWithRecord, recordContract } from '../simulation-record-contract.ts';
import { medicalCreditOverHttp } from './http.ts';
import { medicalCreditSimulator } from './simulator.ts';

contractSuite(
  'medical credit',
  (parts) => medicalCreditSimulator({ ...parts, people: peopleWithRecord('medical-credit') }),
  (bench) => {
    recordContract(bench, medicalCreditOverHttp);

    test('a level that is on no list of ours is no answer', async () => {
      bench.misbehave('wrong-code');
      const { lookUp } = medicalCreditOverHttp({ http: bench.http, openPerson: openBenchPerson });
      const answer = await ask(lookUp, { personRef: benchPersonRef(0) }, benchHeader(901));
      bench.misbehave(undefined);
      expect(answer).toEqual({ kind: 'unknown', reason: 'unlisted-code', missing: ['credit.level: FAIR'] });
    });
  },
);
