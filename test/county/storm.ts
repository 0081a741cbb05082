import { setTimeout as wait } from 'node:timers/promises';
import type { CountyPerson } from '../../adapters/simulation.ts';
import type { StayView } from '../../county/hospital.ts';
import { diceOf } from '../../county/people/dice.ts';
import { invariant } from '../../domain/invariant.ts';
import type { CountyUnderTest } from './county-under-test.ts';
import { hospitalized } from './hospitalizations.ts';
import { calm, killOne, type Victim } from './kills.ts';

export interface Storm {
  /** The same seed kills the same victims in the same rhythm. */
  readonly seed: number;
  readonly stays: number;
  readonly kills: number;
  readonly victims: readonly Victim[];
}

/** Runs stays side by side from the window to the last fen while parts of the county are killed; gives the closed stays. */
export async function throughStorm(
  county: CountyUnderTest,
  storm: Storm,
): Promise<{ readonly stays: readonly StayView[]; readonly people: readonly CountyPerson[] }> {
  const people = await Promise.all(Array.from({ length: storm.stays }, () => county.person()));
  const over = new AbortController();
  const killing = killAround(county, storm, over.signal);
  try {
    // Not all at once, so that every kill meets stays in several stages.
    const stays = await Promise.all(
      people.map(async (person, at) => {
        await wait(at * 800);
        return hospitalized(county, person);
      }),
    );
    return { stays, people };
  } finally {
    over.abort();
    await killing;
    await calm(county);
  }
}

async function killAround(
  county: CountyUnderTest,
  { seed, kills, victims: some }: Storm,
  over: AbortSignal,
): Promise<void> {
  const roll = diceOf(seed, 0);
  for (let kill = 0; kill < kills && !over.aborted; kill += 1) {
    await wait(300 + roll(`pause ${kill}`, 2_000), undefined, { signal: over }).catch(() => undefined);
    const victim = some[roll(`victim ${kill}`, some.length)];
    invariant(victim !== undefined, 'a storm without victims');
    if (!over.aborted) await killOne(county, victim, roll(`worker ${kill}`, county.processes.workers.length));
  }
}
