import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { type StayAddress, stayFlow } from '../../api/stays/flow.ts';
import {
  type CaseRef,
  caseRefFrom,
  type InstitutionId,
  reimbursementWorkflowId,
  type SchemeId,
  stayWorkflowId,
} from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { flowQueue, partyQueue } from '../../domain/task-queues.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { notice } from '../../workflows/stay.messages.ts';
import type { GeneratedStay } from './generated-stay.ts';
import { type Heard, scriptedStays } from './scripted-stays.ts';

/** What became of a stay: the same in every shape. The count of its events, runs of its payers included, is not compared. */
export interface Outcome {
  readonly stage: unknown;
  readonly decided: unknown;
  readonly heard: Pick<Heard, 'steps' | 'claims'>;
  readonly events: () => number;
}

const keys = { current: 'p1', keys: { p1: new Uint8Array(32).fill(5) } };
const institution = 'H50015400001' as InstitutionId;
/** A county day (real ms). */
const countyDayMs = 100;

/** Workers of one shape, and stays that run there. */
export async function shapeUnderProof(address: string, shape: '0.1.0' | 'lean') {
  const known = new Map<CaseRef, { stay: GeneratedStay; heard: Heard }>();
  const native = await NativeConnection.connect({ address });
  const converter = dataConverter(keys, 'default');
  const activities = scriptedStays((caseRef) => {
    const found = known.get(caseRef);
    invariant(found !== undefined, 'a stay that nobody generated');
    return found;
  });
  const common = { connection: native, dataConverter: converter, activities };
  const workers = [
    await Worker.create({
      ...{ ...common, taskQueue: flowQueue, workflowBundle: await workflowBundle() },
      ...(shape === 'lean' ? {} : { patchActivationCallback: () => false }),
    }),
    await Worker.create({ ...common, taskQueue: partyQueue }),
  ];
  const running = workers.map((worker) => worker.run());
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, dataConverter: converter });
  const at = { address, namespace: 'default', tls: false, apiKey: null };
  const flow = stayFlow(at, keys, 86_400_000 / countyDayMs);
  return {
    async outcome(stay: GeneratedStay): Promise<Outcome> {
      const caseRef = caseRefFrom(randomBytes(20));
      const heard = newHeard(stay);
      known.set(caseRef, { stay, heard });
      const address: StayAddress = {
        caseRef,
        institution,
        scheme: 'kaizhou-2024' as SchemeId,
        region: '500154',
      };
      const handle = client.workflow.getHandle(stayWorkflowId(institution, caseRef));
      const decided = await taken(() => flow.admit(address, 30_000));
      const refused = stay.decisions.at(-1) === 'refuse';
      if (!refused) await taken(() => flow.discharge(address, 30_000));
      heard.paid = true;
      const paid = { noticeId: `${caseRef}/paid`, kind: 'patient-paid' } as const;
      if (!refused) await handle.signal(notice, paid).catch(unlessEnded);
      const stage = await handle.result();
      const events = await eventsOf(client, stay, caseRef);
      return {
        stage,
        decided,
        heard: { steps: heard.steps, claims: sorted(heard.claims) },
        events: () => events,
      };
    },
    async stop(): Promise<void> {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await flow.close();
      await connection.close();
      await native.close();
    },
  };
}

function newHeard({ patientPays }: GeneratedStay): Heard {
  return {
    steps: { decisions: [], admission: [], settlement: [], bill: [] },
    ...{ claims: {}, final: new Set(), held: new Map(), paid: !patientPays },
  };
}

/** As the relay does: until the workflow has taken it. */
async function taken<Value>(
  send: () => Promise<{ kind: 'done'; value: Value } | { kind: 'follows' }>,
): Promise<Value> {
  for (;;) {
    const answer = await send();
    if (answer.kind === 'done') return answer.value;
    await wait(200);
  }
}

async function eventsOf(client: Client, stay: GeneratedStay, caseRef: CaseRef): Promise<number> {
  const payers = [...stay.claims.keys()];
  const ids = payers.map((payer) => reimbursementWorkflowId(caseRef, payer, 1));
  let events = 0;
  for (const id of [stayWorkflowId(institution, caseRef), ...ids]) {
    const described = await client.workflow.getHandle(id).describe().catch(unlessEnded);
    events += described?.historyLength ?? 0;
  }
  return events;
}

function unlessEnded(failure: unknown): undefined {
  if (!(failure instanceof WorkflowNotFoundError)) throw failure;
}

/** By payer: they are asked side by side. */
function sorted(claims: Heard['claims']): Heard['claims'] {
  return Object.fromEntries(Object.entries(claims).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
