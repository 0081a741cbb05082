import { createHash, randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import { listActivities } from '../../activities/lists/index.ts';
import type { ListParts } from '../../activities/lists/parts.ts';
import type { ListSource } from '../../adapters/list-page.ts';
import { countyClock } from '../../domain/clock.ts';
import { type LocalDate, localDate } from '../../domain/dates.ts';
import type { ListId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import type { KeyRing } from '../../domain/key-ring.ts';
import { type ListAgency, listVersionWorkflowId } from '../../domain/list.ts';
import type { ListFormat } from '../../domain/list-formats.ts';
import { partyQueue } from '../../domain/task-queues.ts';
import { listAttention } from '../../store/lists/attention.ts';
import { listConflicts } from '../../store/lists/conflicts.ts';
import { listFiles } from '../../store/lists/files.ts';
import { householdStore } from '../../store/lists/households.ts';
import { membershipStore } from '../../store/lists/memberships.ts';
import { pullFailures } from '../../store/lists/pull-failures.ts';
import type { ListVersion } from '../../store/lists/records.ts';
import { listReleases } from '../../store/lists/release.ts';
import { listReports } from '../../store/lists/reports.ts';
import { listStaging } from '../../store/lists/staging.ts';
import { listStore } from '../../store/lists/versions.ts';
import { personVault } from '../../store/people/vault.ts';
import { openCopyPool } from '../../store/postgres/copy.ts';
import { openDatabase } from '../../store/postgres/database.ts';
import { partyStore } from '../../store/register/parties.ts';
import { sealer } from '../../store/secrets/sealing.ts';
import { staleLists } from '../../store/stays/stale-lists.ts';
import { stayStore } from '../../store/stays/stays.ts';
import { dataConverter, workerDataConverter } from '../../temporal/data-converter.ts';
import { workflowBundle } from '../../workers/bundle.ts';
import { interceptors } from '../../workers/interceptors.ts';
import { freshDatabase } from '../servers/fresh-database.ts';

export type ListHub = Awaited<ReturnType<typeof openListHub>>;

/** Store, worker and client for the lists of one test file. */
export function useListHub(own: OwnParts = {}): () => ListHub {
  let hub: ListHub | undefined;
  beforeAll(async () => {
    hub = await openListHub(own);
  });
  afterAll(() => hub?.close());
  return () => {
    invariant(hub !== undefined, 'the hub is not open yet');
    return hub;
  };
}

/** What a test does about the agencies that can be asked. */
export interface AskedAgencies {
  source: ListSource | null;
}

/** What a test chooses itself. */
export interface OwnParts {
  /** A queue of its own unless said. */
  readonly taskQueue?: string;
}

/** A hub on a database of its own. */
export async function openListHub(own: OwnParts = {}) {
  const fresh = await freshDatabase('migrated');
  const db = openDatabase({
    url: fresh.url,
    poolSize: 8,
    applicationName: 'lists-test',
    statementMs: 20_000,
    // Properties ask hundreds of questions at once, and a busy machine answers them one after the other.
    connectMs: 20_000,
  });
  const copyPool = openCopyPool({ url: fresh.url, poolSize: 8, applicationName: 'lists-bulk' });
  const keys = { current: 'k1', keys: { k1: new Uint8Array(randomBytes(32)) } };
  const payloadKeys = { current: 'p1', keys: { p1: new Uint8Array(randomBytes(32)) } };
  const indexKey = new Uint8Array(randomBytes(32));
  const seal = sealer(keys);
  const register = partyStore(db);
  const clock = countyClock({
    realMs: Date.now(),
    countyMs: Date.parse('2026-03-01T09:00:00+08:00'),
    speed: 1,
  });
  const agencies: AskedAgencies = { source: null };
  const parts = {
    versions: listStore({ db }),
    conflicts: listConflicts(db),
    reports: listReports(db),
    stale: staleLists(db),
    pullFailures: pullFailures(db),
    attention: listAttention(db),
    households: householdStore(copyPool.db),
    files: listFiles({ db: copyPool.db, sealer: seal }),
    staging: listStaging(copyPool),
    releases: listReleases({ copyPool, sealer: seal }),
    ...{
      register,
      clock,
      holds: { isHeld: async () => false },
      sources: () => agencies.source,
      secrets: { keys, indexKey },
      databaseUrl: fresh.url,
    },
  };
  const temporal = await openTemporal(parts, payloadKeys, own);
  return {
    ...{
      db,
      copyPool,
      url: fresh.url,
      parts,
      agencies,
      register,
      clock,
      keys,
      indexKey,
      client: temporal.client,
    },
    taskQueue: temporal.taskQueue,
    payloadKeys,
    people: personVault({ db, sealer: seal, indexKey }),
    stays: stayStore({ db, sealer: seal }),
    memberships: membershipStore(db),
    async close() {
      await temporal.close();
      await Promise.all([db.destroy(), copyPool.db.destroy()]);
      await fresh.drop();
    },
  };
}

async function openTemporal(parts: ListParts, payloadKeys: KeyRing, own: OwnParts) {
  const address = inject('temporalAddress');
  const taskQueue = own.taskQueue ?? `lists-${randomBytes(6).toString('hex')}`;
  const converter = dataConverter(payloadKeys, 'default');
  const connection = await Connection.connect({ address });
  const stop = await runWorkers({
    parts,
    address,
    taskQueue,
    converter: workerDataConverter(payloadKeys, 'default'),
  });
  return {
    taskQueue,
    client: new Client({ connection, dataConverter: converter }),
    close: async () => {
      await stop();
      await connection.close();
    },
  };
}

async function runWorkers(setting: {
  readonly parts: ListParts;
  readonly address: string;
  readonly taskQueue: string;
  readonly converter: DataConverter;
}): Promise<() => Promise<void>> {
  const { parts, address, taskQueue, converter } = setting;
  const connection = await NativeConnection.connect({ address });
  const shared = { connection, dataConverter: converter, activities: listActivities(parts), interceptors };
  const workers = await Promise.all([
    Worker.create({ ...shared, taskQueue, workflowBundle: await workflowBundle() }),
    // Pulls are steps that speak to a party.
    Worker.create({ ...shared, taskQueue: partyQueue }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  };
}

let lists = 0;
// All files speak to one Temporal: the version of a list that another file left waiting would keep its workflow's id.
const ofThisFile = randomBytes(4).toString('hex');

/** A list of its own. */
export async function aList(
  hub: ListHub,
  other: {
    readonly agency?: ListAgency;
    readonly division?: string;
    /** How many of a thousand members may leave unasked; half of them unless said. */
    readonly shrinkLimitPermille?: number;
  } = {},
): Promise<ListId> {
  lists += 1;
  const agency = other.agency ?? 'civil-affairs';
  const listId = `test${lists}-${ofThisFile}-${agency}` as ListId;
  await hub.register.putParty({ party: listId, role: 'agency', name: listId, institution: null });
  await hub.register.putList({
    ...{ listId, party: listId, agency, division: other.division ?? '500154' },
    categories:
      agency === 'civil-affairs'
        ? ['extreme-poverty', 'subsistence-allowance', 'subsistence-marginal', 'child-in-difficulty']
        : ['registered-poor', 'relapse-prone', 'unstable-exit', 'marginal-prone', 'sudden-hardship'],
    ...{ shrinkLimitPermille: other.shrinkLimitPermille ?? 500, ageLimitDays: 35 },
  });
  return listId;
}

export interface Sending {
  readonly kind?: 'full' | 'delta';
  readonly format?: ListFormat;
  readonly asOf?: LocalDate;
  readonly sentBy?: string;
  readonly review?: boolean;
}

/** Stores a file as a version, without starting its workflow. */
export async function receive(
  hub: ListHub,
  listId: ListId,
  file: string | Uint8Array,
  sending: Sending = {},
) {
  const bytes = Buffer.from(file as string);
  const uploadId = await hub.parts.files.storeFile(
    listId,
    (async function* () {
      yield bytes;
    })(),
  );
  return hub.parts.versions.createVersion({
    ...{ listId, uploadId, bytes: bytes.length, source: 'push', at: hub.clock.now() },
    digest: createHash('sha256').update(bytes).digest('hex'),
    kind: sending.kind ?? 'full',
    format: sending.format ?? 'csv',
    asOf: sending.asOf ?? localDate('2026-03-01'),
    sentBy: sending.sentBy ?? 'sender',
    review: sending.review ?? false,
  });
}

/** Starts a version's workflow. */
export function start(hub: ListHub, { listId, version }: Pick<ListVersion, 'listId' | 'version'>) {
  return hub.client.workflow.start('listSync', {
    workflowId: listVersionWorkflowId({ listId, version }) + hub.taskQueue,
    taskQueue: hub.taskQueue,
    args: [{ source: 'file', listId, version }],
  });
}

/** Sends a file and waits until its workflow ends. */
export async function send(
  hub: ListHub,
  listId: ListId,
  file: string | Uint8Array,
  sending: Sending = {},
): Promise<ListVersion> {
  const { kind, version } = await receive(hub, listId, file, sending);
  if (kind === 'created') await (await start(hub, version)).result();
  const after = await hub.parts.versions.version(version);
  invariant(after !== undefined, 'a version is gone');
  return after;
}
