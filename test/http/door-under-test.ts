import { randomBytes } from 'node:crypto';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { assemble } from '../../api/assembly.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { buildServer } from '../../api/http/server.ts';
import type { StayFlow } from '../../api/stays/flow.ts';
import { instant, localDate, millisOf } from '../../domain/dates.ts';
import { identityCheckDigit } from '../../domain/identity-number.ts';
import type { InstitutionId } from '../../domain/ids.ts';
import { invariant } from '../../domain/invariant.ts';
import { freshDatabase } from '../servers/fresh-database.ts';

/** The hospitals of the tests, each with a credential of its own. */
export const hospitals = ['H50015400001', 'H50015400002'] as const;
/** Every caller of the tests: its bearer credential. */
export const tokens = {
  bootstrap: 'bootstrap-'.padEnd(40, '0'),
  operator: 'operator-'.padEnd(40, '0'),
  security: 'security-'.padEnd(40, '0'),
  hospital: 'hospital-one-'.padEnd(40, '0'),
  otherHospital: 'hospital-two-'.padEnd(40, '0'),
  agency: 'agency-'.padEnd(40, '0'),
  payer: 'payer-'.padEnd(40, '0'),
} as const;
export type Caller = keyof typeof tokens;

export const today = '2024-03-10';

/** A door on a real PostgreSQL; Temporal is away unless the test brings a flow. */
export type DoorUnderTest = Awaited<ReturnType<typeof openDoor>>;

/** One door with a database of its own for the tests of one file. */
export function useDoor(options: DoorOptions = {}): () => DoorUnderTest {
  let door: DoorUnderTest | undefined;
  beforeAll(async () => {
    door = await openDoor(options);
  });
  afterAll(() => door?.close());
  return () => {
    invariant(door !== undefined, 'the door is not open yet');
    return door;
  };
}

export interface DoorOptions {
  readonly flow?: StayFlow;
  /** What stands in for Temporal where lists are started, pulled and scheduled. */
  readonly lists?: Partial<ApiDeps['lists']>;
  /** What stands in for Temporal where workflows are looked at and started anew. */
  readonly workflows?: ApiDeps['workflows'];
  /** Nobody is registered yet. */
  readonly empty?: true;
  readonly decisionWaitMs?: number;
  readonly ratePerMinute?: number;
  readonly trustedProxies?: readonly string[];
  readonly webhookNetworks?: readonly string[];
}

export async function openDoor(options: DoorOptions = {}) {
  const fresh = await freshDatabase('migrated');
  const setting = doorSetting(fresh.url, options);
  const { db, deps } = assemble(setting, options.flow);
  if (options.empty !== true) await seed(deps);
  const lists = { ...deps.lists, ...options.lists };
  const workflows = options.workflows ?? deps.workflows;
  const server = await buildServer({ ...deps, lists, workflows, nudge: () => undefined });
  return {
    ...{ db, deps, server, url: fresh.url, vaultKeys: setting.vault.keys },
    call: (caller: Caller | null, request: InjectOptions) => call(server, caller, request),
    async close() {
      await server.close();
      await deps.flow.close();
      await deps.registry.close();
      await deps.changes.close();
      await db.destroy();
      await fresh.drop();
    },
  };
}

/** Settings of a door whose clock stands at noon of `today` and whose Temporal is away. */
export function doorSetting(databaseUrl: string, options: DoorOptions = {}) {
  return {
    database: { url: databaseUrl, listenUrl: databaseUrl, poolSize: 10 },
    temporal: { address: '127.0.0.1:1', namespace: 'default', tls: false, apiKey: null },
    payloadKeys: { current: 'p1', keys: { p1: randomBytes(32) } },
    vault: { keys: { current: 'v1', keys: { v1: randomBytes(32) } }, indexKey: randomBytes(32) },
    clock: { realMs: Date.now(), countyMs: millisOf(instant(`${today}T12:00:00+08:00`)), speed: 1 },
    bootstrapToken: tokens.bootstrap,
    decisionWaitMs: options.decisionWaitMs ?? 150,
    billCeilingFen: 500_000_000,
    bodyLimitBytes: 20_000,
    listLimitBytes: 1_048_576,
    trustedProxies: options.trustedProxies ?? [],
    webhookNetworks: options.webhookNetworks ?? [],
    ratePerMinute: options.ratePerMinute ?? 0,
    textPace: { perMinute: 60, quietHours: { from: 21 * 60, until: 8 * 60 } },
    logLevel: 'silent',
  } as const;
}

