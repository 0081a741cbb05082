import { expect, test } from 'vitest';
import { localDate } from '../domain/dates.ts';
import type { CaseRef } from '../domain/ids.ts';
import type { Hospital } from './hospital.ts';
import type { OwnStay } from './own-desk.ts';
import { settlingItself } from './settling-itself.ts';
import type { StayView } from './stay-view.ts';

const caseRef = 'case_1' as CaseRef;
const day = localDate('2024-03-08');

/** The stay as the hub shows it while it waits for that transaction. */
function waiting(transaction: string | null, stage = 'Covered'): StayView {
  const wait = { code: 'core-answer-awaited', step: 'admit', detail: { transaction: transaction ?? '' } };
  return { caseRef, stage, attention: transaction === null ? [] : [wait] } as unknown as StayView;
}

test('its desk carries out what each stay waits for, with the bill that was sent, and tries again what failed', async () => {
  const bill = { totalFen: 100, outOfPolicyFen: 0 };
  const discharged = Promise.withResolvers<void>();
  const hospital = {
    admit: async () => waiting(null),
    discharge: async () => {
      discharged.resolve();
      return waiting(null);
    },
    follow: async function* () {
      yield waiting(null, 'Arrived');
      yield waiting('2401');
      await discharged.promise;
      yield waiting('2304', 'Discharged');
      yield waiting(null, 'Closed');
    },
  } as unknown as Hospital;
  const done: string[] = [];
  let failures = 1;
  const carryOut = async (transaction: string, stay: OwnStay): Promise<void> => {
    if (failures > 0) {
      failures -= 1;
      throw new Error('the insurer is away');
    }
    done.push(`${transaction} ${stay.admissionNo} ${stay.bill?.totalFen ?? 'no bill'}`);
  };
  const works: Promise<void>[] = [];
  const own = settlingItself(
    hospital,
    { carryOut },
    { signal: new AbortController().signal, during: (work) => works.push(work) },
  );
  await own.admit({ scheme: 's', person: {} as never, admissionNo: 'A-1', admittedOn: day });
  await own.discharge(caseRef, day, bill);
  await Promise.all(works);
  expect(done).toEqual(['2401 A-1 100', '2304 A-1 100']);
});

test('the hub stops, and the desk follows nobody any more', async () => {
  const ending = new AbortController();
  const hospital = {
    admit: async () => waiting(null),
    follow: async function* () {
      yield waiting(null);
      ending.abort();
      throw new Error('the hub is away');
    },
  } as unknown as Hospital;
  const works: Promise<void>[] = [];
  const tools = { signal: ending.signal, during: (work: Promise<void>) => void works.push(work) };
  const own = settlingItself(hospital, { carryOut: async () => undefined }, tools);
  await own.admit({ scheme: 's', person: {} as never, admissionNo: 'A-1', admittedOn: day });
  expect(await Promise.all(works)).toEqual([undefined]);
});
