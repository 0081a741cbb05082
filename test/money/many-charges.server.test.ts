import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import { fen, zeroFen } from '../../domain/money.ts';
import { anAdmittedStay, at, byHospital, useStore } from '../postgres/store-under-test.ts';

const store = useStore();
const many = 3_000;
const together = 50;

test('three thousand lists to one stay, each sent twice, are each taken once; its workflow hears of none', async () => {
  const { stays, db } = store();
  const caseRef = await anAdmittedStay(store());
  const owed = () => db.selectFrom('outbox').select('outboxId').where('caseRef', '=', caseRef).execute();
  const [events, outbox] = [await stays.events(caseRef), await owed()];
  const list = (n: number) => ({
    ...{ caseRef, listNo: `D${n}`, day: localDate('2026-03-01'), estimate: null, bodyDigest: `d${n}`, at },
    ...{ actor: byHospital, interimDue: () => false, ownPart: () => zeroFen },
    entries: [
      {
        ...({ code: 'X1', name: '床位费', category: 'bed', quantity: '1', policy: 'inside' } as const),
        ...{ fen: fen(n + 1), signature: null, corrects: null },
      },
    ],
  });
  const kinds: Record<string, number> = {};
  for (let from = 0; from < many; from += together) {
    const numbers = Array.from({ length: together }, (_, place) => from + place);
    const done = await Promise.all([...numbers, ...numbers].map((n) => stays.recordCharges(list(n))));
    for (const { kind } of done) kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  expect(kinds).toEqual({ recorded: many, repeated: many });
  const whole = await stays.wholeStay(caseRef);
  expect(whole?.charges).toMatchObject({ lists: many, totalFen: (many * (many + 1)) / 2 });
  expect(await stays.events(caseRef)).toEqual(events);
  expect(await owed()).toEqual(outbox);
});
