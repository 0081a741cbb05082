import { expect, test } from 'vitest';
import { localDate } from '../../domain/dates.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { type Fen, fen, maxFen, minFen, subtractFen, zeroFen } from '../../domain/money.ts';
import type { Settlement } from '../../domain/settlement.ts';
import { anAdmission, aPerson, at, useStore } from '../postgres/store-under-test.ts';

const store = useStore();
const capFen = fen(2_000_000);
const totalFen = fen(1_500_000);

/** Assistance takes the whole bill as far as the year's cap reaches. */
function settledWithin(usedFen: Fen): Settlement {
  const share = minFen(totalFen, maxFen(zeroFen, subtractFen(capFen, usedFen)));
  const patientFen = subtractFen(totalFen, share);
  return {
    ...{ scheme: 'linhe-2017', version: '2017-09-11', totalFen, patientFen, assumed: [] },
    shares: [{ payer: 'medical-assistance', fen: share, steps: [] }],
    patientParts: patientFen > 0 ? [{ kind: 'cash', fen: patientFen }] : [],
  };
}

async function discharged(serial: number, on: string): Promise<CaseRef> {
  const personRef = await store().people.register(aPerson(serial));
  const entry = await anAdmission(store(), { personRef, admittedOn: localDate('2025-12-20') });
  await store().stays.acceptAdmission(entry);
  const { caseRef } = entry;
  await store().stays.acceptDischarge({
    ...{
      caseRef,
      bodyDigest: 'd',
      dischargedOn: localDate(on),
      totalFen,
      outOfPolicyFen: zeroFen,
      bill: {},
      explained: false,
      actor: 'H50015400001/machine',
      at,
    },
  });
  const cover = {
    insurance: { type: null, status: 'none', division: null },
    categories: [],
    creditLine: null,
  } as const;
  await store().stays.recordCover(caseRef, cover, at);
  await store().stays.advanceStage(caseRef, 'Admitted', at);
  await store().stays.recordDischargeTaken(caseRef, at);
  return caseRef;
}

async function settleStay(caseRef: CaseRef): Promise<Fen> {
  const stay = await store().stays.stay(caseRef);
  if (stay?.discharge == null) throw new Error('the stay was not discharged');
  const year = stay.discharge.dischargedOn.slice(0, 4);
  const settlement = await store().stays.settleUnderCaps(
    { caseRef, personRef: stay.personRef, year },
    (used) => {
      const worked = settledWithin(used['medical-assistance'] ?? zeroFen);
      const obligations = worked.shares
        .filter((share) => share.fen > 0)
        .map(({ payer }) => ({ payer, claimSequence: 1, party: 'civil-affairs' as const }));
      return { caseRef, settlement: worked, obligations, request: {}, at };
    },
  );
  invariant(settlement !== 'cancelled', 'nobody cancelled it');
  return settlement?.shares[0]?.fen ?? zeroFen;
}

test('stays of one person that settle at once never pass the yearly cap together', async () => {
  const cases = await Promise.all([1, 2, 3, 4].map(() => discharged(70_001, '2026-03-01')));
  const shares = await Promise.all(cases.map(settleStay));
  expect(shares.toSorted((a, b) => b - a)).toEqual([1_500_000, 500_000, 0, 0]);
});

test('the cap is per calendar year of discharge and per person', async () => {
  const first = await settleStay(await discharged(70_002, '2025-12-31'));
  const nextYear = await settleStay(await discharged(70_002, '2026-01-01'));
  const somebodyElse = await settleStay(await discharged(70_003, '2026-01-01'));
  expect([first, nextYear, somebodyElse]).toEqual([1_500_000, 1_500_000, 1_500_000]);
});

test('settling a stay again gives the first settlement, whatever was used since', async () => {
  const caseRef = await discharged(70_004, '2026-03-01');
  const first = await settleStay(caseRef);
  await settleStay(await discharged(70_004, '2026-03-02'));
  expect(await settleStay(caseRef)).toBe(first);
});
