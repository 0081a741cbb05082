import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { payloadCodec } from '../../temporal/payload-codec.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import * as workflows from '../../workflows/index.ts';
import { changePayloads, isSealed, nameOf, type Recorded, recordedHistories, replay } from './histories.ts';
import { publicTestKeys, recordedNamespace } from './keys.ts';
import { stories, workflowsSince } from './stories.ts';

const histories = recordedHistories();
const versions = [...new Set(histories.map(({ version }) => version))];
const quiet = new DefaultLogger('ERROR', () => undefined);
const root = join(import.meta.dirname, '..', '..');

beforeAll(() => {
  // What fails is asserted; the SDK's own lines about it would only bury that.
  Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'OFF' } } });
});

describe('recorded histories', () => {
  it('run on under the workflows as they are now, without any server', async () => {
    const failures = await replay(await workflowBundle(), histories);
    expect(Object.fromEntries(failures)).toEqual({});
  });

  it('all stop a careless change: workflows that wait for one thing more', async () => {
    const broken = await bundleWorkflowCode({
      workflowsPath: join(import.meta.dirname, 'broken-workflows.ts'),
      failureConverterPath: join(root, 'temporal', 'failure-converter.ts'),
      logger: quiet,
    });
    const failures = await replay(broken, histories);
    expect([...failures.keys()].toSorted()).toEqual(histories.map(nameOf).toSorted());
    for (const error of failures.values()) expect(error).toBeInstanceOf(DeterminismViolationError);
  });

  it('of each version show every workflow, and every story', () => {
    expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) {
      const types = histories.filter((recorded) => recorded.version === version).map(workflowType);
      const known = Object.keys(workflows).filter((type) => (workflowsSince[type] ?? '') <= version);
      expect([...new Set(types)].toSorted(), version).toEqual(known.toSorted());
      const told = stories.filter(({ since = '' }) => since <= version);
      expect(types.filter((type) => type === 'stay').length, version).toBeGreaterThanOrEqual(told.length);
    }
  });

  it('hold nothing that could be an identity number, once opened', async () => {
    const codec = payloadCodec(publicTestKeys, recordedNamespace);
    const opened: string[] = [];
    for (const { history } of recordedHistories()) {
      await changePayloads(history, async (payload) => {
        const [plain] = isSealed(payload) ? await codec.decode([payload]) : [payload];
        opened.push(Buffer.from(plain?.data ?? []).toString());
        return payload;
      });
    }
    expect(opened.length).toBeGreaterThan(histories.length);
    expect(opened.filter((text) => /\d{15}/.test(text))).toEqual([]);
  });
});

function workflowType({ history }: Recorded): string {
  return history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '';
}