export function call(
  server: FastifyInstance,
  caller: Caller | null,
  request: InjectOptions,
): Promise<LightMyRequestResponse> {
  const authorization = caller === null ? {} : { authorization: `Bearer ${tokens[caller]}` };
  return server.inject({ ...request, headers: { ...authorization, ...request.headers } });
}

async function seed({ parties, actors }: Pick<ApiDeps, 'parties' | 'actors'>): Promise<void> {
  for (const code of hospitals) {
    const institution = code as InstitutionId;
    await parties.putInstitution({
      ...{
        institution,
        name: '开州区人民医院',
        division: '500154',
        level: 2,
        kind: 'public',
        type: 'hospital',
      },
      ...{ settlesInstantly: false, designatedFrom: localDate('2020-01-01'), designatedUntil: null },
    });
    await parties.putParty({ party: code, role: 'hospital', name: code, institution });
  }
  await parties.putParty({ party: 'civil-affairs', role: 'agency', name: '民政局', institution: null });
  await parties.putParty({ party: 'medical-insurance', role: 'payer', name: '医保局', institution: null });
  await seedOffice({ parties, actors });
  await parties.putCredential(hospitals[0], tokens.hospital);
  await parties.putCredential(hospitals[1], tokens.otherHospital);
  await parties.putCredential('civil-affairs', tokens.agency);
  await parties.putCredential('medical-insurance', tokens.payer);
}

/** The county's office with its two people: an operator, and one who gives credentials. */
export async function seedOffice({ parties, actors }: Pick<ApiDeps, 'parties' | 'actors'>): Promise<void> {
  await parties.putParty({ party: 'county', role: 'operator', name: '县级管理部门', institution: null });
  for (const role of ['operator', 'security'] as const) {
    await actors.putActor({ party: 'county', actor: `${role}-1`, role, kind: 'person', name: '测试人员' });
    await parties.putCredential('county', tokens[role], `${role}-1`);
  }
}

let serial = 0;

/** The body of an admission that nobody sent yet. */
export function anAdmissionBody() {
  serial += 1;
  return {
    scheme: 'kaizhou-2024',
    institution: hospitals[0] as string,
    admissionNo: `ZY${serial}-${randomBytes(3).toString('hex')}`,
    admittedOn: '2024-03-08',
    emergency: false,
    referred: true,
    patient: { idNumber: anIdNumber(serial), name: '测试患者' } as Record<string, unknown>,
    diagnosis: { code: 'J18.9', name: '肺炎' },
    facts: { 'work-injury': false } as Record<string, boolean>,
  };
}

/** A valid identity number of nobody; `n` (0–999) tells them apart. */
export function anIdNumber(n: number): string {
  const first17 = `50015419800101${String(n).padStart(3, '0')}`;
  return first17 + identityCheckDigit(first17);
}

/** Temporal is away, and whoever gets as far as asking it for a list has passed the door. */
export const listsAsked: Partial<ApiDeps['lists']> = {
  flow: { start: async () => true, decided: async () => true, settled: async () => undefined },
  pulls: { start: async () => undefined, state: async () => 'none' },
  schedules: {
    ...{ pullNightly: async () => undefined, stopPulling: async () => undefined },
    bringUpToDate: async () => [],
  },
};
