import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { offeredFor } from '../../domain/resolutions.ts';
import { attentionCodes } from '../../domain/stay.ts';
import { expectedEnd } from './expected-end.ts';
import { played } from './play.ts';
import { allScenarios } from './scenario.ts';
import { type Town, townOf } from './town.ts';

const scenarios = allScenarios();
const walked = new Set<string>();
let town: Town;

beforeAll(async () => {
  town = await townOf(scenarios);
  vi.stubEnv('HUB_COUNTY_DIR', town.county.state.root);
});
afterAll(() => {
  vi.unstubAllEnvs();
  return town?.county.end();
});

describe('scenarios', () => {
  test.concurrent.for(scenarios.map((one) => [one.scenario, one] as const))('%s', async ([, scenario]) => {
    const stays = await played(town, scenario, walked);
    await expectedEnd(town, scenario, stays);
  });
});

/** What is offered and yet has no scenario, and where it is walked instead. */
const elsewhere: Readonly<Record<string, string>> = {
  'settlement-incomplete × ask-again':
    'a parameter of the county is everybody’s: test/workflows/settlement.test.ts',
  'settlement-review × ask-again':
    'what was answered is not asked for again: test/workflows/settlement.test.ts',
  'payer-refused × ask-again': 'a payer takes its no back days later: test/money/claim-events.server.test.ts',
  'settlement-refused × reverse-core':
    'fits only what the core settled before it refused: as settlement-review',
  'reversal-unknown × record-outcome': 'test/stays/answers-by-hand.server.test.ts',
  'reversal-not-possible × ask-again': 'test/county/one-county/cancel.ts',
  'core-answer-differs × ask-again': 'test/stays/core-answers.server.test.ts',
  'core-answer-differs × reverse-core': 'the store’s part: test/stays/core-answers.server.test.ts',
  'patient-part-due × apply-listing': 'it waits seven days first: test/scenarios/long',
  'arrears-decision-due × list': 'the time to answer is fifteen days: test/scenarios/long',
  'arrears-decision-due × unlist': 'as list',
  'arrears-decision-due × record-objection': 'as list',
  'arrears-objection × keep-listing': 'as list',
  'arrears-objection × unlist': 'as list',
  'worker-absent × ask-again': 'test/workflows/worker-absent.test.ts',
  'hub-fault × ask-again': 'test/workflows/hub-fault.test.ts',
};

test('whatever may be done about a stay that waits was done in a scenario, and tried by every role', () => {
  const offered = attentionCodes.flatMap((code) => offeredFor(code).map((kind) => `${code} × ${kind}`));
  expect(offered.filter((pair) => !walked.has(pair) && elsewhere[pair] === undefined)).toEqual([]);
  expect(Object.keys(elsewhere).filter((pair) => walked.has(pair) || !offered.includes(pair))).toEqual([]);
});
