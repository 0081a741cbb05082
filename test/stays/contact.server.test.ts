import { beforeAll, expect, test } from 'vitest';
import type { CaseRef } from '../../domain/ids.ts';
import {
  aBureau,
  aSettledStay,
  aStayInCare,
  as,
  bureau,
  confirm,
  door,
  propose,
} from './resolutions-under-test.ts';

beforeAll(aBureau);

const change = (who: string, caseRef: CaseRef, phone: string) =>
  as(who, 'PUT', `/v1/stays/${caseRef}/contact`, { phone });

async function reached(caseRef: CaseRef): Promise<string | null> {
  const stay = await door().deps.stays.stay(caseRef);
  if (stay === undefined) throw new Error('no such stay');
  return (await door().deps.people.open(stay.personRef)).phone;
}

const audited = async (caseRef: CaseRef) =>
  door()
    .db.selectFrom('auditOwed')
    .select(['actor', 'action', 'reason'])
    .where('subject', '=', caseRef)
    .where('action', '=', 'phone-changed')
    .execute();

test('the window puts right how the patient is reached; who did it is in the audit, the number is not', async () => {
  const caseRef = await aSettledStay();
  const told = await change('window', caseRef, '13800138777');
  expect(told).toEqual({ status: 200, caseRef, endsWith: '8777' });
  expect(await reached(caseRef)).toBe('13800138777');
  expect(await audited(caseRef)).toEqual([
    { actor: expect.stringContaining('/window'), action: 'phone-changed', reason: null },
  ]);
});

test('until it is certain who the person is nobody’s number is changed, and neither is that of somebody else’s stay', async () => {
  const caseRef = await aStayInCare();
  const before = await reached(caseRef);
  expect(await change('window', caseRef, '13800138777')).toMatchObject({ status: 409, code: 'stage-unfit' });
  const settled = await aSettledStay();
  const anothersCard = { kind: 'impersonation', on: 'person', office: bureau.party, foundOn: '2024-03-01' };
  const { sequence } = await propose('window', settled, anothersCard);
  expect(await confirm(bureau.actor, settled, sequence)).toMatchObject({ state: 'applied' });
  expect(await change('window', settled, '13800138777')).toMatchObject({ status: 409, code: 'stage-unfit' });
  expect([await reached(caseRef), await audited(caseRef)]).toEqual([before, []]);
});

test('what is no number is told, and nothing is changed', async () => {
  const caseRef = await aSettledStay();
  const before = await reached(caseRef);
  for (const phone of ['', '   ', '138\n0013'])
    expect(await change('window', caseRef, phone)).toMatchObject({ status: 422, code: 'request-invalid' });
  expect(await change('finance', caseRef, '13800138777')).toMatchObject({ status: 403 });
  expect(await reached(caseRef)).toBe(before);
});
