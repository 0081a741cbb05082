import { expect, test } from 'vitest';
import { ask, benchHeader, contractSuite } from '../contract-suite.ts';
import { benchList, benchMembers, listContract } from '../simulation-list-contract.ts';
import { ruralRevitalizationOverHttp } from './http.ts';
import { ruralRevitalizationSimulator } from './simulator.ts';

contractSuite(
  'rural revitalization',
  ({ clock }) =>
    ruralRevitalizationSimulator({
      clock,
      people: benchMembers('rural-revitalization', '脱贫不稳定户'),
      divisionsOf: (list) => (list === benchList ? ['500154'] : undefined),
    }),
  (bench) => {
    listContract(bench, ({ http }) => ruralRevitalizationOverHttp({ http, pageSize: 5 }));

    test('a busy system is trouble, not an answer', async () => {
      bench.misbehave('busy');
      const source = ruralRevitalizationOverHttp({ http: bench.http });
      const answer = await ask(
        source.listPage,
        { list: benchList, position: null, snapshot: null },
        benchHeader(900),
      );
      bench.misbehave(undefined);
      expect(answer).toEqual({ kind: 'unknown', reason: 'server-error' });
    });
  },
);
