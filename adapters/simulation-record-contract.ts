import { expect, test } from 'vitest';
import type { RecordParty } from '../domain/record-answers.ts';
import type { ContractBench } from './contract-suite.ts';
import { ask, benchHeader, benchPeople, benchPersonRef, openBenchPerson } from './contract-suite.ts';
import type { PartyHttp } from './http.ts';
import type { RecordSource } from './record-source.ts';
import type { People } from './simulation.ts';
import { lookUps } from './simulation-records.ts';

/** The people of the suites, of whom the third is in the keeper's records. */
export function peopleWithRecord(keeper: RecordParty): People {
  const all = benchPeople
    .all()
    .map((one, at) =>
      at === 2 ? { ...one, records: [{ keeper, since: '2025-06-01' as never, number: 'R-7' }] } : one,
    );
  return { ...benchPeople, all: () => all, find: (number) => all.find((one) => one.idNumber === number) };
}

/** What every keeper of records must do, whatever its wire looks like. */
export function recordContract(
  bench: ContractBench,
  sourceOf: (parts: { http: PartyHttp; openPerson: typeof openBenchPerson }) => RecordSource,
): void {
  const { lookUp } = sourceOf({ http: bench.http, openPerson: openBenchPerson });
  let sequence = 0;
  const of = (index: number) => ask(lookUp, { personRef: benchPersonRef(index) }, benchHeader(++sequence));

  test('who is in the records is listed since a day, under a number; who is not is told so', async () => {
    const listed = { kind: 'listed', since: '2025-06-01', number: 'R-7' };
    expect(await of(2)).toEqual({ kind: 'done', value: listed });
    expect(await of(0)).toEqual({ kind: 'done', value: { kind: 'not-listed' } });
  });

  test('several of the name are no answer about the person', async () => {
    bench.misbehave('same-name');
    expect(await of(0)).toEqual({ kind: 'done', value: { kind: 'same-name', count: 2 } });
    bench.misbehave(undefined);
  });

  test('another person’s reply is not ours, and nonsense is no answer', async () => {
    bench.misbehave('another-person');
    expect(await of(2)).toMatchObject({ kind: 'unknown', reason: 'another-question' });
    bench.misbehave('wrong-data');
    expect(await of(2)).toEqual({ kind: 'unknown', reason: 'unreadable' });
    bench.misbehave(undefined);
  });

  test('nobody is asked about without a purpose, and every look-up stands in the keeper’s book', async () => {
    const header = benchHeader(++sequence);
    const body = await lookUp.write({ personRef: benchPersonRef(0) }, header);
    const without = JSON.stringify({ ...JSON.parse(body), purpose: '', useFor: '' });
    const before = bench.book.rows(lookUps).length;
    expect(await lookUp.send(without, header)).toMatchObject({ status: 400 });
    expect(bench.book.rows(lookUps)).toHaveLength(before);
    await lookUp.send(body, header);
    expect(bench.book.rows(lookUps).at(-1)).toMatchObject({ key: header.key });
  });
}
