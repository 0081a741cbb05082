import { randomBytes } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, vi } from 'vitest';
import { type StayAddress, type StayFlow, stayFlow } from '../../api/stays/flow.ts';
import {
  type CaseRef,
  caseRefFrom,
  type InstitutionId,
  type SchemeId,
  stayWorkflowId,
} from '../../domain/ids.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import type { AttentionCode, Stage } from '../../domain/stay.ts';
import { flowQueue, partyQueue } from '../../domain/task-queues.ts';
import { dataConverter, workerDataConverter } from '../../temporal/data-converter.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { interceptors } from '../../workers/interceptors.ts';
import { UnwatchedWorker } from '../../workers/unwatched-worker.ts';
import { type Notice, notice } from '../../workflows/stay.messages.ts';
import { type Answers, type FakeWorld, fakeWorld } from './fake-world.ts';
import { ownServer } from './own-server.ts';

/**
 * Every test file runs once with workflows kept in memory and parties that answer the stay's own worker, and once with each
 * task replayed from the first event (A7) and parties in another zone.
 */
export const caches = [
  ['with a cache', 100],
  ['without a cache', 0],
] as const;

const institution = 'H50015400001' as InstitutionId;
const keys: KeyRing = { current: 'k1', keys: { k1: new Uint8Array(randomBytes(32)) } };
/** Seals the payloads of these tests. */
export const testConverter = dataConverter(keys, 'default');
const dayMs = 86_400_000;

/** The workflows of this repository on the run's Temporal server, with a fake world behind the activities. */
export interface FlowUnderTest {
  readonly client: Client;
  /** As the UI and the CLI send: nothing is sealed. */
  readonly clearText: Client;
  readonly api: StayFlow;
  readonly world: FakeWorld;
  /** A stay that nobody has started yet. */
  readonly stay: (answers?: Answers) => StayUnderTest;
  readonly startPartyWorker: () => Promise<void>;
  /** Puts a worker of this version in the place of the first one. */
  readonly upgrade: () => Promise<void>;
}

/** One stay as the api and an operator see it. */
export interface StayUnderTest {
  readonly caseRef: CaseRef;
  readonly address: StayAddress;
  readonly handle: WorkflowHandle;
  readonly answer: (answers: Answers) => void;
  readonly calls: (step: Parameters<FakeWorld['calls']>[1]) => number;
  readonly admit: () => ReturnType<StayFlow['admit']>;
  readonly discharge: () => ReturnType<StayFlow['discharge']>;
  readonly notify: (kind?: Notice['kind']) => Promise<void>;
  /** HubStage and HubAttention as the list of the Temporal UI shows them. */
  readonly shown: () => Promise<{ readonly stage: unknown; readonly attention: unknown }>;
}

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const patienceMs = 60_000;

/** Workers and a client for one test file or group; ends every workflow that its tests leave open. */
export function flowUnderTest(options: {
  readonly cachedWorkflows: number;
  /** Whether the worker of the workflows can ask parties itself; unless said, it can when it has a cache. */
  readonly parties?: 'here' | 'elsewhere';
  /** Who takes the steps that speak to parties; nobody until `startPartyWorker` when false. */
  readonly partyWorker?: boolean;
  /** Real milliseconds of a county day; a quarter of a second unless said. */
  readonly countyDayMs?: number;
  /** A server of the file's own on which a run is told to continue as new after so many events. */
  readonly suggestRenewalAfter?: number;
  /** The shape of runs until `upgrade`; the lean one unless said. A worker of 0.1.0 knows no patch. */
  readonly shape?: '0.1.0' | 'lean';
}): () => FlowUnderTest {
  let running: Awaited<ReturnType<typeof start>> | undefined;
  beforeAll(async () => {
    running = await start(options);
  });
  afterAll(() => running?.stop());
  return () => {
    if (running === undefined) throw new Error('the workers do not run yet');
    return running;
  };
}

