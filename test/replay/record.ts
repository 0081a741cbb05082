/**
 * Records histories for the replay gate, sealed with the public test key.
 *   npm run record-histories -- 0.2.0                       the stories, on a Temporal of its own
 *   npm run record-histories -- 0.2.0 --only list-released  this story alone; what was recorded stays as it is
 *   npm run record-histories -- 0.2.0 --from 127.0.0.1:7233 --keys p1:<base64> <workflowId>…     runs of a living hub
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { stayFlow } from '../../api/stays/flow.ts';
import { codecConfig } from '../../config.ts';
import { cacheDirectory } from '../../county/servers/downloads.ts';
import { freePort } from '../../county/servers/ports.ts';
import { startTemporal } from '../../county/servers/temporal.ts';
import { temporalBinary } from '../../county/servers/temporal-binary.ts';
import type { LocalDate } from '../../domain/dates.ts';
import {
  type AnnouncementRef,
  announcementWorkflowId,
  caseRefFrom,
  type InstitutionId,
  preSettlementWorkflowId,
  reconciliationWorkflowId,
  reimbursementWorkflowId,
  repaymentWorkflowId,
  type SchemeId,
  stayWorkflowId,
  textMessagesWorkflowId,
} from '../../domain/ids.ts';
import type { ReconciliationName } from '../../domain/insurer-reconciliation.ts';
import { listPullWorkflowId, listVersionWorkflowId } from '../../domain/list.ts';
import type { PreSettlementName } from '../../domain/pre-settlement.ts';
import { flowQueue, partyQueue } from '../../domain/task-queues.ts';
import { dataConverter } from '../../temporal/data-converter.ts';
import { payloadCodec } from '../../temporal/payload-codec.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import type { RepaymentInput } from '../../workflows/repayment.messages.ts';
import type { StayInput } from '../../workflows/stay.messages.ts';
import { resealed, saveHistory } from './histories.ts';
import { publicTestKeys, recordedNamespace } from './keys.ts';
import {
  announcementStories,
  type ListStory,
  listStories,
  type PlanStory,
  planStories,
  preSettlementStory,
  reconciliationStory,
  type Story,
  scripted,
  stories,
  textStory,
} from './stories.ts';

const world = scripted((subject) => {
  const story =
    [...stories, ...planStories, preSettlementStory].find((known) => refOf(known) === subject) ??
    [...listStories, reconciliationStory, textStory, ...announcementStories].find(
      ({ name }) => name === subject,
    );
  if (story === undefined) throw new Error(`no story of ${subject}`);
  return story.script;
});

/** A day passes in a second, as in the county in a box. */
const clockSpeed = 86_400;
const institution = 'H50015400001' as InstitutionId;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    from: { type: 'string' },
    keys: { type: 'string' },
    namespace: { type: 'string', default: 'default' },
  },
});
const [version = '', ...workflowIds] = positionals;
if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error('say for which version, such as 0.1.0');
Runtime.install({ logger: new DefaultLogger('ERROR') });
if (values.from === undefined) await recordStories();
else await recordRuns(values.from, values.keys ?? '');

async function recordRuns(address: string, keys: string): Promise<void> {
  const { payloadKeys } = codecConfig({
    HUB_PAYLOAD_KEYS: keys,
    HUB_CODEC_ORIGIN: 'http://127.0.0.1',
    HUB_CODEC_OPEN: 'true',
  });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace: values.namespace });
  for (const workflowId of workflowIds) {
    const history = await resealed(
      await client.workflow.getHandle(workflowId).fetchHistory(),
      payloadCodec(payloadKeys, values.namespace),
      payloadCodec(publicTestKeys, recordedNamespace),
    );
    say(saveHistory(workflowId.replaceAll('/', '-'), { version, workflowId, history }));
  }
  await connection.close();
}

