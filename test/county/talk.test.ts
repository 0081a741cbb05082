import { afterAll, beforeAll, expect, test } from 'vitest';
import { stayTalkBudget } from '../budgets.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { saidMost, type Talk, talkOfUsualStay } from './talk.ts';
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
  const each = await talkOfUsualStay(county, { stays, idleMs });
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
