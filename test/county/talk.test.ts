import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stayTalkBudget } from '../budgets.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { perCase, saidMost, type Talk, talkBeyond, talkOf } from './talk.ts';
import { wholeStay } from './whole-stay.ts';

let county: CountyUnderTest;

beforeAll(async () => {
  county = await startCountyUnderTest({ durable: true, environment: { HUB_RATE_PER_MINUTE: '0' } });
});
afterAll(() => county?.end());

const stays = 8;
const idleMs = 6_000;

test('the usual stay, its checks, agreement and payment included, says no more to PostgreSQL than its budget', async () => {
  await wholeStay(county);
  await wholeStay(county);
  const idle = await talkOf(county, () => wait(idleMs));
  const began = performance.now();
  let tookMs = 0;
  const all = await talkOf(county, async () => {
    for (let at = 0; at < stays; at += 1) await wholeStay(county);
    tookMs = performance.now() - began;
  });
  const each = perCase(talkBeyond(all, idle, tookMs / idleMs), stays);
  process.stderr.write(`${told(each)}\n`);
  expect(each.statements).toBeLessThanOrEqual(stayTalkBudget.statements);
  expect(each.commits).toBeLessThanOrEqual(stayTalkBudget.commits);
  expect(each.flushes).toBeLessThanOrEqual(stayTalkBudget.flushes);
  // A count of nothing would keep to any budget.
  expect(each.statements).toBeGreaterThan(stayTalkBudget.statements / 3);
  expect(each.flushes).toBeGreaterThan(stayTalkBudget.flushes / 3);
});

/** The count, and behind it the statements that a stay sends most. */
function told(each: Talk): string {
  const { statements, commits, flushes } = each;
  return [
    `a stay: ${statements.toFixed(1)} statements, ${commits.toFixed(1)} commits, ${flushes.toFixed(1)} flushes`,
    ...saidMost(each, 0.4),
  ].join('\n');
}