async function recordStories(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-record-'));
  const cache = await cacheDirectory(undefined, join('.county', 'cache'));
  const server = await startTemporal({
    binary: await temporalBinary({ cacheDirectory: cache, say }),
    dataFile: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
    port: await freePort(0),
  });
  try {
    await withWorkers(server.address, async (client) => {
      const flow = stayFlow(
        { address: server.address, namespace: recordedNamespace, tls: false, apiKey: null },
        publicTestKeys,
        clockSpeed,
      );
      await Promise.all([
        ...stories.filter(isAsked).map((story) => tell(story, { client, flow })),
        ...listStories.filter(isAsked).map((story) => tellList(story, client)),
        ...planStories.filter(isAsked).map((story) => tellPlan(story, client)),
        ...[reconciliationStory].filter(isAsked).map(({ name }) => tellReconciliation(name, client)),
        ...[preSettlementStory].filter(isAsked).map((story) => tellPreSettlement(story, client)),
        ...[textStory].filter(isAsked).map(({ name }) => tellTexts(name, client)),
        ...announcementStories.filter(isAsked).map(({ name }) => tellAnnouncement(name, client)),
      ]);
      await flow.close();
    });
  } finally {
    await server.kill9();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `use` while workers serve both queues with scripted activities. */
async function withWorkers(address: string, use: (client: Client) => Promise<void>): Promise<void> {
  const connection = await NativeConnection.connect({ address });
  const converter = dataConverter(publicTestKeys, recordedNamespace);
  const common = { connection, dataConverter: converter, identity: 'recorded', activities: world.activities };
  const flowWorker = await Worker.create({
    ...common,
    taskQueue: flowQueue,
    workflowBundle: await workflowBundle(),
  });
  const partyWorker = await Worker.create({ ...common, taskQueue: partyQueue });
  const clientConnection = await Connection.connect({ address });
  const client = new Client({ connection: clientConnection, dataConverter: converter, identity: 'recorded' });
  const using = use(client).finally(() => partyWorker.shutdown());
  await Promise.all([flowWorker.runUntil(using), partyWorker.run()]);
  await clientConnection.close();
  await connection.close();
}

async function tell(
  story: Story,
  { client, flow }: { readonly client: Client; readonly flow: ReturnType<typeof stayFlow> },
): Promise<void> {
  const caseRef = refOf(story);
  const workflowId = stayWorkflowId(institution, caseRef);
  const stay = { caseRef, institution, scheme: 'kaizhou-2024' as SchemeId, region: '500154' };
  if (story.carried === undefined) await flow.admit(stay, 60_000);
  else {
    const input: StayInput = { caseRef, institution, clockSpeed, carried: story.carried };
    await client.workflow.start('stay', { workflowId, taskQueue: flowQueue, args: [input] });
  }
  const acts = (async () => {
    for (const [at, { kind, after, times }] of story.notices.entries()) {
      while (world.called(caseRef, after) < times) await wait(100);
      await flow.notify(stay, { noticeId: `${caseRef}/${at}`, kind }, 10_000);
    }
  })();
  const { dischargedAfter: after } = story;
  while (after !== undefined && world.called(caseRef, after) === 0) await wait(100);
  if (story.discharged) await flow.discharge(stay, 60_000);
  await acts;
  await client.workflow.getHandle(workflowId).result();
  const settlement = story.discharged ? story.script.settleStay?.at(-1) : undefined;
  const obligations =
    settlement !== undefined && 'kind' in settlement && settlement.kind === 'settled'
      ? settlement.obligations
      : [];
  const runs = [
    [`${story.name}.stay`, workflowId],
    ...obligations.map(({ payer, claimSequence }) => [
      `${story.name}.${payer}`,
      reimbursementWorkflowId(caseRef, payer, claimSequence),
    ]),
  ] as const;
  for (const [name, id] of runs) {
    const handle = client.workflow.getHandle(id ?? '');
    // A payer that was prompt has no run of its own.
    const ran = await handle.describe().catch(() => null);
    if (ran === null) continue;
    await handle.result();
    say(saveHistory(name ?? '', { version, workflowId: id ?? '', history: await handle.fetchHistory() }));
  }
}

async function tellList({ name, input }: ListStory, client: Client): Promise<void> {
  const workflowId =
    input.source === 'file' ? listVersionWorkflowId(input) : `${listPullWorkflowId(input.listId)}-2026-01-05`;
  const handle = await client.workflow.start('listSync', { workflowId, taskQueue: flowQueue, args: [input] });
  await handle.result();
  say(saveHistory(name, { version, workflowId, history: await handle.fetchHistory() }));
}

async function tellPlan(story: PlanStory, client: Client): Promise<void> {
  const input: RepaymentInput = { caseRef: refOf(story), plan: 1, clockSpeed };
  const workflowId = repaymentWorkflowId(input.caseRef, input.plan);
  const handle = await client.workflow.start('repayment', {
    ...{ workflowId, taskQueue: flowQueue, args: [input] },
  });
  await handle.result();
  say(saveHistory(story.name, { version, workflowId, history: await handle.fetchHistory() }));
}

async function tellReconciliation(name: string, client: Client): Promise<void> {
  const days = { fromOn: '2026-01-04' as LocalDate, toOn: '2026-01-04' as LocalDate, run: 1 };
  // Its script goes by the name of the story, as those of lists do.
  const input: ReconciliationName = { institution: name as InstitutionId, ...days };
  const workflowId = reconciliationWorkflowId(input.institution, `${input.fromOn}_${input.toOn}`, 1);
  const handle = await client.workflow.start('insurerReconciliation', {
    ...{ workflowId, taskQueue: flowQueue, args: [input] },
  });
  await handle.result();
  say(saveHistory(name, { version, workflowId, history: await handle.fetchHistory() }));
}

async function tellPreSettlement(story: typeof preSettlementStory, client: Client): Promise<void> {
  const input: PreSettlementName = { caseRef: refOf(story), sequence: 1 };
  const workflowId = preSettlementWorkflowId(input.caseRef, input.sequence);
  const handle = await client.workflow.start('preSettlement', {
    ...{ workflowId, taskQueue: flowQueue, args: [input] },
  });
  await handle.result();
  say(saveHistory(story.name, { version, workflowId, history: await handle.fetchHistory() }));
}

async function tellTexts(name: string, client: Client): Promise<void> {
  const workflowId = textMessagesWorkflowId;
  const handle = await client.workflow.start('textMessages', {
    ...{ workflowId, taskQueue: flowQueue, args: [{ clockSpeed }] },
  });
  await handle.result();
  say(saveHistory(name, { version, workflowId, history: await handle.fetchHistory() }));
}

/** Its first run. */
async function tellAnnouncement(name: string, client: Client): Promise<void> {
  const announcement = name as AnnouncementRef;
  const workflowId = announcementWorkflowId(announcement);
  const started = await client.workflow.start('announcement', {
    ...{ workflowId, taskQueue: flowQueue, args: [{ announcement, clockSpeed }] },
  });
  await started.result();
  const first = client.workflow.getHandle(workflowId, started.firstExecutionRunId);
  say(saveHistory(name, { version, workflowId, history: await first.fetchHistory() }));
}

function isAsked({ name }: { readonly name: string }): boolean {
  return values.only === undefined || values.only.includes(name);
}

/** The same case ref on every recording, so that a second recording changes only what changed. */
function refOf({ name }: { readonly name: string }) {
  return caseRefFrom(Buffer.from(name.padEnd(20, '.')));
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
