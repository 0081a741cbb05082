import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectedEnd } from './expected-end.ts';
import { played } from './play.ts';
import { allScenarios } from './scenario.ts';
import { type Town, townOf } from './town.ts';

/** Three weeks, at eight seconds a day. */
const longestMs = 900_000;
const scenarios = allScenarios('long');
const walked = new Set<string>();
let town: Town;

beforeAll(async () => {
  town = await townOf(scenarios, 300_000);
  vi.stubEnv('HUB_COUNTY_DIR', town.county.state.root);
});
afterAll(() => {
  vi.unstubAllEnvs();
  return town?.county.end();
});

describe('scenarios that take weeks', { timeout: longestMs }, () => {
  test.concurrent.for(scenarios.map((one) => [one.scenario, one] as const))('%s', async ([, scenario]) => {
    const stays = await played(town, scenario, walked);
    await expectedEnd(town, scenario, stays);
  });
});

test('what a record of arrears offers was done, and tried by every role', () => {
  const pairs = [
    'decision-due × list',
    'decision-due × unlist',
    'objection × keep-listing',
    'objection × unlist',
  ];
  expect(pairs.map((pair) => `arrears-${pair}`).filter((pair) => !walked.has(pair))).toEqual([]);
});
