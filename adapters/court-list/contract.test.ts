import { expect, test } from 'vitest';
import { ask, benchHeader, benchPersonRef, contractSuite, openBenchPerson } from '../contract-suite.ts';
import { peopleWithRecord, recordContract } from '../simulation-record-contract.ts';
import { courtListOverHttp } from './http.ts';
import { courtListSimulator } from './simulator.ts';

contractSuite(
  'court list',
  (parts) => courtListSimulator({ ...parts, people: peopleWithRecord('court-list') }),
  (bench) => {
    recordContract(bench, courtListOverHttp);

    test('others who bear the name are somebody else', async () => {
      bench.misbehave('others');
      const { lookUp } = courtListOverHttp({ http: bench.http, openPerson: openBenchPerson });
      const answer = await ask(lookUp, { personRef: benchPersonRef(0) }, benchHeader(901));
      bench.misbehave(undefined);
      expect(answer).toEqual({ kind: 'done', value: { kind: 'not-listed' } });
    });
  },
);
