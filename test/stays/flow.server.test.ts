import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type StayAddress, stayFlow } from '../../api/stays/flow.ts';
import { caseRefFrom, type InstitutionId, type SchemeId, stayWorkflowId } from '../../domain/ids.ts';
import { lazyConnection } from '../../temporal/connection.ts';
import { slack } from '../servers/temporary.ts';

const keys = { current: 'p1', keys: { p1: new Uint8Array(32).fill(3) } };
const address = () => ({
  address: inject('temporalAddress'),
  namespace: 'default',
  tls: false,
  apiKey: null,
});

function aFlow(at = address()) {
  const flow = stayFlow(at, keys, 1);
  onTestFinished(() => flow.close());
  return flow;
}

function aStay(): StayAddress {
  return {
    caseRef: caseRefFrom(randomBytes(20)),
    institution: 'H50015400001' as InstitutionId,
    scheme: 'kaizhou-2024' as SchemeId,
    region: '500154',
  };
}

function aClient(): Client {
  const connection = lazyConnection(address());
  onTestFinished(() => connection.close());
  return new Client({ connection, namespace: 'default' });
}

test('without a worker the stay is started, the decision follows, and asking again starts no second one', async () => {
  const [flow, stay] = [aFlow(), aStay()];
  const started = performance.now();
  expect(await flow.admit(stay, 1_000)).toEqual({ kind: 'follows', code: 'deadline' });
  expect(performance.now() - started).toBeLessThan(1_500 * slack);
  expect(await flow.admit(stay, 500)).toEqual({ kind: 'follows', code: 'deadline' });
  const id = stayWorkflowId(stay.institution, stay.caseRef);
  const about = await aClient().workflow.getHandle(id).describe();
  expect(about.status.name).toBe('RUNNING');
  expect(about.taskQueue).toBe('hub-flow');
  const attributes = Object.fromEntries(
    Object.entries(about.raw.workflowExecutionInfo?.searchAttributes?.indexedFields ?? {}).map(
      ([name, payload]) => [name, JSON.parse(Buffer.from(payload.data ?? []).toString())],
    ),
  );
  expect(attributes).toMatchObject({
    HubStage: 'Arrived',
    HubInstitution: stay.institution,
    HubScheme: stay.scheme,
    HubCaseRef: stay.caseRef,
    HubRegion: stay.region,
  });
});

test('nothing of the input is readable on the server', async () => {
  const [flow, stay] = [aFlow(), aStay()];
  await flow.admit(stay, 500);
  const history = await aClient()
    .workflow.getHandle(stayWorkflowId(stay.institution, stay.caseRef))
    .fetchHistory();
  const [input] = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  expect(Buffer.from(input?.metadata?.encoding ?? []).toString()).toBe('binary/encrypted');
  expect(Buffer.from(input?.data ?? []).includes(stay.caseRef)).toBe(false);
});

test('a stay that does not run is told apart from a Temporal that is away', async () => {
  const stay = aStay();
  const notice = { noticeId: 'n1', kind: 'retry-now' } as const;
  const [here, away] = [aFlow(), aFlow({ ...address(), address: '127.0.0.1:1' })];
  expect(await here.discharge(stay, 2_000)).toEqual({ kind: 'follows', code: 'workflow-absent' });
  expect(await here.notify(stay, notice, 2_000)).toEqual({ kind: 'follows', code: 'workflow-absent' });
  expect(await here.reachable(2_000)).toBe(true);
  const started = performance.now();
  expect(await away.notify(stay, notice, 400)).toMatchObject({ kind: 'follows' });
  expect(await away.reachable(400)).toBe(false);
  expect(performance.now() - started).toBeLessThan(1_600 * slack);
});
