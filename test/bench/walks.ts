import { simulatedHospital } from '../../county/hospital.ts';
import { walkInstitutions } from '../../county/seed/institutions.ts';
import { loadLists } from '../../county/seed/load-lists.ts';
import type { StayView } from '../../county/stay-view.ts';
import { type Route, routes, walkStay } from '../../county/walk.ts';
import { invariant } from '../../domain/invariant.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { atMost, type Figure, figure } from './figures.ts';
import { type HistoryFigures, historyOf, type StayHistory } from './stay-histories.ts';

const withinMs = 60_000;
const kilobyte = 1_024;

/** What a stay of each programme left in Temporal, the one with the fewest payers first. */
export async function walkedHistories(county: CountyUnderTest): Promise<readonly StayHistory[]> {
  await loadLists(county, { ...county, namespace: 'default', say: () => undefined });
  const histories: StayHistory[] = [];
  for (const route of routes) {
    const { view, institution } = await walked(county, route);
    histories.push(await historyOf(county, { ...view, institution }));
  }
  return histories.toSorted((a, b) => a.payers - b.payers);
}

/** Stays with nothing beside their payers, those with the fewest first. */
export const plainOf = (histories: readonly StayHistory[]): readonly StayHistory[] =>
  histories.filter(({ beside }) => beside.length === 0);

/** P3, of schemes as they are: the fewest payers against the most, with nothing beside them; what a bank or a bill in mid-stay adds is told apart. */
export function historyFigures(histories: readonly StayHistory[]): readonly Figure[] {
  // A run that is still open has not said all that it will.
  const over = histories.filter(({ stay }) => stay.ended);
  const plain = plainOf(over);
  const [few = histories[0], many = histories.at(-1)] = [plain[0], plain.at(-1)];
  invariant(few !== undefined && many !== undefined, 'schemes were walked');
  const each = (of: (one: HistoryFigures) => number): number =>
    (of(many.stay) - of(few.stay)) / (many.payers - few.payers);
  // Payers are prompt here; on a slow machine one may not be.
  const runs = histories.flatMap(({ children }) => children.map(({ events }) => events));
  const all = histories.flatMap(({ stay, children }) => [stay, ...children]);
  return [
    figure(
      'runs still open 10 s after their stay was closed',
      all.filter(({ ended }) => !ended).length,
      'runs',
    ),
    figure(`a stay with ${few.payers} payers: events`, few.stay.events, 'events', atMost('P3', 26)),
    figure('  workflow tasks', few.stay.workflowTasks, 'tasks', atMost('P3', 4)),
    figure('  history', few.stay.bytes / kilobyte, 'KB', atMost('P3', 6)),
    figure(
      `each further payer (${many.payers} against ${few.payers}): events`,
      each((one) => one.events),
      'events',
      {
        ...atMost('P3', 3),
      },
    ),
    figure(
      '  workflow tasks',
      each((one) => one.workflowTasks),
      'tasks',
      atMost('P3', 0),
    ),
    ...over
      .filter(({ beside }) => beside.length > 0)
      .map(({ payers, beside, stay }) =>
        figure(`a stay with ${payers} payers, ${beside.join(', ')}: events`, stay.events, 'events'),
      ),
    figure('payers that were not prompt and had a run of their own', runs.length, 'runs'),
    ...(runs.length === 0
      ? []
      : [figure('  the longest of them', Math.max(...runs), 'events', atMost('P3', 18))]),
  ];
}

/** Walks one stay as its hospital would. */
export async function walked(county: CountyUnderTest, route: Route) {
  const institution = walkInstitutions[route.scheme];
  const token = institution && county.credentials.hospitals[institution]?.token;
  invariant(institution !== undefined && token !== undefined, `${route.scheme} has a hospital`);
  const { schemes, addresses } = county;
  const hospital = simulatedHospital({ api: addresses.api, institution, token, schemes });
  const { view } = await walkStay(hospital, route, { today: county.today(), withinMs });
  return { view: view as StayView, institution };
}
