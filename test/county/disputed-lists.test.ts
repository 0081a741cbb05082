import axios from 'axios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { HubClient } from '../../county/hub-client.ts';
import type { StayView } from '../../county/stay-view.ts';
import { addDays } from '../../domain/dates.ts';
import type { CaseRef, InstitutionId } from '../../domain/ids.ts';
import { type Agency, agencyOf } from './agency.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admissionBody } from './hospitalizations.ts';
import { civil, heading, hospitalOf, others, row, rural, someone } from './kaizhou.ts';

const kaizhou = { scheme: 'kaizhou-2024', institution: 'H50015400001' as InstitutionId };

let county: CountyUnderTest;
let hospital: HubClient;
let lists: Record<'civil' | 'rural', Agency>;

beforeAll(async () => {
  county = await startCountyUnderTest({ hasty: true });
  hospital = hospitalOf(county, kaizhou.institution);
  lists = { civil: agencyOf(county, civil), rural: agencyOf(county, rural) };
});
afterAll(() => county?.end());

const file = (...rows: readonly string[]): string => heading + [...others('特困人员'), ...rows].join('');

type Seen = StayView & { readonly attention: readonly { readonly code: string }[] };

async function admit(person: CountyPerson, emergency = false): Promise<Seen> {
  const admission = { ...admissionBody(county, person, kaizhou), emergency };
  const { body } = await hospital.post<StayView>('/v1/stays', admission);
  return until('the decision', async () => {
    const view = await stay(body.caseRef as CaseRef);
    return view.decision !== null && view;
  });
}

const stay = (caseRef: CaseRef) => hospital.get<Seen>(`/v1/stays/${caseRef}`);
const waits = async (caseRef: CaseRef): Promise<readonly string[]> =>
  (await stay(caseRef)).attention.map(({ code }) => code);
const codes = (reasons: readonly { readonly code: string }[] | undefined) => reasons?.map(({ code }) => code);

test('a list that stopped coming admits with its day, refuses nobody by its silence, and is forgotten when it comes again', async () => {
  const [listed, unlisted] = [await someone(county, 1), await someone(county, 2)];
  const stopped = addDays(county.today(), -40);
  await lists.rural.push(file());
  expect(
    await lists.civil.push(file(row(listed, '低保对象', 'A')), { query: `?asOf=${stopped}` }),
  ).toMatchObject({
    state: 'released',
  });
  const admitted = await admit(listed);
  expect(admitted.decision).toMatchObject({ outcome: 'admit' });
  expect(codes(admitted.decision?.conditions)).toContain('list-too-old');
  const reason = admitted.decision?.reasons.find(({ code }) => code === 'category-listed');
  expect(reason?.zh).toContain(`名单截至 ${stopped}，未核实`);
  expect(reason?.en).toContain(`listed as of ${stopped}, unverified`);
  expect(reason?.article).toContain('一（一）');
  expect(await waits(admitted.caseRef as CaseRef)).toContain('list-stale');
  const doubtful = await admit(unlisted, true);
  expect(doubtful.decision).toMatchObject({ outcome: 'review', missing: ['categories'] });
  await lists.civil.push(file(row(listed, '低保对象', 'A'), row(unlisted, '低保对象', 'A')));
  await until(
    'the attention goes',
    async () => !(await waits(admitted.caseRef as CaseRef)).includes('list-stale'),
  );
});

test('a person who is struck out in mid-stay keeps the decision of the admission day, and its evidence', async () => {
  const [patient, relative] = [await someone(county, 3), await someone(county, 4)];
  await lists.civil.push(file(row(patient, '低保对象', 'B'), row(relative, '低保对象', 'B')));
  const { caseRef, decision } = await admit(patient);
  expect(decision).toMatchObject({ outcome: 'admit' });
  await until('the insurer is told', async () => (await stay(caseRef as CaseRef)).stage === 'Admitted');
  const house = await hospital.get<{ households: readonly { listed: number; others: readonly object[] }[] }>(
    `/v1/stays/${caseRef}/household?known=then`,
  );
  expect(house.households).toMatchObject([
    { listId: civil, stated: true, listed: 2, others: [{ categories: [{}] }] },
  ]);
  await lists.civil.push(file(row(relative, '低保对象', 'B')));
  const seen = await hospital.get<{ categories: readonly object[] }>(
    `/v1/stays/${caseRef}/listed-categories?known=then`,
  );
  expect(seen.categories).toMatchObject([{ category: 'subsistence-allowance', listId: civil }]);
  expect((await stay(caseRef as CaseRef)).decision).toEqual(decision);
  const body = { dischargedOn: county.today(), way: 'cured', bill: { totalFen: 500_000, outOfPolicyFen: 0 } };
  await hospital.post(`/v1/stays/${caseRef}/discharge`, body);
  const settled = await until('the settlement', async () => {
    const view = await stay(caseRef as CaseRef);
    return view.settlement !== null && view;
  });
  expect(settled.decision).toEqual(decision);
});

test('two agencies that disagree are one row for a person to settle; the decision follows the right office meanwhile', async () => {
  const patient = await someone(county, 5);
  const registered = await axios.put(
    `${county.addresses.api}/v1/lists/${rural}`,
    {
      ...{ party: rural, division: '500154', shrinkLimitPermille: 100, ageLimitDays: 35 },
      categories: ['relapse-prone', 'unstable-exit', 'extreme-poverty', 'subsistence-allowance'],
    },
    { headers: { authorization: `Bearer ${county.credentials.operator.token}` } },
  );
  expect(registered.status).toBe(200);
  await lists.civil.push(file(row(patient, '特困人员', 'C')));
  await lists.rural.push(
    file(row(patient, '低保对象', 'C'), row(await someone(county, 6), '脱贫不稳定户', 'D')),
  );
  const [first, second] = [await admit(patient), await admit(patient)];
  expect(first.decision?.outcome).toBe('admit');
  expect(first.decision?.reasons.find(({ code }) => code === 'category-listed')?.zh).toContain('特困人员');
  const open = async () =>
    (
      await county.operator.get<{
        conflicts: readonly {
          conflictId: number;
          kind: string;
          caseRef: string;
          detail: Record<string, string[]>;
        }[];
      }>('/v1/list-conflicts')
    ).conflicts.filter(
      ({ kind, detail }) => kind === 'agencies' && detail[rural]?.includes('subsistence-allowance'),
    );
  const [conflict, ...more] = await open();
  expect(more).toEqual([]);
  expect(conflict).toMatchObject({
    caseRef: first.caseRef,
    detail: { [civil]: ['extreme-poverty'], [rural]: ['subsistence-allowance'] },
  });
  for (const { caseRef } of [first, second])
    expect(await waits(caseRef as CaseRef)).toContain('list-conflict');
  await county.operator.post(`/v1/list-conflicts/${conflict?.conflictId}/resolution`, {
    resolution: '民政为准',
  });
  expect(await open()).toEqual([]);
  for (const { caseRef } of [first, second])
    expect(await waits(caseRef as CaseRef)).not.toContain('list-conflict');
});
