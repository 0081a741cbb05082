import { contractSuite } from '../contract-suite.ts';
import { benchList, benchMembers, listContract } from '../simulation-list-contract.ts';
import { civilAffairsOverHttp } from './http.ts';
import { civilAffairsSimulator } from './simulator.ts';

contractSuite(
  'civil affairs',
  ({ clock }) =>
    civilAffairsSimulator({
      clock,
      people: benchMembers('civil-affairs', '特困,低保'),
      divisionsOf: (list) => (list === benchList ? ['500154'] : undefined),
    }),
  (bench) => listContract(bench, ({ http }) => civilAffairsOverHttp({ http, pageSize: 5 })),
);
