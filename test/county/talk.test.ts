import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stayTalkBudget } from '../budgets.ts';
import { type CountyUnderTest, startCountyUnderTest } from './county-under-test.ts';
import { type Talk, talkBeyond, talkOf } from './talk.ts';
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
  const each = perStay(talkBeyond(all, idle, tookMs / idleMs));
  process.stderr.write(`${told(each)}\n`);
  expect(each.statements).toBeLessThanOrEqual(stayTalkBudget.statements);
  expect(each.commits).toBeLessThanOrEqual(stayTalkBudget.commits);
  expect(each.flushes).toBeLessThanOrEqual(stayTalkBudget.flushes);
  // A count of nothing would keep to any budget.
  expect(each.statements).toBeGreaterThan(stayTalkBudget.statements / 3);
  expect(each.flushes).toBeGreaterThan(stayTalkBudget.flushes / 3);
});

function perStay({ statements, commits, flushes, byText }: Talk): Talk {
  return {
    ...{ statements: statements / stays, commits: commits / stays, flushes: flushes / stays },
    byText: new Map([...byText].map(([text, times]) => [text, times / stays])),
  };
}

/** The count, and behind it the statements that a stay sends most. */
function told({ statements, commits, flushes, byText }: Talk): string {
  const often = [...byText].filter(([, times]) => times >= 0.4).toSorted(([, a], [, b]) => b - a);
  return [
    `a stay: ${statements.toFixed(1)} statements, ${commits.toFixed(1)} commits, ${flushes.toFixed(1)} flushes`,
    ...often.map(([text, times]) => `${times.toFixed(1).padStart(6)}  ${text.slice(0, 150)}`),
  ].join('\n');
}
