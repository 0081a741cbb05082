import { simulatedGatewayKey } from '../../adapters/medical-insurance/simulator/gateway.ts';
import { systemEnvironment } from '../../config.ts';
import { partyPrefix } from '../../config-parties.ts';
import { freePort } from '../../county/servers/ports.ts';
import type { SupervisedProcess, Supervisor } from '../../county/servers/supervisor.ts';
import { parties } from '../../domain/ids.ts';
import { environmentOf, services } from '../architecture/compose-file.ts';
import { root } from '../architecture/tree.ts';
import type { CountyUnderTest } from './county-under-test.ts';

/** A worker as docker-compose.yml starts it, and where it says whether it is well. */
export interface ComposeWorker {
  readonly process: SupervisedProcess;
  readonly port: number;
}

/** What stands in .env where every party has an address. */
export function addressesOfAll({ addresses }: CountyUnderTest): Readonly<Record<string, string>> {
  return {
    // A gateway of text messages wants more than an address; this county has none.
    ...Object.fromEntries(
      parties
        .filter((party) => party !== 'sms-gateway')
        .map((party) => [`${partyPrefix(party)}URL`, addresses.parties[party]]),
    ),
    // The county's platform is behind a gateway, which takes signed calls only.
    [`${partyPrefix('medical-insurance')}TOKEN`]: `${simulatedGatewayKey.id}:${simulatedGatewayKey.secret}:sm2:${simulatedGatewayKey.sm2}`,
  };
}

let started = 0;

/** One worker with what docker-compose.yml and this .env give it, and nothing else; only its neighbours are elsewhere. */
export async function composeWorker(
  county: CountyUnderTest,
  keeper: Supervisor,
  service: 'flow-worker' | 'party-worker',
  dotEnv: Readonly<Record<string, string>>,
): Promise<ComposeWorker> {
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
