import type { CountyUnderTest } from '../county/county-under-test.ts';
import { comparedBooks } from './books.ts';
import type { PlannedStay } from './planned-stay.ts';
import { lostRights, type OwnRecords } from './rights.ts';
import { storyOf } from './story.ts';

/** More than one stay that is wrong is mostly wrong in the same way. */
const mostStories = 6;

/** What a storm came to; the last four must be 0. */
export interface StormReport {
  readonly seed: number;
  readonly stays: number;
  readonly closed: number;
  readonly refused: number;
  readonly cancelled: number;
  readonly faults: number;
  readonly resolutions: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unowned: number;
  readonly stuck: number;
}

/** Looks at every stay of the storm when it is over; whatever is wrong is told with what had gone wrong in that stay. */
export async function judged(
  county: CountyUnderTest,
  {
    wanted,
    known,
    own,
    say,
  }: {
    readonly wanted: number;
    readonly known: ReadonlyMap<string, PlannedStay>;
    readonly own: OwnRecords;
    readonly say: (line: string) => void;
  },
): Promise<Omit<StormReport, 'seed' | 'faults'>> {
  interface Ended {
    readonly caseRef: string;
    readonly stage: string;
    readonly waits: string | null;
  }
  const rows = await county.sql<Ended>(`SELECT case_ref AS "caseRef", stage,
    (SELECT string_agg(code || ' ' || step, ', ') FROM attention AS a WHERE a.case_ref = stays.case_ref) AS waits FROM stays`);
  const kinds = await county.sql<{ kind: string; applied: number }>(
    "SELECT kind, count(*)::int AS applied FROM resolutions WHERE state = 'applied' GROUP BY kind ORDER BY kind",
  );
  say(`people did: ${kinds.map(({ kind, applied }) => `${kind} ${applied}`).join(', ')}`);
  const applied = kinds.reduce((sum, one) => sum + one.applied, 0);
  const ends = ['Closed', 'Refused', 'Cancelled'];
  const stuck = rows.filter(({ stage }) => !ends.includes(stage));
  for (const { caseRef, stage, waits } of stuck) {
    const planned = known.get(caseRef);
    const wrong = planned?.troubles.map(({ name }) => name).join(', ');
    say(`stuck: ${caseRef} ${planned?.scheme} ${stage}, waits for ${waits ?? 'nothing'} (${wrong})`);
  }
  const { doubled, unowned, ...books } = await comparedBooks(county);
  const lost = [...books.lost, ...(await lostRights(county, own))];
  for (const [what, lines] of Object.entries({ lost, doubled, unowned }))
    for (const line of lines) {
      const planned = known.get(caseIn(line)[0] ?? '');
      say(`${what}: ${line} (${planned?.troubles.map(({ name }) => name).join(', ')})`);
    }
  const wrong = [
    ...stuck.map(({ caseRef }) => caseRef),
    ...[...lost, ...doubled, ...unowned].flatMap(caseIn),
  ];
  for (const caseRef of [...new Set(wrong)].slice(0, mostStories))
    for (const line of await storyOf(county, caseRef)) say(`${caseRef} ${line}`);
  const ended = (stage: string): number => rows.filter((row) => row.stage === stage).length;
  return {
    ...{ stays: wanted, closed: ended('Closed'), refused: ended('Refused') },
    ...{ cancelled: ended('Cancelled'), resolutions: applied },
    ...{ lost: lost.length, doubled: doubled.length, unowned: unowned.length },
    // What was never taken at the window counts too.
    stuck: stuck.length + (wanted - rows.length),
  };
}

function caseIn(line: string): readonly string[] {
  return /case_\w+/.exec(line) ?? [];
}
