import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../county/servers/ports.ts';
import { type HealthParts, healthServer } from './health.ts';

type State = ReturnType<HealthParts['workers'][number]['getState']>;

function partsOf(states: readonly State[], temporal: () => Promise<unknown>): HealthParts {
  return {
    workers: states.map((state) => ({ getState: () => state })),
    // Of the connection only this one question is asked.
    connection: {
      withDeadline: (_: number | Date, ask: () => Promise<unknown>) => ask(),
      workflowService: { getSystemInfo: temporal },
    } as unknown as HealthParts['connection'],
    metrics: async () => '',
  };
}

async function statusOf(states: readonly State[], temporal: () => Promise<unknown>): Promise<number> {
  const port = await freePort(0);
  const server = healthServer(port, partsOf(states, temporal));
  onTestFinished(() => void server?.close());
  return (await fetch(`http://127.0.0.1:${port}/health`)).status;
}

const answers = async () => ({});
const away = () => Promise.reject(new Error('unavailable'));

test('a worker is well while all that it runs poll and Temporal answers, and not otherwise', async () => {
  expect(await statusOf(['RUNNING', 'RUNNING'], answers)).toBe(200);
  expect(await statusOf(['RUNNING', 'RUNNING'], away)).toBe(503);
  for (const state of ['INITIALIZED', 'DRAINING', 'STOPPED', 'FAILED'] as const)
    expect(await statusOf(['RUNNING', state], answers), state).toBe(503);
});

test('port 0 opens nothing', () => {
  expect(healthServer(0, partsOf([], answers))).toBeNull();
});
