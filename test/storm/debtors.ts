import type { ArrearsState } from '../../domain/arrears.ts';
import { recorded } from './acts/conditions.ts';
import { goesOn, pays, paysToTheEnd, proposed, type UnderWay } from './afterwards.ts';
import type { PlannedStay } from './planned-stay.ts';

/** When the own part has been open for more than a week: what was left out is made up for, and the debt is asked for, relieved or noticed. */
export async function firstWeekOver(stay: UnderWay, planned: PlannedStay): Promise<void> {
  if (planned.conditions === 'late')
    for (const from of ['admission', 'discharge'] as const) await recorded(stay, planned, from);
  await goesOn(stay, async ({ conditions }) => {
    return conditions.every(
      ({ state, dueOn }) => state !== 'open' || dueOn === null || dueOn >= stay.today(),
    );
  });
  if (planned.late === 'is-relieved') return goesOn(stay, async ({ stage }) => stage === 'Closed');
  await standsAs(stay, (found) => found !== 'notice-due');
  switch (planned.late) {
    case 'pays-after-notice':
      return goesOn(stay, async (view) => !(await pays(stay, view)));
    case 'answers':
      return objected(stay, '申辩');
    case 'dies':
      await done(stay, { kind: 'record-death', on: 'patient-account', diedOn: stay.today() });
      return standsAs(stay, (found) => found === 'ended');
    case 'is-listed':
    case 'objects':
    case null:
      return;
  }
}

/** When the time to answer is over: listed or not, heard, and paid in the end. */
export async function answerTimeOver(stay: UnderWay, { late, scheme }: PlannedStay): Promise<void> {
  if (scheme === 'linhe-2017') {
    await standsAs(stay, (found) => found === 'listed' || found === 'ended');
    if (late === 'objects') await objected(stay, '异议');
    await standsAs(stay, (found) => found !== 'objected');
  }
  await paysToTheEnd(stay);
  if (scheme === 'linhe-2017') await standsAs(stay, (found) => found === 'ended');
}

/** The person answers the notice, or objects to the record. */
function objected(stay: UnderWay, paper: string): Promise<void> {
  const objection = { objectedBy: 'patient', objectedOn: stay.today(), paper };
  return done(stay, { kind: 'record-objection', on: 'arrears', ...objection });
}

/** Done at once by one person; until the hub has taken it. */
async function done(
  stay: UnderWay,
  act: { readonly kind: string } & Readonly<Record<string, string>>,
): Promise<void> {
  await goesOn(stay, async () => {
    const { resolutions } = await stay.hub.get<{
      readonly resolutions: readonly { readonly kind: string }[];
    }>(`/v1/stays/${stay.caseRef}/resolutions`);
    if (resolutions.some(({ kind }) => kind === act.kind)) return true;
    await proposed(stay, act);
    return false;
  });
}

/** Until its case of arrears stands so. */
async function standsAs(stay: UnderWay, wanted: (state: ArrearsState) => boolean): Promise<void> {
  await goesOn(stay, async () => {
    const { cases } = await stay.hub.get<{ readonly cases: readonly { readonly state: ArrearsState }[] }>(
      `/v1/stays/${stay.caseRef}/arrears`,
    );
    const last = cases.at(-1);
    return last !== undefined && wanted(last.state);
  });
}
