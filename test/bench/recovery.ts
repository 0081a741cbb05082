import { setTimeout as wait } from 'node:timers/promises';
import type { StayView } from '../../county/stay-view.ts';
import type { CountyUnderTest } from '../county/county-under-test.ts';
import { breaches } from '../county/oracle.ts';
import { atMost, type Figure, figure } from './figures.ts';
import { oneStay } from './subjects.ts';

const settleMs = 15_000;
const afterMs = 25_000;
/** The rate before is that of so long, the rate after of so long each time. */
const usualMs = 10_000;
const pieceMs = 2_000;

/** P9: one of two workers is killed under load. The rate is that of the steps in the stays' stories: about ten a stay, so that seconds can be told apart. */
export async function recoveryFigures(
  county: CountyUnderTest,
  { atOnce }: { readonly atOnce: number },
): Promise<readonly Figure[]> {
  let over = false;
  const before = await sentOf(county);
  const stays: StayView[] = [];
  const beds = Array.from({ length: atOnce }, async () => {
    while (!over) stays.push(await oneStay(county));
  });
  await wait(settleMs);
  const killedAt = Date.now();
  await county.processes.workers[0]?.kill9();
  await wait(afterMs);
  over = true;
  await Promise.all(beds);
  const steps = (
    await county.sql<{ ms: string }>(
      'SELECT extract(epoch FROM at) * 1000 AS ms FROM stay_events WHERE extract(epoch FROM at) * 1000 >= $1',
      [killedAt - settleMs],
    )
  ).map(({ ms }) => Number(ms) - killedAt);
  const after = await sentOf(county);
  const broken = await breaches(county, stays);
  // Each is a word, not a number, for whoever looks for the reason.
  for (const breach of broken.slice(0, 5)) process.stderr.write(`      ${breach}\n`);
  const calls = after.calls - before.calls;
  const repeated = after.repeated - before.repeated;
  return [
    figure('kill -9 of a worker: until 90 % of the rate', backAfter(steps), 'ms', atMost('P9', 5_000)),
    figure('  calls repeated', (repeated * 100) / calls, '%', atMost('P9', 0.2)),
    figure('  of calls sent', calls, 'calls'),
    figure(
      '  lost, left open or done twice, by the parties’ own books',
      broken.length,
      'breaches',
      atMost('P9', 0),
    ),
    figure('  stays that ran through it', stays.length, 'stays'),
  ];
}

/** When the rate over the next two seconds was 90 % of the earlier one, in ms from the kill; NaN when it never was. */
export function backAfter(steps: readonly number[]): number {
  const rate = (from: number, to: number): number =>
    steps.filter((at) => at >= from && at < to).length / (to - from);
  const usual = rate(-usualMs, 0);
  for (let at = 0; at <= afterMs - pieceMs; at += 250) if (rate(at, at + pieceMs) >= 0.9 * usual) return at;
  return Number.NaN;
}

async function sentOf(
  county: CountyUnderTest,
): Promise<{ readonly calls: number; readonly repeated: number }> {
  const [sent] = await county.sql<{ calls: string; repeated: string }>(
    'SELECT coalesce(sum(sends), 0) AS calls, coalesce(sum(sends - 1), 0) AS repeated FROM messages WHERE sends > 0',
  );
  return { calls: Number(sent?.calls), repeated: Number(sent?.repeated) };
}
