import { setTimeout as wait } from 'node:timers/promises';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { ConditionKind } from '../../domain/condition-kinds.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { calm, killOne } from '../county/kills.ts';
import { stormCounty } from './ground.ts';
import { hospitalized, type Watcher } from './hospitalization.ts';
import { judged, type StormReport } from './judgement.ts';
import { peopleAtWork } from './people.ts';
import { type PlannedKill, planOf } from './plan.ts';
import type { PlannedStay } from './planned-stay.ts';
import { daysLater, weeksLater } from './weeks-later.ts';

export interface StormWish {
  readonly seed: number;
  readonly stays: number;
  /** A storm in which no stay has moved for so long is over, whatever people still try. */
  readonly quietMs?: number;
  /** Ends it early; what is not over by then is stuck. */
  readonly signal?: AbortSignal;
  readonly say: (line: string) => void;
  /** Looks at the county once the storm is over, with everybody who was treated. */
  readonly afterwards?: (county: CountyUnderTest, people: readonly CountyPerson[]) => Promise<void>;
}

/** How many stays are between window and settlement at once. */
const atOnce = 16;

/** Runs the storm of a seed in a county of its own. What is wrong is told by `say`, line by line. */
export async function storm({
  seed,
  stays,
  quietMs = 240_000,
  signal,
  say,
  afterwards,
}: StormWish): Promise<StormReport> {
  const plan = planOf(seed, stays);
  say(`storm ${seed}: ${stays} stays, ${plan.kills.length} kills; the county starts`);
  let county = await stormCounty(plan);
  const known = new Map<string, PlannedStay>();
  const own = new Map<string, Set<ConditionKind>>();
  const failures: string[] = [];
  let faults = 0;
  let over = false;
  const watcher: Watcher = {
    admitted: (caseRef, planned) => void known.set(caseRef, planned),
    planted: (count) => {
      faults += count;
    },
    recorded: (caseRef, kinds) => void own.set(caseRef, new Set([...(own.get(caseRef) ?? []), ...kinds])),
    failed: (caseRef, failure) => void failures.push(`${caseRef}: ${failure.message}`),
    over: () => over,
  };
  const people = peopleAtWork(county, { seed, stayOf: (caseRef) => known.get(caseRef) });
  try {
    const ending = new AbortController();
    let begun = 0;
    const windows = inTurn(plan.stays, async (planned) => {
      begun += 1;
      await hospitalized(county, planned, watcher).catch((failure: Error) => {
        failures.push(`${planned.scheme} ${planned.troubles.map(({ name }) => name)}: ${failure.message}`);
      });
    });
    const due = (kill: number): boolean => begun / stays >= kill / plan.kills.length;
    const killing = killed(county, plan.kills, { due, signal: ending.signal, say });
    let through = false;
    void windows.then(() => {
      through = true;
    });
    const late = () => [...known].flatMap(([caseRef, one]) => (one.late === null ? [] : [caseRef]));
    await untilQuiet(county, { wanted: stays, late, through: () => through, quietMs, signal, say });
    over = true;
    ending.abort();
    faults += await killing;
    await Promise.race([windows, wait(5_000)]);
    for (const line of [...failures, ...people.trouble()]) say(`! ${line}`);
    await people.stop();
    await calm(county);
    await weeksLater(
      async (days) => {
        county = await daysLater(county, days);
        return county;
      },
      { seed, known, say, over: () => signal?.aborted === true },
    );
    await afterwards?.(
      county,
      plan.stays.flatMap(({ person, relative }) => [person, relative]),
    );
    return { seed, faults, ...(await judged(county, { wanted: stays, known, own, say })) };
  } finally {
    over = true;
    await people.stop();
    await county.end();
  }
}

async function inTurn(
  stays: readonly PlannedStay[],
  run: (planned: PlannedStay) => Promise<unknown>,
): Promise<void> {
  const left = [...stays];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** kill -9 of the planned victims, one after the other and over the whole course of the storm; gives how many there were. */
async function killed(
  county: CountyUnderTest,
  kills: readonly PlannedKill[],
  {
    due,
    signal,
    say,
  }: {
    readonly due: (kill: number) => boolean;
    readonly signal: AbortSignal;
    readonly say: (line: string) => void;
  },
): Promise<number> {
  const pause = (ms: number) => wait(ms, undefined, { signal }).catch(() => undefined);
  let count = 0;
  for (const one of kills) {
    await pause(one.afterMs);
    while (!due(count) && !signal.aborted) await pause(500);
    if (signal.aborted) break;
    say(`kill -9 ${one.victim}`);
    await killOne(county, one.victim, one.worker);
    count += 1;
  }
  return count;
}

interface Counts {
  readonly total: number;
  readonly ended: number;
  readonly moved: number;
}

/** Whose patient pays nothing for weeks has come to the end of the storm once all but the own part is paid. */
const countsNow = `SELECT count(*)::int AS total, count(*) FILTER (WHERE stage IN ('Closed', 'Refused', 'Cancelled')
    OR (stage = 'Settled' AND case_ref = ANY($1) AND NOT EXISTS (SELECT FROM attention WHERE attention.case_ref = stays.case_ref
        AND step <> 'patient-part' AND step <> 'arrears' AND step NOT LIKE 'condition/%')
      AND NOT EXISTS (SELECT FROM ledger_postings JOIN ledger_transactions AS t USING (transaction_id) WHERE t.case_ref = stays.case_ref
        AND account ~ '^(receivable|in-transit|disputed|refund):' AND account <> 'receivable:patient'
        GROUP BY account HAVING sum(fen) <> 0)))::int AS ended,
  (SELECT count(*)::int FROM stay_events WHERE kind IN ('admission-accepted', 'stage-reached', 'obligation-changed', 'patient-paid', 'fact-corrected', 'settled-again')) AS moved
  FROM stays`;

/** Until every stay has come to its end and no hospital wants anything of one any more, or nothing has moved for a while. */
async function untilQuiet(
  county: CountyUnderTest,
  {
    wanted,
    late,
    through,
    quietMs,
    signal,
    say,
  }: {
    readonly wanted: number;
    readonly late: () => readonly string[];
    readonly through: () => boolean;
    readonly quietMs: number;
    readonly signal: AbortSignal | undefined;
    readonly say: (line: string) => void;
  },
): Promise<void> {
  let moved = -1;
  let movedAt = performance.now();
  let told = 0;
  while (performance.now() - movedAt < quietMs && signal?.aborted !== true) {
    const [now] = await county.sql<Counts>(countsNow, [late()]).catch(() => []);
    if (now !== undefined && now.moved !== moved) [moved, movedAt] = [now.moved, performance.now()];
    if (now !== undefined && now.ended === wanted && through()) return;
    if (now !== undefined && performance.now() - told > 15_000) {
      told = performance.now();
      say(`${now.ended} of ${wanted} have come to their end, ${now.total - now.ended} are under way`);
    }
    await wait(1_000);
  }
}
