import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulatedGatewayKey } from '../../adapters/medical-insurance/simulator/gateway.ts';
import { systemEnvironment } from '../../config.ts';
import { partyPrefix } from '../../config-parties.ts';
import { freePort } from '../../county/servers/ports.ts';
import { type SupervisedProcess, supervisor } from '../../county/servers/supervisor.ts';
import type { StayView } from '../../county/stay-view.ts';
import { type CaseRef, parties } from '../../domain/ids.ts';
import { environmentOf, services } from '../architecture/compose-file.ts';
import { root } from '../architecture/tree.ts';
import { type CountyUnderTest, startCountyUnderTest, until } from './county-under-test.ts';
import { admissionBody, closed, discharged, reached } from './hospitalizations.ts';
import { breaches, of } from './oracle.ts';

let county: CountyUnderTest;
const keeper = supervisor(() => undefined);

beforeAll(async () => {
  county = await startCountyUnderTest({ workers: 0 });
});
afterAll(async () => {
  await keeper.stopAll();
  await county?.end();
});

test('workers as compose starts them: a party without an address is not asked and the stay says so; with one it goes on and closes', async () => {
  const flow = await worker('flow-worker', {});
  const unconnected = await worker('party-worker', {});
  for (const { port } of [flow, unconnected])
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);

  const body = admissionBody(county, await county.person());
  const { caseRef } = (await county.hospital.post<StayView>('/v1/stays', body)).body;
  await until('the stay says so', async () => (await attentionOf(caseRef)) !== null);
  expect(await attentionOf(caseRef)).toBe('party-not-connected identify medical-insurance');
  expect(of(await county.effects('medical-insurance'), caseRef)).toEqual([]);
  const sent = 'SELECT operation FROM messages WHERE case_ref = $1';
  expect(await county.sql(sent, [caseRef])).toEqual([]);

  // `docker compose up -d` with the addresses in .env: a new process in the place of the old one.
  await unconnected.process.away();
  const { addresses } = county;
  await worker('party-worker', {
    // A gateway of text messages wants more than an address; this county has none.
    ...Object.fromEntries(
      parties
        .filter((party) => party !== 'sms-gateway')
        .map((party) => [`${partyPrefix(party)}URL`, addresses.parties[party]]),
    ),
    // The county's platform is behind a gateway, which takes signed calls only.
    [`${partyPrefix('medical-insurance')}TOKEN`]: `${simulatedGatewayKey.id}:${simulatedGatewayKey.secret}:sm2:${simulatedGatewayKey.sm2}`,
  });
  await reached(county, caseRef, ({ stage }) => stage === 'Admitted');
  expect(await attentionOf(caseRef)).toBeNull();
  await discharged(county, caseRef);
  const stay = await closed(county, caseRef);
  expect(await breaches(county, [stay])).toEqual([]);
});

let started = 0;

/** One worker with what docker-compose.yml and this .env give it, and nothing else; only its neighbours are elsewhere. */
async function worker(
  service: string,
  dotEnv: Readonly<Record<string, string>>,
): Promise<{ readonly process: SupervisedProcess; readonly port: number }> {
  const { addresses, databaseUrl, secrets, state } = county;
  const filled: Readonly<Record<string, string>> = {
    ...{ HUB_DB_PASSWORD: 'unused', HUB_OPERATOR_TOKEN: secrets.operatorToken },
    ...{ HUB_PAYLOAD_KEYS: secrets.payloadKeys, HUB_VAULT_KEYS: secrets.vaultKeys },
    ...{ HUB_INDEX_KEY: secrets.indexKey, ...dotEnv },
  };
  const port = await freePort(0);
  const [, program = ''] = services[service]?.command ?? [];
  started += 1;
  const name = `${service}-${started}`;
  const process_ = await keeper.start({
    ...{ name, command: process.execPath, args: [`${root}/${program}`], restart: 'on-end' },
    ...{ logFile: state.logFile(name), pidFile: state.pidFile(name) },
    env: {
      ...systemEnvironment(),
      ...environmentOf(service, (variable) => filled[variable]),
      ...{ DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: addresses.temporal },
      HUB_WORKER_HEALTH_PORT: String(port),
    },
    ready: { kind: 'line', text: '"worker":"started"' },
  });
  return { process: process_, port };
}

async function attentionOf(caseRef: CaseRef): Promise<string | null> {
  interface Item {
    readonly caseRef: string;
    readonly code: string;
    readonly step: string;
    readonly blockedOn: string;
  }
  const { attention } = await county.operator.get<{ attention: readonly Item[] }>('/v1/attention');
  const item = attention.find((one) => one.caseRef === caseRef);
  return item === undefined ? null : `${item.code} ${item.step} ${item.blockedOn}`;
}
