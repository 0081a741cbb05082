import { expect, test } from 'vitest';
import { memoryBook } from '../../adapters/book.ts';
import { canPlay, jsonReply } from '../../adapters/simulation.ts';
import { countyClock, realTime } from '../../domain/clock.ts';
import { type PartyId, parties } from '../../domain/ids.ts';
import { troubles } from '../../test/storm/acts/troubles.ts';
import { countyOf } from '../people/counties.ts';
import { personOf } from '../people/population.ts';
import { simulatorOf } from './simulators.ts';

const person = personOf(countyOf('kaizhou'), 1, 0);
const people = { find: () => person, all: () => [person], version: () => 1 };
const simulator = (party: PartyId) =>
  simulatorOf(party, { book: memoryBook(), people, clock: countyClock(realTime), calendar: 'immediate' });

const lookUps = ['/api/defaulters/query', '/credit/v1/check'];

test.each(parties)('%s knows its own paths and no others', (party) => {
  const one = simulator(party);
  const paths = ['/fsi/api/2304', '/api/list/query', '/v2/members/search', '/claims', '/draws'].concat(
    lookUps,
  );
  const operations = paths.flatMap((path) => one.operationOf(path) ?? []);
  const expected: Readonly<Record<PartyId, readonly string[]>> = {
    'medical-insurance': ['settle'],
    'civil-affairs': ['listPage', 'claim'],
    'rural-revitalization': ['listPage'],
    'commercial-insurer': ['claim'],
    'red-cross': ['claim'],
    bank: ['draw'],
    'court-list': ['lookUp'],
    'medical-credit': ['lookUp'],
    'sms-gateway': [],
  };
  expect(operations).toEqual(expected[party]);
  expect(one.handle({ path: '/elsewhere', headers: {}, body: '{}' }).status).toBe(404);
});

test('civil affairs keeps its list and pays at its desk', () => {
  const both = simulator('civil-affairs');
  const asked = { listCode: 'kaizhou-civil-affairs', pageNo: 1, pageSize: 10, snapshotNo: '' };
  const page = both.handle({ path: '/api/list/query', headers: {}, body: JSON.stringify(asked) });
  expect(JSON.parse(page.body)).toMatchObject({ code: 0, data: { total: 1, rows: [{ rylb: '低保对象' }] } });
  const unknown = both.handle({ path: '/claims/status', headers: {}, body: '{"claimNo":"C1"}' });
  expect(unknown).toEqual(jsonReply(404, { status: 'rejected', claimNo: 'C1', reason: 'claim-unknown' }));
});

test.each(parties)('%s takes garbage without falling over', (party) => {
  const one = simulator(party);
  for (const path of [
    '/fsi/api/2304',
    '/fsi/api/1101',
    '/api/list/query',
    '/v2/members/search',
    '/claims',
    '/draws',
    ...lookUps,
  ])
    for (const body of ['', 'null', '[]', '{"input":null}', '{"amountFen":"1"}', '{"person":5}'])
      expect(one.handle({ path, headers: {}, body }).status).toBeGreaterThanOrEqual(200);
});

test('whatever goes wrong at a party in a storm is something that it can play', () => {
  const unheard = troubles.flatMap((trouble) =>
    trouble.at === 'window'
      ? []
      : trouble.faults.flatMap((fault) =>
          fault.kind === 'mischief' && !canPlay(simulator(trouble.at), fault.name)
            ? [`${trouble.at}: ${fault.name}`]
            : [],
        ),
  );
  expect(unheard).toEqual([]);
});
