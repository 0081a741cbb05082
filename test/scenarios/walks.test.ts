import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubAt } from '../county/at-terminal.ts';
import { expectedEnd } from './expected-end.ts';
import { played } from './play.ts';
import { allScenarios } from './scenario.ts';
import { type Town, townOf } from './town.ts';
import { waysOut } from './ways-out.ts';

/** Arrears take three weeks, at eight seconds a day. */
const longestMs = 900_000;
const files = new Set<string>(Object.values(waysOut));
const scenarios = [
  ...allScenarios('long').map((one) => ({ ...one, file: `test/scenarios/long/${one.name}` })),
  ...allScenarios().map((one) => ({ ...one, file: `test/scenarios/${one.name}` })),
].filter(({ file }) => files.has(file));
let town: Town;

beforeAll(async () => {
  town = await townOf(scenarios, 300_000, hubAt);
});
afterAll(() => town?.county.end());

describe('what waits is ended by the commands that hub prints, each a process of its own', {
  timeout: longestMs,
}, () => {
  test.concurrent.for(scenarios.map((one) => [one.scenario, one] as const))('%s', async ([, scenario]) => {
    // Who may propose what is tried by every role elsewhere.
    const stays = await played(town, scenario, null);
    await expectedEnd(town, scenario, stays);
    expect(stays.size).toBeGreaterThan(0);
  });
});
