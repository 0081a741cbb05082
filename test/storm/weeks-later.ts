import { writeJson } from '../../county/state.ts';
import { countyClock } from '../../domain/clock.ts';
import type { CaseRef } from '../../domain/ids.ts';
import { type CountyUnderTest, startCountyUnderTest } from '../county/county-under-test.ts';
import { goesOn, type UnderWay } from './afterwards.ts';
import { answerTimeOver, firstWeekOver } from './debtors.ts';
import { countyOptions } from './ground.ts';
import { underWay } from './hospitalization.ts';
import { peopleAtWork } from './people.ts';
import type { PlannedStay } from './planned-stay.ts';

/** Longer than the days of grace of an own part, and longer than the days to answer a notice. */
const [graceOver, answerOver] = [8, 16];
const dayMs = 86_400_000;

/** The county goes on from where it stood, so many days later. */
export async function daysLater(county: CountyUnderTest, days: number): Promise<CountyUnderTest> {
  const { state, clock } = county;
  await county.leave();
  const countyMs = countyClock(clock).nowMillis() + days * dayMs;
  writeJson(state.clockFile, { ...clock, realMs: Date.now(), countyMs });
  return startCountyUnderTest({ state, ...countyOptions });
}

export interface Debtors {
  readonly seed: number;
  readonly known: ReadonlyMap<string, PlannedStay>;
  readonly over: () => boolean;
  readonly say: (line: string) => void;
}

/** Weeks in which nobody is admitted: whoever owes is asked, noticed, heard, listed or not, and pays. `turn` lets days pass and gives the county of then. */
export async function weeksLater(
  turn: (days: number) => Promise<CountyUnderTest>,
  debtors: Debtors,
): Promise<void> {
  const late = [...debtors.known].filter((one) => one[1].late !== null);
  if (late.length === 0) return;
  for (const { days, acts } of [
    { days: graceOver, acts: firstWeekOver },
    { days: answerOver, acts: answerTimeOver },
  ]) {
    const county = await turn(days);
    debtors.say(`${days} days later, ${county.today()}: ${late.length} have not paid`);
    const { seed, known, say, over } = debtors;
    const people = peopleAtWork(county, { seed, stayOf: (caseRef) => known.get(caseRef) });
    const followed = async (caseRef: string, planned: PlannedStay): Promise<void> => {
      const stay: UnderWay = underWay(county, { planned, caseRef: caseRef as CaseRef, over });
      let owes = false;
      await goesOn(stay, async ({ stage }) => {
        owes = stage === 'Settled';
        return true;
      });
      if (owes) await acts(stay, planned);
    };
    const failed = await Promise.allSettled(late.map(([caseRef, planned]) => followed(caseRef, planned)));
    await people.stop();
    for (const line of [...failed.flatMap(reasonOf), ...people.trouble()]) say(`! ${line}`);
  }
}

function reasonOf(one: PromiseSettledResult<void>): readonly string[] {
  return one.status === 'rejected' ? [String(one.reason)] : [];
}
