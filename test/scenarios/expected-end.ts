import { expect } from 'vitest';
import { until } from '../county/county-under-test.ts';
import { differences, rulesOf } from './difference.ts';
import { foundOf, leftToDo } from './found.ts';
import type { Played } from './play.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Town } from './town.ts';

/** Each stay of a story ended as its scenario says, in the hub and in the parties' own books. */
export async function expectedEnd(
  town: Town,
  scenario: Scenario,
  stays: ReadonlyMap<Step['of'], Played>,
): Promise<void> {
  const parts = [
    ['first', scenario.admission, scenario.expected],
    ['second', scenario.second, scenario.expectedSecond],
  ] as const;
  for (const [name, admission, expected] of parts) {
    const stay = stays.get(name);
    if (admission === undefined || expected === undefined) continue;
    if (stay === undefined) throw new Error(`${name}: 未登记 · was not admitted`);
    const rules = rulesOf(town.county.schemes, admission.scheme, admission.day);
    let left: readonly string[] = [];
    // What closes the stay may still be on its way.
    await until(
      'as expected',
      async () => {
        left = differences(expected, await foundOf(town, stay), rules);
        return left.length === 0;
      },
      20_000,
    ).catch(() => undefined);
    expect(left.join('\n')).toBe('');
    // Whatever is left to do has a name, and a stay that is over has nothing left.
    const over = ['Closed', 'Refused', 'Cancelled'].includes(expected.stage);
    expect((await leftToDo(town, stay)).length > 0, expected.stage).toBe(!over);
  }
}