async function start(options: Parameters<typeof flowUnderTest>[0]) {
  const { cachedWorkflows, partyWorker = true, countyDayMs = 250, suggestRenewalAfter } = options;
  const { parties = cachedWorkflows > 0 ? 'here' : 'elsewhere' } = options;
  const own = suggestRenewalAfter === undefined ? undefined : await ownServer(suggestRenewalAfter);
  const address = own?.address ?? inject('temporalAddress');
  const world = fakeWorld(parties);
  const nativeConnection = await NativeConnection.connect({ address });
  const common = {
    connection: nativeConnection,
    dataConverter: workerDataConverter(keys, 'default'),
    activities: { ...world.activities },
    interceptors,
  };
  const running: { readonly worker: Worker; readonly ended: Promise<void> }[] = [];
  const run = (worker: Worker): void => void running.push({ worker, ended: worker.run() });
  const startFlowWorker = async (shape: '0.1.0' | 'lean'): Promise<void> =>
    run(
      await UnwatchedWorker.create({
        ...common,
        taskQueue: flowQueue,
        workflowBundle: await workflowBundle(),
        maxCachedWorkflows: cachedWorkflows,
        // The next run's task would push out one whose local activity is still under way, and cost it five seconds.
        ...(cachedWorkflows === 0 ? { maxConcurrentWorkflowTaskExecutions: 1 } : {}),
        ...(shape === 'lean' ? {} : { patchActivationCallback: () => false }),
      }),
    );
  await startFlowWorker(options.shape ?? 'lean');
  const upgrade = async (): Promise<void> => {
    const [first] = running.splice(0, 1);
    first?.worker.shutdown();
    await first?.ended;
    await startFlowWorker('lean');
  };
  const startPartyWorker = async (): Promise<void> =>
    run(await Worker.create({ ...common, taskQueue: partyQueue }));
  if (partyWorker) await startPartyWorker();
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: testConverter });
  const clearText = new Client({ connection });
  const at = { address, namespace: 'default', tls: false, apiKey: null };
  const api = stayFlow(at, keys, dayMs / countyDayMs);
  const stay = (answers: Answers = {}): StayUnderTest => newStay({ client, api, world }, answers);
  const stop = async (): Promise<void> => {
    await terminateAll(client);
    for (const { worker } of running) worker.shutdown();
    await Promise.all(running.map(({ ended }) => ended));
    await api.close();
    await connection.close();
    await nativeConnection.close();
    await own?.end();
  };
  return { client, clearText, api, world, stay, startPartyWorker, upgrade, stop };
}

function newStay(
  { client, api, world }: Pick<FlowUnderTest, 'client' | 'api' | 'world'>,
  answers: Answers,
): StayUnderTest {
  const caseRef = caseRefFrom(randomBytes(20));
  const address = { caseRef, institution, scheme: 'kaizhou-2024' as SchemeId, region: '500154' };
  const handle = client.workflow.getHandle(stayWorkflowId(institution, caseRef));
  world.answer(caseRef, answers);
  let notices = 0;
  return {
    ...{ caseRef, address, handle },
    answer: (more) => world.answer(caseRef, more),
    calls: (step) => world.calls(caseRef, step),
    admit: () => api.admit(address, patienceMs),
    discharge: () => api.discharge(address, patienceMs),
    notify: async (kind = 'retry-now') => {
      notices += 1;
      await handle.signal(notice, { noticeId: `n${notices}`, kind });
    },
    shown: async () => {
      const { searchAttributes } = await handle.describe();
      return {
        stage: searchAttributes.HubStage?.[0] ?? null,
        attention: searchAttributes.HubAttention?.[0] ?? null,
      };
    },
  };
}

/** The current details that the Temporal UI renders, through the payload codec. */
export async function detailsOf({ handle }: Pick<StayUnderTest, 'handle'>): Promise<string> {
  const metadata = await handle.query<{ readonly currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** Repeats the check until it holds; fails as it does when it does not hold in time. */
export function soon(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: patienceMs, interval: 50 });
}

/** Waits until the stay is shown so. */
export function shownAs(stay: StayUnderTest, stage: Stage, attention: AttentionCode | null): Promise<void> {
  return soon(async () => expect(await stay.shown()).toEqual({ stage, attention }));
}

/** Workflows of another file would be taken by the next one's workers, whose keys cannot read them. */
async function terminateAll(client: Client): Promise<void> {
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
    await client.workflow
      .getHandle(workflowId)
      .terminate('the test file ended')
      .catch(() => undefined);
}
